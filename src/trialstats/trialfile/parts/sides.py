"""Which parameters of a dataset are the two sides of one thing."""

from __future__ import annotations

from collections import defaultdict
from itertools import takewhile

from trialstats.trialfile.parts.datasets import Dataset

__all__ = ["sides_of"]


def sides_of(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Give the parameters with one `nerve` and `attribute` and different sides, under the name of both together.

    The name is that of the derived parameter that is their mean, if there is one, else what their codes begin with.
    """
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for paramcd, parameter in dataset.parameters.items():
        if parameter.nerve and parameter.side:
            groups[parameter.nerve, str(parameter.attribute)].append(paramcd)
    means = {frozenset(derived.mean_of): paramcd for paramcd, derived in dataset.derived.items()}
    pairs = [tuple(sides) for sides in groups.values() if len(sides) > 1]
    return {means.get(frozenset(sides)) or common_beginning(sides) or "_".join(sides)[:8]: sides for sides in pairs}


def common_beginning(codes: tuple[str, ...]) -> str:
    """Give what all codes begin with."""
    return "".join(
        letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, zip(*codes, strict=False))
    )
