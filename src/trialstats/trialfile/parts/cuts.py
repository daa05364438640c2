"""Numbers cut into levels: half-open intervals that follow one another without a gap."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import inf

from trialstats.trialfile.parts.part import Text

__all__ = ["Band", "Bands", "bounds_text", "check_cuts", "edges"]

Band = tuple[float | None, float | None]
Bands = dict[Text, Band]


def check_cuts(cuts: Bands) -> Bands:
    """Refuse levels that overlap, leave a gap, or that nothing can belong to; they are written from the lowest up."""
    for level, (low, high) in cuts.items():
        if low is None and high is None and len(cuts) > 1:
            raise ValueError(f"{level} has no limit at all, and so overlaps the other levels")
        if low is not None and high is not None and low >= high:
            raise ValueError(f"{level} ends ({high:g}) where it begins ({low:g}) or before: nothing belongs to it")
    for (below, (_, high)), (above, (low, _)) in pairwise(cuts.items()):
        if high is None or low is None or low < high:
            raise ValueError(f"{below} and {above} overlap; write the levels from the lowest up, each once")
        if low > high:
            raise ValueError(f"between {below} and {above} is a gap: nothing says what {high:g} to {low:g} is")
    return cuts


def edges(cuts: Mapping[str, Band]) -> list[float]:
    """List the limits from the lowest up, one more than there are levels: a level is low <= number < high."""
    bands = list(cuts.values())
    low, high = bands[0][0], bands[-1][1]
    return [
        -inf if low is None else low,
        *(end for _, end in bands[:-1] if end is not None),
        inf if high is None else high,
    ]


def bounds_text(cuts: Mapping[str, Band]) -> str:
    """Say that a number is in none of the levels: `not in 18 to below 90`."""
    bands = list(cuts.values())
    low, high = bands[0][0], bands[-1][1]
    if high is None:
        return f"below {low:g}, where the first level begins" if low is not None else "in no level"
    return f"not below {high:g}, where the last level ends" if low is None else f"not in {low:g} to below {high:g}"
