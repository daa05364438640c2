"""What every method gives back: tidy rows of one fixed shape, and notes on what was done.

A row is one thing estimated or counted; its key columns say what, its statistics columns hold the numbers, and
its `id` names it in every table, figure and in the analysis results data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from trialstats.results.kinds import Kind

__all__ = ["KEYS", "STATISTICS", "Many", "Result", "Row", "identified", "in_print", "tidy", "with_reason"]

# What a row is about. `kind` is a `Kind`. `measure` is AVAL, CHG or PCHG. `group` tells apart what one analysis
# does several times: in subgroups, under several rules, by body system. `variable` and `level` are those of a baseline
# table, of a disposition reason, or the term of a coefficient or joint test.
KEYS = ("analysis", "kind", "PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "group", "variable", "level", "USUBJID")

# The numbers a row may hold; those that do not apply are null. `n` counts subjects; `count` of `total` gives `percent`;
# `events` counts what may happen to a subject more than once; `cv` is a coefficient of variation in percent;
# `mcse` is the Monte Carlo standard error of an estimate from random numbers; `statistic` is t or z, and of a joint
# test F, with `num_df` and `df`.
STATISTICS = (
    "n",
    "count",
    "total",
    "percent",
    "events",
    "mean",
    "sd",
    "cv",
    "median",
    "q1",
    "q3",
    "minimum",
    "maximum",
    "value",
    "estimate",
    "std_error",
    "mcse",
    "num_df",
    "df",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)

# What a display needs to write a row: filled in from the trial file after the method has run.
WORDS = ("PARAM", "unit", "AVISITN", "decimals", "better", "mcid", "population", "role", "label", "reason")

NUMBERS = (*STATISTICS, "AVISITN", "decimals", "mcid")

# The sign of a number in a sentence: not the hyphen of a word, a date or a range.
SIGN = re.compile(r"(?:(?<=[\s(\[])|^)-(?=\.?\d)")

# Digits of a limit that computing may have spoilt, as a part of it.
ROUNDING = 1e-12


# A row while a method runs: what it knows of its keys, statistics and words, by their names.
Row = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """Rows (see `tidy`) and notes that can be written as JSON: what was fitted, tried, warned and counted."""

    rows: pd.DataFrame
    notes: Mapping[str, Any] = field(default_factory=dict)


def in_print(text: str) -> str:
    """Write the numbers below zero of a sentence with a minus sign.

    >>> in_print("does not turn from -17.5 to 0")
    'does not turn from −17.5 to 0'
    """
    return SIGN.sub("\N{MINUS SIGN}", text)


def with_reason(rows: Sequence[Row], reason: str) -> list[Row]:
    """Give rows that have no numbers the reason why."""
    return [{**row, "reason": reason} for row in rows]


@dataclass(frozen=True)
class Many:
    """Rows alike: what all of them say, and a column of each thing in which they differ; place: the rows before them.

    A subject's value at each visit is such a row: of a large trial there are a million, too many to be a dict each.
    """

    same: Row
    each: Mapping[str, Sequence[Any] | NDArray[Any]]
    place: int

    @property
    def frame(self) -> pd.DataFrame:
        return pd.DataFrame(self.each).assign(**self.same)


def tidy(rows: pd.DataFrame | Sequence[Mapping[str, Any]], analysis: str, many: Sequence[Many] = ()) -> pd.DataFrame:
    """Bring rows to the one shape: columns id, KEYS, STATISTICS, WORDS, with types; ids must be unique.

    many: further rows, in their places among the others. A limit that rounding has put past its own estimate stands at
    the estimate. Raises ValueError for a column or kind that the shape does not have, or two rows with one id.
    """
    frame = shaped(pd.DataFrame(rows), analysis)
    if many:
        frame = with_many(frame, many, analysis)
    frame = with_estimates_inside(frame)
    frame.insert(0, "id", identify(frame))
    if frame["id"].duplicated().any():
        raise ValueError(f"two rows with one id: {frame.loc[frame['id'].duplicated(), 'id'].iloc[0]}")
    return frame


def with_many(frame: pd.DataFrame, many: Sequence[Many], analysis: str) -> pd.DataFrame:
    """Put rows in their places among those of a frame that has its shape, a column at a time: there may be millions."""
    frames = [each.frame for each in many]
    before = np.repeat([each.place for each in many], [len(one) for one in frames])
    # What is added later stands behind what stood there: row k behind those of place k.
    order = np.argsort(np.concatenate([np.arange(len(frame)) + 0.5, before]), kind="stable")
    lot = pd.concat(frames, ignore_index=True).assign(analysis=analysis)
    del frames
    refuse_strange(lot)
    absent = pd.Series(np.nan, index=lot.index)
    columns = {}
    for name in (*KEYS, *STATISTICS, *WORDS):
        own = typed(lot.pop(name) if name in lot else absent, name)
        columns[name] = pd.concat([frame[name], own], ignore_index=True).take(order).reset_index(drop=True)
    return pd.DataFrame(columns, copy=False)


def shaped(frame: pd.DataFrame, analysis: str) -> pd.DataFrame:
    """Give rows the columns KEYS, STATISTICS and WORDS, with types; ValueError for what the shape does not have."""
    frame = frame.assign(analysis=analysis)
    refuse_strange(frame)
    names = [*KEYS, *STATISTICS, *WORDS]
    frame = frame.reindex(columns=names)
    return frame.assign(**{name: typed(frame[name], name) for name in names}).reset_index(drop=True)


def refuse_strange(frame: pd.DataFrame) -> None:
    """Raise ValueError for a column or kind that a result does not have."""
    strange = set(frame.columns) - {"id", *KEYS, *STATISTICS, *WORDS}
    if strange:
        raise ValueError(f"columns that a result does not have: {sorted(strange)}")
    unknown = set(frame["kind"].unique()) - {*Kind} if "kind" in frame else set()
    if unknown:
        raise ValueError(f"kinds that a result does not have: {sorted(map(str, unknown))}")


def typed(values: pd.Series, name: str) -> pd.Series:
    """Give a column of results its type, and the numbers in reasons their minus signs."""
    if name in NUMBERS:
        return values.astype("float64")
    if name == "reason":
        values = values.map(lambda reason: in_print(reason) if isinstance(reason, str) else None)
    return values.astype("string")


def with_estimates_inside(frame: pd.DataFrame) -> pd.DataFrame:
    """Move limits to the estimate that they exclude by less than the last digits of the interval's larger end."""
    estimate, low, high = (frame[name] for name in ("estimate", "conf_low", "conf_high"))
    rounding = ROUNDING * pd.concat([low.abs(), high.abs()], axis="columns").max(axis="columns")
    above, below = low - estimate, estimate - high
    return frame.assign(
        conf_low=low.mask(above.gt(0) & above.lt(rounding), estimate),
        conf_high=high.mask(below.gt(0) & below.lt(rounding), estimate),
    )


def identified(row: Row, analysis: str) -> str:
    """Name one row of an analysis, as `identify` does."""
    named = {**row, "analysis": analysis}
    return "/".join(str(named[key]) for key in KEYS if named.get(key) is not None)


def identify(frame: pd.DataFrame) -> pd.Series[str]:
    """Name each row by the keys that it has: `pain_mmrm/difference/VASPAIN/CHG/Week 12/DTLT/Sham`."""
    keys = [pa.array(frame[key], type=pa.large_string()) for key in KEYS]
    joined = pc.binary_join_element_wise(*keys, pa.scalar("/", pa.large_string()), null_handling="skip")
    return pd.Series(pd.array(joined, dtype="string"), index=frame.index)
