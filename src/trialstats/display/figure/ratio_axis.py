"""Lines over a logarithmic axis of ratios: where it goes, its marks, and whom either side favours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from trialstats.display.figure.forest_lines import SIDE, Block

__all__ = ["RatioBlock", "choose_marks"]

# Marks of an axis, the coarsest first; the first set of which enough lie on it is taken.
MARKS: tuple[tuple[float, ...], ...] = (
    tuple(10.0**k for k in range(-30, 31, 6)),
    tuple(10.0**k for k in range(-10, 11, 2)),
    tuple(10.0**k for k in range(-5, 6)),
    tuple(m * 10.0**k for k in range(-4, 5) for m in (1, 2, 5)),
    (0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0),
    (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0),
    (0.9, 0.95, 1.0, 1.05, 1.1),
)
ENOUGH = 4


@dataclass(frozen=True)
class RatioBlock(Block):
    """Lines over a logarithmic axis."""

    null: ClassVar[float] = 1.0
    scale: ClassVar[str] = "log"

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends: all estimates, limits and truths and 1 in view, with some room."""
        numbers = self.rows[["estimate", "conf_low", "conf_high"]].astype("float64").to_numpy().ravel()
        places = [float(place) for place in numbers if place == place]
        places += self.marks
        places += [line.truth for line in self.whole or self.lines if line.truth is not None]
        low, high = math.log(min(1.0, *places)), math.log(max(1.0, *places))
        if self.better:
            low, high = min(low, -SIDE / (1 - SIDE) * high), max(high, -SIDE / (1 - SIDE) * low)
        room = 0.05 * max(high - low, 0.1)
        return math.exp(low - room), math.exp(high + room)

    @property
    def span(self) -> tuple[float, float]:
        """How far the axis goes below and above 1, on its scale."""
        low, high = self.limits
        return math.log(low), math.log(high)

    @property
    def ticks(self) -> list[float]:
        """The numbers along the axis."""
        return choose_marks(*self.limits)


def choose_marks(low: float, high: float) -> list[float]:
    """Choose the marks of a logarithmic axis that goes from one ratio to another."""
    inside = [[mark for mark in marks if low <= mark <= high] for marks in MARKS]
    return next((marks for marks in inside if len(marks) >= ENOUGH), inside[-1] or [1.0])
