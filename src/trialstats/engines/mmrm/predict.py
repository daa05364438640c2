"""The predictors of rows that may not have been in the fit."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.columns import plain_column
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.frame import plain_frame, refuse_infinite
from trialstats.engines.mmrm.names import did_you_mean, shorten
from trialstats.errors import ArgumentError, FitError

__all__ = ["new_rows"]


def new_rows(design: Design, data: pd.DataFrame | None) -> tuple[Floats, pd.Index]:
    """The predictors (r, p) of `data`, coded as in the fit, and its index; by default of the rows used.

    Raises FitError for a column that is missing, a value that is missing and a level the fit has not seen.
    """
    if data is None:
        return design.predictors, design.frame.index
    if not isinstance(data, pd.DataFrame):
        raise ArgumentError(f"data must be a pandas DataFrame, not {type(data).__name__}")
    needed = [name for name in design.frame.columns if name in design.columns]
    _refuse_faults(data, needed, design.frame)
    rows = plain_frame(data[needed], formula=design.columns)
    refuse_infinite(rows)
    return design.coding.matrix(rows), data.index


def _refuse_faults(data: pd.DataFrame, needed: list[str], frame: pd.DataFrame) -> None:
    problems = [
        f"{name} is not a column of the new data{did_you_mean(name, data.columns)}"
        for name in needed
        if name not in data.columns
    ]
    problems += [f"{name} is the name of several columns" for name in needed if list(data.columns).count(name) > 1]
    if problems:
        raise ArgumentError(problems)
    for name in needed:
        missing = data[name].isna()
        if missing.any():
            problems.append(f"{name} is missing in row {shorten(list(data.index[missing]))}")
        elif not pd.api.types.is_numeric_dtype(frame[name].dtype):
            unseen = sorted(set(data[name].astype(str)) - set(frame[name].astype(str)))
            if unseen:
                problems.append(f"{name}: the fit has not seen {shorten(unseen)}")
        elif not pd.api.types.is_numeric_dtype(plain_column(data[name], in_formula=True)[0].dtype):
            problems.append(f"{name} is not a column of numbers, as it was in the fit")
    if problems:
        raise FitError(problems)
