"""The smallest and the largest value that a score can take, which follow from the codes of what it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.questionnaires.definition import Definition, Version
from trialstats.questionnaires.scores import Arithmetic

__all__ = ["range_of", "raw_range"]


def range_of(definition: Definition, score: Arithmetic, version: Version) -> tuple[float, float]:
    """Give the smallest and the largest value that a score of a version can take; the choices are settled."""
    if score.steps:
        return min(score.steps.numbers), max(score.steps.numbers)
    if score.scale:
        return min(score.scale), max(score.scale)
    return raw_range(definition, score, version)


def raw_range(definition: Definition, score: Arithmetic, version: Version) -> tuple[float, float]:
    """Give the smallest and the largest value before it is moved to a scale or cut."""
    ends = [ends_of(definition, name, version) for name in definition.items_of(score)]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    match score.rule:
        case "count":
            return 0, len(ends)
        case "largest":
            return max(lows), max(highs)
        case "smallest":
            return min(lows), min(highs)
        case "profile":
            return digits(lows), digits(highs)
        case "hours between":
            return 0, 24
        case "percent of":
            return 0, 100
    weights = score.weights or (1.0,) * len(ends)
    parts = len(ends) if score.rule == "mean" else 1
    return weighted(lows, weights) / parts, weighted(highs, weights) / parts


def ends_of(definition: Definition, name: str, version: Version) -> tuple[float, float]:
    """Give the smallest and the largest value of an item, a part or a score."""
    below = version.made.get(name)
    if below is not None:
        return range_of(definition, below, version)
    return min(definition.codes[name]), max(definition.codes[name])


def weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def digits(values: Sequence[float]) -> float:
    """Write digits as one number: 1, 2, 3 are 123."""
    return sum(value * 10.0**place for place, value in enumerate(reversed(values)))
