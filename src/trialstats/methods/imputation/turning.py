"""Where the result of a comparison turns as imputed values are shifted: it holds while its interval excludes zero.

The limit of the interval that reaches zero is taken to change linearly from one shift to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from trialstats.errors import NoSuchNumber
from trialstats.results.shape import Row

__all__ = ["Turn", "excludes_zero", "turn_of"]


@dataclass(frozen=True)
class Turn:
    """The shift at which the result turns, the difference there, and how far the limit of its interval moves a shift
    of one.
    """

    delta: float
    difference: float
    slope: float


def turn_of(deltas: Sequence[float], differences: Sequence[Row], unshifted: float, unit: str = "") -> Turn:
    """Find the shift nearest to the one that changes nothing at which the result is another.

    differences: statistics at the shifts (ascending); unit: that of the shifts. Raises NoSuchNumber where the result is
    the same at all.
    """
    at_first = excludes_zero(differences[list(deltas).index(unshifted)])
    found = [
        turn
        for (low, before), (high, after) in pairwise(zip(deltas, differences, strict=True))
        if excludes_zero(before) != excludes_zero(after)
        for turn in [_between(low, before, high, after)]
    ]
    if not found:
        kept = "excludes" if at_first else "includes"
        raise NoSuchNumber(
            f"the result does not turn from {deltas[0]:g} to {deltas[-1]:g}{f' {unit}' if unit else ''}: the interval "
            f"{kept} zero at all shifts"
        )
    return min(found, key=lambda turn: abs(turn.delta - unshifted))


def excludes_zero(row: Row) -> bool:
    """Tell whether an interval lies on one side of zero."""
    return bool(row["conf_low"] > 0 or row["conf_high"] < 0)


def _between(low: float, before: Row, high: float, after: Row) -> Turn:
    """Find the turn between two shifts, of which one has an interval that excludes zero."""
    outside = before if excludes_zero(before) else after
    limit = "conf_low" if outside["conf_low"] > 0 else "conf_high"
    share = before[limit] / (before[limit] - after[limit])
    difference = before["estimate"] + share * (after["estimate"] - before["estimate"])
    return Turn(low + share * (high - low), difference, (after[limit] - before[limit]) / (high - low))
