"""The smallest number of subjects that gives a power."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["subjects_needed"]


def subjects_needed(
    power_of: Callable[[int], float], wanted: float, *, least: int = 4, most: int = 1_000_000, step: int = 1
) -> int | None:
    """Search the smallest n of `least` to `most` with power_of(n) >= wanted, which grows with n; None for none.

    step: n is a multiple of it, which is shared out to the arms exactly.
    """
    first, last = -(-least // step), most // step
    high = first
    while power_of(high * step) < wanted:
        if high >= last:
            return None
        high = min(2 * high, last)
    low = high // 2
    if high == first:
        return first * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(middle * step) >= wanted else (middle, high)
    # The arms take whole subjects, so that of sizes that are not shared out exactly power may fall by a hair.
    return high * step
