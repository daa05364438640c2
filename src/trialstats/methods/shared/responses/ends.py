"""Improvement where a result lies beyond a limit of quantification: at the least, and at the most.

10 and later below 1 is a fall of 90 percent at the least: the threshold may be passed wherever the result lies, or
missed wherever it lies, and only what lies between cannot be told.
"""

from __future__ import annotations

import math

import pandas as pd

from trialstats.methods.shared.quantification.bounded import value_ends

__all__ = ["BASE_LOW", "VALUE_LOW", "best_case", "is_between", "with_ends", "worst_case"]

BASE_LOW, BASE_HIGH, VALUE_LOW, VALUE_HIGH = "_base_low", "_base_high", "_value_low", "_value_high"
# A result below its limit is never the limit: how far from it, as a part of it, the best case stays.
A_HAIR = 1e-9
# The ends of what has none: no concentration is below 0, and arithmetic with infinity says nothing.
LEAST, MOST = 1e-100, 1e100


def with_ends(people: pd.DataFrame, whole: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """Add between which ends BASE and VALUE lie, to people by USUBJID; both NaN where nothing is known.

    whole: all records of the parameter, those of baseline flagged. here: those of the visit, by USUBJID.
    """
    value = concentration_ends(here)
    base = pd.DataFrame({"low": people["BASE"], "high": people["BASE"]})
    if "ABLFL" in whole:
        first = whole[whole["ABLFL"].eq("Y").fillna(False)].drop_duplicates("USUBJID").set_index("USUBJID")
        base = base.fillna(concentration_ends(first).reindex(base.index))
    return people.assign(
        **{BASE_LOW: base["low"], BASE_HIGH: base["high"], VALUE_LOW: value["low"], VALUE_HIGH: value["high"]}
    )


def concentration_ends(records: pd.DataFrame) -> pd.DataFrame:
    """Give the ends of results, all of them numbers."""
    return value_ends(records).replace({-math.inf: LEAST, math.inf: MOST})


def worst_case(people: pd.DataFrame, better: str) -> tuple[pd.Series[float], pd.Series[float]]:
    """Give the baseline and the value of the least improvement."""
    base, value = (BASE_LOW, VALUE_HIGH) if better == "lower" else (BASE_HIGH, VALUE_LOW)
    return people[base], people[value]


def best_case(people: pd.DataFrame, better: str) -> tuple[pd.Series[float], pd.Series[float]]:
    """Give the baseline and the value of the largest improvement, short of limits that a result is not at."""
    base, value = worst_case(people, "higher" if better == "lower" else "lower")
    of_base = 1 + A_HAIR * (people[BASE_LOW] < people[BASE_HIGH])
    of_value = 1 + A_HAIR * (people[VALUE_LOW] < people[VALUE_HIGH])
    return (base / of_base, value * of_value) if better == "lower" else (base * of_base, value / of_value)


def is_between(people: pd.DataFrame) -> pd.Series[bool]:
    """Tell the people of whom the baseline or the value lies beyond a limit."""
    return (people[BASE_LOW] < people[BASE_HIGH]) | (people[VALUE_LOW] < people[VALUE_HIGH])
