"""Subjects who improved, stayed and worsened: classified by a threshold, counted, and compared between arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from trialstats.engines.proportions import risk_difference
from trialstats.errors import FitError
from trialstats.methods.questionnaires.rows import Change
from trialstats.methods.shared.rows import NO_SUBJECT
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row, with_reason

__all__ = ["classify", "compare", "count", "expected"]

COMPARED = (Change.IMPROVED, Change.WORSENED)
# Of changes that are sums of fractions, as a part of the threshold: 5.000000000000001 is 5.
TOLERANCE = 1e-9


def classify(gain: pd.Series, threshold: float, reached: bool = True) -> pd.Series:
    """Name the class of each gain (positive: better); `reached`: the threshold itself is enough.

    >>> list(classify(pd.Series([5.0, 4.0, -5.0, None]), 5.0))
    ['Improved', 'Unchanged', 'Worsened', 'Missing']
    """
    limit = threshold * (1 - TOLERANCE if reached else 1 + TOLERANCE)
    values = gain.to_numpy(dtype=float)
    conditions = [np.isnan(values), values >= limit, values <= -limit]
    classes = [Change.MISSING, Change.IMPROVED, Change.WORSENED]
    return pd.Series(np.select(conditions, classes, Change.UNCHANGED), index=gain.index)


def count(classes: pd.Series) -> list[Row]:
    """Count each class of the subjects of one arm; the four add up to all of them."""
    total = len(classes)
    rows: list[Row] = []
    for level in Change:
        found = int((classes == level).sum())
        row: Row = {"kind": Kind.COUNT, "level": level, "n": total, "count": found, "total": total}
        rows.append({**row, "percent": 100 * found / total} if total else {**row, "reason": NO_SUBJECT})
    return rows


def compare(
    tallies: Mapping[str, Mapping[str, int]], arms: Sequence[str], conf_level: float, left_out: bool
) -> list[Row]:
    """Compare each arm with the first: the shares of those who improved, and of those who worsened.

    left_out: subjects without the change are out of the denominator; else they are in it, as neither.
    """
    totals = {arm: sum(own.values()) - (own[Change.MISSING] if left_out else 0) for arm, own in tallies.items()}
    rows: list[Row] = []
    for row in _pairs(arms):
        arm, reference, level = str(row["ARM"]), str(row["REFERENCE"]), str(row["level"])
        counts = (tallies[arm][level], totals[arm], tallies[reference][level], totals[reference])
        try:
            rows.append({**row, **risk_difference(*counts, conf_level)})
        except FitError as error:
            rows += with_reason([row], str(error))
    return rows


def expected(arms: Sequence[str]) -> list[Row]:
    """List the rows of one visit without their numbers."""
    return [{"kind": Kind.COUNT, "ARM": arm, "level": level} for arm in arms for level in Change] + _pairs(arms)


def _pairs(arms: Sequence[str]) -> list[Row]:
    return [
        {"kind": Kind.RISK_DIFFERENCE, "ARM": arm, "REFERENCE": arms[0], "level": level}
        for arm in arms[1:]
        for level in COMPARED
    ]
