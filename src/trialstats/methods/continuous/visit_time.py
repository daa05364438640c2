"""What the numbers of visits count, in a word: weeks, where the visits are named by them."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.continuous.rows import COUNTED

__all__ = ["TIME", "time_unit"]

TIME = "AVISITN"
UNKNOWN = "unit of the visits' numbers"


def time_unit(records: pd.DataFrame) -> str:
    """Say what one unit of AVISITN is: a week where visits are named `Week 4` and numbered 4, whatever lies at 0."""
    visits = records[["AVISIT", TIME]].dropna().drop_duplicates().astype({"AVISIT": "str", TIME: "float64"})
    later = visits[visits[TIME] != 0]
    units = {named_unit(name, number) for name, number in later.itertuples(index=False, name=None)}
    return units.pop() or UNKNOWN if len(units) == 1 else UNKNOWN


def named_unit(visit: str, number: float) -> str | None:
    """Give the word before its own number in the name of a visit, if it is one of time."""
    word = visit.casefold().removesuffix(f" {number:g}")
    return word if word in COUNTED else None
