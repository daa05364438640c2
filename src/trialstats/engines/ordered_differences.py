"""Order statistics of all differences x_i - y_j, without a list of them: a trial of 20,000 has a hundred million."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["ordered_differences"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# So many differences at once take some ten megabytes.
AT_ONCE = 1_000_000
HALVINGS = 200


def ordered_differences(x: Floats, y: Floats, places: Sequence[int]) -> list[float]:
    """Give the differences x_i - y_j of x (m,) and y (n,) that stand at places 0 ... mn - 1 of their order.

    Values that occur several times count so often. For each place an interval of differences is halved, by how many lie
    below its middle, until few lie in it; these are looked at. Each count is a search of n sorted values for m others.
    """
    (x, of_x), (y, of_y) = (np.unique(values, return_counts=True) for values in (x, y))
    before = np.concatenate([[0], np.cumsum(of_y)])
    return [at_place(x, of_x, y, of_y, before, place) for place in places]


def at_place(x: Floats, of_x: Ints, y: Floats, of_y: Ints, before: Ints, place: int) -> float:
    low, high = float(x[0] - y[-1]), float(x[-1] - y[0])
    # What rounding of a difference, of an end and of their middle can move.
    slack = 8 * np.finfo(float).eps * float(max(np.abs(x).max(), np.abs(y).max()))
    for _ in range(HALVINGS):
        first, last = columns(x, y, low - slack, high + slack)
        middle = low + (high - low) / 2
        if int((last - first).sum()) <= AT_ONCE or not low < middle < high:
            break
        # How many lie below the middle; rounding may hide some, so that both ends keep a slack.
        _, below = columns(x, y, middle, high)
        if total_before(below, of_x, before) > place:
            low, high = low, middle
        else:
            low, high = middle, high
    return selected(x, of_x, y, of_y, before, first, last, place)


def columns(x: Floats, y: Floats, low: float, high: float) -> tuple[Ints, Ints]:
    """Give for each x the y, from the first to before the last, whose differences lie from low to high."""
    return np.searchsorted(y, x - high, side="left"), np.searchsorted(y, x - low, side="right")


def total_before(columns: Ints, of_x: Ints, before: Ints) -> int:
    """Count the differences of each x to the y from these columns on, which are the smaller ones."""
    return int((of_x * (before[-1] - before[columns])).sum())


def selected(x: Floats, of_x: Ints, y: Floats, of_y: Ints, before: Ints, first: Ints, last: Ints, place: int) -> float:
    """Find the place among the differences of each x to the y from first to before last; those behind are smaller."""
    sizes = last - first
    row = np.repeat(np.arange(len(x)), sizes)
    column = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(first, sizes)
    differences = x[row] - y[column]
    order = np.argsort(differences, kind="stable")
    reached = total_before(last, of_x, before) + np.cumsum((of_x[row] * of_y[column])[order])
    return float(differences[order[np.searchsorted(reached, place, side="right")]])
