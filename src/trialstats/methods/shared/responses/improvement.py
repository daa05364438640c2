"""Improvement from baseline: how much, in percent, and whether it is enough.

Two sides of a comparison that differ by no more than rounding are the same: 0.3 - 0.1 is not 0.2 in binary fractions,
and a tie must count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialstats.engines.rounding import PART

__all__ = ["enough_percent", "enough_points", "gain", "percent_gain"]

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def gain(base: ArrayLike, value: ArrayLike, better: str) -> Floats:
    """Give the improvement in points: base - value where `better` is lower, value - base where it is higher."""
    before, after = np.asarray(base, dtype=float), np.asarray(value, dtype=float)
    return np.asarray(before - after if better == "lower" else after - before)


def percent_gain(base: ArrayLike, value: ArrayLike, better: str) -> Floats:
    """Give the improvement in percent of the baseline; NaN where that is zero, below zero or absent."""
    before = np.asarray(base, dtype=float)
    return 100 * gain(base, value, better) / np.where(before > 0, before, np.nan)


def enough_percent(base: ArrayLike, value: ArrayLike, better: str, percent: ArrayLike) -> Truths:
    """Tell who improved by at least so many percent of a baseline above zero; arguments broadcast.

    100 * gain >= percent * base, without a division, so that 40 to 28 is 30 percent; what is absent is not enough.
    """
    before, after, asked = (np.asarray(part, dtype=float) for part in (base, value, percent))
    size = 100 * np.maximum(np.abs(before), np.abs(after))
    enough = 100 * gain(before, after, better) - asked * before >= -PART * size
    return np.asarray(enough & (before > 0) & ~np.isnan(after))


def enough_points(base: ArrayLike, value: ArrayLike, better: str, points: ArrayLike) -> Truths:
    """Tell who improved by at least so many points; what is absent is not enough."""
    before, after, asked = (np.asarray(part, dtype=float) for part in (base, value, points))
    size = np.maximum(np.maximum(np.abs(before), np.abs(after)), np.abs(asked))
    return np.asarray(gain(before, after, better) - asked >= -PART * size)
