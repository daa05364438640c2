"""What is known of each value: the number, or the limits that it lies between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialstats.errors import FitError

__all__ = ["Bools", "Bounds", "Floats", "bounds"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Bounds:
    """Limits of n values, (n,) each: equal where the value is known, else it lies between them.

    lower is -inf for a value below a limit, upper is inf for one above.
    Raises FitError for a limit that is absent, limits in the wrong order, and a value of which nothing is known.
    """

    lower: Floats
    upper: Floats

    def __post_init__(self) -> None:
        if self.lower.ndim != 1 or self.lower.shape != self.upper.shape:
            raise FitError(f"limits of shape {self.lower.shape} and {self.upper.shape}: two columns of one length")
        if np.isnan(self.lower).any() or np.isnan(self.upper).any():
            raise FitError("a record has neither a value nor a limit: leave it out")
        if (self.lower > self.upper).any():
            raise FitError("a record's lower limit is above its upper limit")
        unknown = np.isneginf(self.lower) & np.isposinf(self.upper)
        if (unknown | np.isposinf(self.lower) | np.isneginf(self.upper)).any():
            raise FitError("a record's value is infinite, or nothing is known of it: leave it out")

    @property
    def known(self) -> Bools:
        """Which values are numbers."""
        return np.asarray(self.lower == self.upper)

    @property
    def below(self) -> Bools:
        """Which are only known to be below a limit (left-censored)."""
        return np.isneginf(self.lower)

    @property
    def above(self) -> Bools:
        """Which are only known to be above a limit (right-censored)."""
        return np.isposinf(self.upper)

    @property
    def between(self) -> Bools:
        """Which are known to be between two limits (interval-censored)."""
        return ~(self.known | self.below | self.above)

    @property
    def places(self) -> Floats:
        """A number for each record: the value, the one limit, or the middle of two."""
        lower = np.where(self.below, self.upper, self.lower)
        upper = np.where(self.above, self.lower, self.upper)
        return 0.5 * (lower + upper)

    def moved(self, by: Floats, scale: float) -> Bounds:
        """Subtract (n,) and divide by a scale."""
        return Bounds((self.lower - by) / scale, (self.upper - by) / scale)

    def take(self, rows: NDArray[np.intp]) -> Bounds:
        """Choose rows."""
        return Bounds(self.lower[rows], self.upper[rows])


def bounds(values: ArrayLike, below: ArrayLike | None = None, above: ArrayLike | None = None) -> Bounds:
    """State values and limits: `values` (n,) holds the number, or the limit where `below` or `above` (n,) is true.

    Raises FitError where a record is both below and above.
    """
    places = np.asarray(values, dtype=float)
    left = np.zeros(places.shape, dtype=bool) if below is None else np.asarray(below, dtype=bool)
    right = np.zeros(places.shape, dtype=bool) if above is None else np.asarray(above, dtype=bool)
    if (left & right).any():
        raise FitError("a record is both below and above its limit")
    if np.isnan(places).any():
        raise FitError("a record has neither a value nor a limit: leave it out")
    return Bounds(np.where(left, -np.inf, places), np.where(right, np.inf, places))
