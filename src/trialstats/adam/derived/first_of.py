"""The first of several parameters that has a number."""

from __future__ import annotations

from trialstats.adam.derived.parts import Made, Parts, none_of
from trialstats.trialfile.parts.derived import Derived

__all__ = ["first_of"]


def first_of(parts: Parts, derived: Derived) -> Made:
    """Take the number of the first parameter, or of the next where that has none."""
    numbers = parts.numbers[list(derived.first_of)]
    return Made(numbers.bfill(axis=1).iloc[:, 0], none_of(numbers))
