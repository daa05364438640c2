"""The closed test: a hypothesis is rejected if every intersection that it is part of is (Marcus,
Peritz & Gabriel, Biometrika 1976;63:655-660).

Its adjusted p value is the largest p value of those intersections, so that no p of an intersection contradicts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialstats.engines.multiplicity.graph import Floats, Graph, bits, weights_of_intersections
from trialstats.engines.multiplicity.intersections import Group, Test, everything_by, p_of_intersection, single_levels
from trialstats.engines.multiplicity.rejection import is_rejected, p_values
from trialstats.errors import ArgumentError

__all__ = ["Closed", "close", "growing_levels", "single_step"]


@dataclass(frozen=True)
class Closed:
    """The p value of every intersection (2^m,), by its number (see `bits`), and those of hypotheses, adjusted (m,)."""

    intersections: Floats
    adjusted: Floats

    def rejected(self, alpha: float) -> list[int]:
        """The hypotheses rejected."""
        return [place for place, p in enumerate(self.adjusted) if is_rejected(p, alpha)]

    def dissonant(self, alpha: float) -> list[tuple[int, ...]]:
        """The intersections rejected by the closed test none of whose hypotheses is: where it is not consonant.

        An intersection is rejected by the closed test if it and every intersection that holds it are.
        """
        m, rejected = self.adjusted.size, set(self.rejected(alpha))
        closed = self.intersections.copy()
        for place in range(m):  # the largest p of the intersections that hold each
            numbers = np.arange(closed.size)
            smaller = numbers[(numbers >> place & 1) == 0]
            closed[smaller] = np.maximum(closed[smaller], closed[smaller | 1 << place])
        return [
            members
            for number in range(1, closed.size)
            if is_rejected(closed[number], alpha) and not rejected & {*(members := bits(number))}
        ]


def close(graph: Graph, p: ArrayLike, groups: Sequence[Group] | Test = Test.BONFERRONI) -> Closed:
    """Test every intersection of the hypotheses of a graph, with the weights that it has in each.

    p: (m,), one p value for each hypothesis. groups: which hypotheses are tested together, each in one group, or how
    all of them are. Raises ArgumentError for p that are none, for groups that leave a hypothesis out, and for more than
    MOST_HYPOTHESES.
    """
    own = p_values(p, graph.size)
    parts = everything_by(groups, graph.size) if isinstance(groups, Test) else tuple(groups)
    if sorted(member for part in parts for member in part.members) != list(range(graph.size)):
        raise ArgumentError("every hypothesis belongs to one group, and to one only")
    weights = weights_of_intersections(graph)
    found = np.array([1.0, *(p_of_intersection(own, row, parts) for row in weights[1:])])
    numbers = np.arange(found.size)
    adjusted = [found[numbers >> place & 1 == 1].max() for place in range(graph.size)]
    return Closed(found, np.minimum(1.0, adjusted))


def growing_levels(graph: Graph, groups: Sequence[Group], alpha: float) -> bool:
    """Tell whether no hypothesis loses level when others leave: then the closed test is consonant, whatever the data.

    Of parametric groups that is no matter of course (Xi et al. 2017), since the levels are those of each intersection.
    """
    weights = weights_of_intersections(graph)
    levels = np.array([single_levels(row, groups, alpha) for row in weights])
    whole = len(weights) - 1
    return all(
        levels[number & ~(1 << left)][member] >= levels[number][member] * (1 - 1e-9)
        for number in range(1, whole + 1)
        for left in bits(number)
        for member in bits(number)
        if member != left
    )


def single_step(p: ArrayLike, weights: Floats, groups: Sequence[Group]) -> Floats:
    """Adjust every p (m,) by the test of the intersection of all, as if the others said nothing: Bonferroni, Dunnett.

    A hypothesis without weight has the adjusted p 1.
    """
    own = p_values(p, weights.size)
    adjusted = np.ones(weights.size)
    for place in np.flatnonzero(weights > 0):
        alone = np.where(np.arange(weights.size) == place, own, 1.0)
        adjusted[place] = p_of_intersection(alone, weights, [group for group in groups if place in group.members])
    return adjusted
