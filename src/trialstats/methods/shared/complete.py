"""The records that a model can use: those with every variable present, the others counted by what they lack."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.errors import FitError, SpecError
from trialstats.methods.shared.percentages import NO_PERCENTAGE, without_percentage
from trialstats.methods.shared.quantification.beyond import BEYOND, has_no_number

__all__ = ["complete_records", "refuse_duplicates"]


def complete_records(records: pd.DataFrame, needed: Sequence[str]) -> tuple[pd.DataFrame, dict[str, int]]:
    """Keep the records in which every variable of `needed` is present.

    Parameters
    ----------
    records
        n rows; see `Inputs.records`.
    needed
        Variables, in the order in which a missing one is given as the reason.

    Returns
    -------
    The complete records, sorted by subject and visit so that results do not depend on the order of rows, with
    levels that nobody has taken out of every categorical; and counts `in`, `<variable> missing`, `used`, which
    add up. A record that lacks several variables is counted at the first. A PCHG that is missing because BASE is 0
    is counted by itself, and so is what has no number because a result lies beyond a limit of quantification.

    Raises
    ------
    SpecError for a variable that the records do not have.
    """
    absent = [name for name in needed if name not in records.columns]
    if absent:
        raise SpecError(f"the records have no variable {', '.join(absent)}")
    counts = {"in": len(records)}
    frame = records
    for name in needed:
        if name == "PCHG" and (zero := without_percentage(frame)).any():
            counts[NO_PERCENTAGE] = int(zero.sum())
            frame = frame[~zero]
        beyond = has_no_number(frame, name)
        if beyond.any():
            counts[BEYOND] = counts.get(BEYOND, 0) + int(beyond.sum())
            frame = frame[~beyond]
        present = frame[name].notna()
        if not present.all():
            counts[f"{name} missing"] = int((~present).sum())
            frame = frame[present]
    counts["used"] = len(frame)
    return _typed(frame.sort_values(["USUBJID", "AVISIT"]).reset_index(drop=True), needed), counts


def _typed(frame: pd.DataFrame, needed: Sequence[str]) -> pd.DataFrame:
    # Models see categoricals without empty levels, and floats: nothing else.
    frame = frame.copy()
    for name in {*needed, "AVISIT", "TRT01P"} & set(frame.columns):
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            frame[name] = column.cat.remove_unused_categories()
        elif pd.api.types.is_numeric_dtype(column.dtype):
            frame[name] = column.astype("float64")
        else:
            frame[name] = column.astype("category")
    return frame


def refuse_duplicates(frame: pd.DataFrame, keys: Sequence[str] = ("USUBJID", "AVISIT")) -> None:
    """Raise FitError where a subject has more than one record at a visit."""
    twice = frame.duplicated(list(keys))
    if twice.any():
        shown = frame.loc[twice, list(keys)].drop_duplicates().head(5).astype(str).agg(" at ".join, axis=1)
        raise FitError(f"more than one record for a subject and visit: {', '.join(shown)}")
