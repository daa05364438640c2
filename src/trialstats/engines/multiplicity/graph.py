"""A graph of hypotheses: how alpha is shared out at first, and where the share of a rejected hypothesis goes.

Bretz, Maurer, Brannath & Posch (Stat Med 2009;28:586-604). A hypothesis j that is rejected leaves the graph:

    w_l  = w_l + w_j g_jl
    g_lk = (g_lk + g_lj g_jk) / (1 - g_lj g_jl)      l != k; 0 where g_lj g_jl = 1

In which order several leave does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialstats.errors import ArgumentError

__all__ = ["MOST_HYPOTHESES", "Floats", "Graph", "bits", "weights_of_intersections"]

Floats = NDArray[np.float64]
MOST_HYPOTHESES = 14
"""All intersections of so many are looked at one by one."""
SLACK = 1e-9  # of sums of shares such as 1/3, written with so many digits


@dataclass(frozen=True)
class Graph:
    """Weights (m,), which add up to 1 at most, and transitions (m, m), whose rows do and whose diagonal is 0.

    Hypotheses that have left have neither weight nor transitions.
    """

    weights: Floats
    transitions: Floats

    @classmethod
    def of(cls, weights: ArrayLike, transitions: ArrayLike) -> Graph:
        """Make a graph of what is given; ArgumentError where that is none."""
        graph = cls(np.array(weights, dtype=float), np.array(transitions, dtype=float))
        graph._check()
        return graph

    def _check(self) -> None:
        m = self.weights.size
        if self.weights.ndim != 1 or m == 0 or self.transitions.shape != (m, m):
            raise ArgumentError(f"{m} weights need transitions of the shape {m} x {m}, not {self.transitions.shape}")
        if not (np.isfinite(self.weights).all() and np.isfinite(self.transitions).all()):
            raise ArgumentError("weights and transitions must be numbers")
        if (self.weights < 0).any() or self.weights.sum() > 1 + SLACK:
            raise ArgumentError(f"weights must not be negative and add up to 1 at most, not {self.weights.sum():g}")
        sums = self.transitions.sum(axis=1)
        if (self.transitions < 0).any() or sums.max() > 1 + SLACK:
            raise ArgumentError(f"transitions from a hypothesis must add up to 1 at most, not {sums.max():g}")
        if self.transitions.diagonal().any():
            raise ArgumentError("a hypothesis passes nothing on to itself: the diagonal of the transitions must be 0")

    @property
    def size(self) -> int:
        """How many hypotheses there are, with those that have left."""
        return self.weights.size

    def without(self, *leaving: int) -> Graph:
        """Let hypotheses leave, one after the other."""
        graph = self
        for one in leaving:
            graph = graph._without(one)
        return graph

    def _without(self, j: int) -> Graph:
        passed, received = self.transitions[j], self.transitions[:, j]
        weights = self.weights + self.weights[j] * passed
        round_trip = 1 - received * passed
        through = self.transitions + np.outer(received, passed)
        goes_on = round_trip > 1e-15
        transitions = np.where(goes_on[:, None], through / np.where(goes_on, round_trip, 1.0)[:, None], 0.0)
        np.fill_diagonal(transitions, 0.0)
        weights[j] = 0.0
        transitions[j, :] = transitions[:, j] = 0.0
        return Graph(weights, transitions)

    def keeping(self, members: Sequence[int]) -> Graph:
        """Let all others leave."""
        return self.without(*(one for one in range(self.size) if one not in members))


def bits(number: int) -> tuple[int, ...]:
    """The members of the intersection of a number: 5 is that of hypotheses 0 and 2."""
    return tuple(place for place in range(number.bit_length()) if number >> place & 1)


def weights_of_intersections(graph: Graph) -> Floats:
    """The weights in every intersection: (2^m, m), a row for each number (see `bits`); that of 0 is empty.

    ArgumentError where there are too many hypotheses to look at all.
    """
    m = graph.size
    if m > MOST_HYPOTHESES:
        raise ArgumentError(
            f"{m} hypotheses have {2**m - 1:,} intersections; {MOST_HYPOTHESES} hypotheses are the most"
        )
    everything = 2**m - 1
    graphs = {everything: graph}
    weights = np.zeros((2**m, m))
    weights[everything] = graph.weights
    for number in range(everything - 1, 0, -1):
        absent = (~number & everything).bit_length() - 1
        graphs[number] = graphs[number | 1 << absent].without(absent)
        weights[number] = graphs[number].weights
    return weights
