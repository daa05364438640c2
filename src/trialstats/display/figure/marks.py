"""How large the mark of an estimate is: so that it does not hide its interval."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, pi, sqrt
from typing import Any

import pandas as pd

from trialstats.display.figure.theme import POINT

__all__ = ["STROKE", "mark_size", "plotnine_size", "point_size"]

# What part of an interval its mark may hide, and the size below which a mark is not seen, in points.
HIDDEN, LEAST = 0.5, 1.5
# The usual size of a point of a plot over visits, in points, and the stroke around it as plotnine has it.
USUAL, STROKE = 3.37, 0.3
# plotnine gives sizes in other units: (size + stroke) times this is the size in points.
UNIT = sqrt(pi)


def mark_size(lengths: Iterable[float], usual: float) -> float:
    """Give one size of marks in points, the usual one or what the shortest interval (lengths in mm) leaves room for.

    Marks of a figure are of one size, since size would seem to be weight.
    """
    shortest = min((length for length in lengths if isfinite(length) and length > 0), default=usual)
    return max(min(usual, HIDDEN * shortest / POINT), LEAST)


def point_size(low: pd.Series[Any], high: pd.Series[Any], ends: tuple[float, float], length: float) -> float:
    """Give the size that plotnine needs for points with intervals on an axis of a length in mm.

    ends: where the axis begins and ends.
    """
    span = max(ends) - min(ends)
    lengths = (high - low).astype("float64") * length / span if span > 0 else pd.Series(dtype="float64")
    return plotnine_size(mark_size(lengths.dropna(), USUAL), STROKE)


def plotnine_size(points: float, stroke: float) -> float:
    """Give the size that plotnine needs for a mark of a size in points, with the stroke around it."""
    return max(points / UNIT - stroke, 0.1)
