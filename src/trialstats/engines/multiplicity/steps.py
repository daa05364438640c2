"""The graph worked through step by step: the shortcut of the closed test of weighted Bonferroni tests.

At each step the hypothesis with the smallest p_j / w_j is rejected if that is at most alpha, and leaves the graph; the
adjusted p value is the largest p_j / w_j up to then (Bretz et al. 2009, algorithms 1 and 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialstats.engines.multiplicity.graph import Floats, Graph
from trialstats.engines.multiplicity.rejection import is_rejected, p_values

__all__ = ["Step", "Stepwise", "step_through"]


@dataclass(frozen=True)
class Step:
    """A hypothesis rejected: its place, its weight when it was, and the graph as it was then."""

    hypothesis: int
    weight: float
    graph: Graph


@dataclass(frozen=True)
class Stepwise:
    """The steps, the adjusted p values (m,), and the graph that is left of the hypotheses not rejected."""

    steps: tuple[Step, ...]
    adjusted: Floats
    left: Graph


def step_through(graph: Graph, p: ArrayLike, alpha: float) -> Stepwise:
    """Reject hypotheses one after the other; of several that could be rejected at a step the first is."""
    own = p_values(p, graph.size)
    adjusted, remaining = np.ones(graph.size), list(range(graph.size))
    steps: list[Step] = []
    now, left, largest = graph, graph, 0.0
    while remaining and (now.weights[remaining] > 0).any():
        heavy = [one for one in remaining if now.weights[one] > 0]
        chosen = min(heavy, key=lambda one: own[one] / now.weights[one])
        largest = min(1.0, max(largest, own[chosen] / now.weights[chosen]))
        adjusted[chosen] = largest
        remaining.remove(chosen)
        after = now.without(chosen)
        if is_rejected(largest, alpha):
            steps.append(Step(chosen, float(now.weights[chosen]), now))
            left = after
        now = after
    return Stepwise(tuple(steps), adjusted, left)
