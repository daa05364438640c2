"""Margins of comparisons that have an estimate and a standard error: the rows that test them, by t or z.

A ratio is tested on the scale of logarithms, on which its standard error is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from trialstats.engines.inference import statistics
from trialstats.engines.tails import Tails, of_t
from trialstats.methods.shared.margins import margin_keys, margin_row
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale
from trialstats.results.shape import Row
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.margin import Direction

__all__ = ["margins_tested"]

KEYS = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE")
# What the margin of a ratio is of, where that has a name of its own.
NAMED = {Kind.RATE_RATIO: Scale.RATE_RATIO, Kind.HAZARD_RATIO: Scale.HAZARD_RATIO}
ON_LOG_SCALE = ("estimate", "conf_low", "conf_high")


def margins_tested(
    analysis: Estimating, rows: Iterable[Row], kind: Kind, better: Direction | None, unit: str | None = None
) -> list[Row]:
    """Test the margin of an analysis, if it has one, by each of its comparisons of a kind; no `group` is beside it.

    A comparison without numbers lends its reason. unit: of a difference.
    """
    margin = analysis.margin_of
    if margin is None:
        return []
    found, named = [], {"level": NAMED[kind]} if kind in NAMED else {}
    for row in (row for row in rows if row["kind"] == kind and row.get("group") is None):
        keys = {key: row[key] for key in KEYS if row.get(key) is not None}
        if row.get("estimate") is None or row.get("std_error") is None:
            found.append({**margin_keys(keys, margin), **named, "reason": row.get("reason")})
            continue
        made = margin_row(keys, margin, better, analysis.alpha, interval_of(row, kind), tails_of(row, kind))
        found.append({**made, **named, "n": row.get("n"), **({"unit": unit} if unit else {})})
    return found


def interval_of(row: Row, kind: Kind) -> Callable[[float], Row]:
    """Give the comparison at a level of confidence."""
    log = kind.traits.on_log_scale
    estimate = math.log(row["estimate"]) if log else row["estimate"]

    def at(level: float) -> Row:
        made = dict(statistics(estimate, row["std_error"], row.get("df"), level))
        return {**made, **{name: math.exp(made[name]) for name in ON_LOG_SCALE}} if log else made

    return at


def tails_of(row: Row, kind: Kind) -> Callable[[float], Tails]:
    """Give the tests of a value of the comparison."""
    log = kind.traits.on_log_scale

    def of(value: float) -> Tails:
        pair = (math.log(row["estimate"]), math.log(value)) if log else (row["estimate"], value)
        return of_t(pair[0], row["std_error"], row.get("df"), pair[1])

    return of
