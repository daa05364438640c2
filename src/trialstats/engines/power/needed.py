"""The smallest number of subjects that gives a power."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["subjects_needed"]


def subjects_needed(
    power_of: Callable[[int], float], wanted: float, *, least: int = 4, most: int = 1_000_000
) -> int | None:
    """Search the smallest n of `least` to `most` with power_of(n) >= wanted, which grows with n; None for none."""
    high = least
    while power_of(high) < wanted:
        if high >= most:
            return None
        high = min(2 * high, most)
    low = high // 2
    if high == least:
        return least
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(middle) >= wanted else (middle, high)
    # The arms take whole subjects, so that power may fall by a hair from one n to the next.
    return high
