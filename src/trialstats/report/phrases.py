"""Pieces of sentences, and how numbers stand in them with their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.display.estimates import equals
from trialstats.display.numbers import estimated, interval
from trialstats.report.words import absent

__all__ = ["Phrase", "Row", "of_the_analysis", "records", "take", "uncertainty"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Phrase:
    """A piece of a sentence; with numbers in it, their address in the results."""

    text: str
    ard: str | None = None


def records(rows: pd.DataFrame) -> list[Row]:
    """Take rows as mappings."""
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def take(rows: pd.DataFrame, **keys: str) -> pd.DataFrame:
    """Keep the rows that have these keys."""
    keep = pd.Series(True, index=rows.index)
    for key, value in keys.items():
        keep &= rows[key].eq(value).fillna(False).astype(bool)
    return rows[keep]


def of_the_analysis(rows: list[Row]) -> list[Row]:
    """Keep the comparisons that are the analysis: those of no `group`, else of the first; others stand beside them."""
    whole = [row for row in rows if absent(row["group"])]
    return whole or [row for row in rows if row["group"] == rows[0]["group"]]


def uncertainty(
    row: Row, digits: int, scale: float = 1.0, unit: str = "", *, with_estimate: bool = False
) -> list[Phrase]:
    """Write interval and p value in brackets, whichever there are; before them the estimate, if it is wanted."""
    told = []
    if not (absent(row["conf_low"]) or absent(row["conf_high"])):
        level = "" if absent(row["conf_level"]) else f"{100 * row['conf_level']:.4g}% "
        limits = interval(scale * row["conf_low"], scale * row["conf_high"], digits, estimated)
        statistics = "conf_level,conf_low,conf_high" if level else "conf_low,conf_high"
        told.append(Phrase(f"{level}CI {limits}", f"{row['id']}:{statistics}"))
    if not absent(row["p_value"]):
        p = f"p {equals(row['p_value'])}".replace(" ", "\N{NO-BREAK SPACE}")
        told.append(Phrase(p, f"{row['id']}:p_value"))
    estimate = (
        [Phrase(estimated(scale * row["estimate"], digits) + unit, f"{row['id']}:estimate")] if with_estimate else []
    )
    if not told:
        return estimate
    between = [piece for phrase in told for piece in (Phrase("; "), phrase)][1:]
    return [*estimate, Phrase(" ("), *between, Phrase(")")]
