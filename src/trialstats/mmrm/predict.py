"""The predictors of rows that may not have been in the fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from formulaic.errors import FormulaicError

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.design import Design
from trialstats.mmrm.names import did_you_mean, shorten

__all__ = ["new_rows"]


def new_rows(design: Design, data: pd.DataFrame | None) -> tuple[Floats, pd.Index]:
    """The predictors (r, p) of `data`, coded as in the fit, and its index; by default of the rows used.

    Raises FitError for a column that is missing, a value that is missing and a level the fit has not seen.
    """
    if data is None:
        return design.predictors, design.frame.index
    needed = [name for name in design.frame.columns if name in design.columns]
    _refuse_faults(data, needed, design.frame)
    try:
        matrix = design.spec.get_model_matrix(data[needed], context={}, na_action="raise")
    except (FormulaicError, ValueError, TypeError) as error:
        raise FitError(f"cannot evaluate the formula: {str(error).strip().splitlines()[0]}") from error
    return np.asarray(matrix, dtype=float), data.index


def _refuse_faults(data: pd.DataFrame, needed: list[str], frame: pd.DataFrame) -> None:
    problems = [
        f"{name} is not a column of the new data{did_you_mean(name, data.columns)}"
        for name in needed
        if name not in data.columns
    ]
    for name in set(needed) & set(data.columns):
        missing = data[name].isna()
        if missing.any():
            problems.append(f"{name} is missing in row {shorten(list(data.index[missing]))}")
        elif not pd.api.types.is_numeric_dtype(frame[name].dtype):
            unseen = sorted(set(data[name].astype(str)) - set(frame[name].astype(str)))
            if unseen:
                problems.append(f"{name}: the fit has not seen {shorten(unseen)}")
    if problems:
        raise FitError(problems)
