"""Which part of a figure is drawn, of one that divides its own lines among several pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["WHOLE", "Portion", "TooFew"]


class TooFew(Exception):
    """A figure has fewer things to divide than it is to have parts."""


@dataclass(frozen=True)
class Portion:
    """Part `number` of a figure in `of` parts, counted from 1. Its axes, key and notes are those of all of them."""

    number: int = 1
    of: int = 1

    def cut(self, heights: Sequence[float]) -> slice:
        """Tell which of things one below the other, of these heights, stand on the part.

        Every part has one at the least, and parts are as equally tall as their order allows. Raises TooFew.
        """
        if self.of == 1:
            return slice(0, len(heights))
        if self.of > len(heights):
            raise TooFew(f"{len(heights)} in {self.of} parts")
        above = [0.0, *accumulate(heights)]
        ends = [0]
        for part in range(1, self.of):
            ideal = above[-1] * part / self.of
            possible = range(ends[-1] + 1, len(heights) - (self.of - part) + 1)
            ends.append(min(possible, key=lambda end: abs(above[end] - ideal)))
        ends.append(len(heights))
        return slice(ends[self.number - 1], ends[self.number])


WHOLE = Portion()
