"""A score on another scale: `(value - a) / (b - a) * (d - c) + c`, from [a, b] to [c, d]."""

from __future__ import annotations

from trialstats.adam.derived.parts import Made, Parts, none_of
from trialstats.trialfile.parts.derived import Derived

__all__ = ["rescale"]


def rescale(parts: Parts, derived: Derived) -> Made:
    """Move each value to the new scale; one outside the old has no place on it."""
    rule = derived.rescale
    assert rule is not None
    (a, b), (c, d) = rule.source, rule.to
    numbers = parts.numbers[rule.of]
    outside = numbers.notna() & ~numbers.between(a, b)
    said = rule.of + " = " + numbers.map("{:g}".format) + f", outside {a:g} to {b:g}"
    values = c + (numbers - a) * (d - c) / (b - a)
    return Made(values.mask(outside), none_of(parts.numbers[[rule.of]]).mask(outside, said))
