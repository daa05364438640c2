"""Procedures with names, as graphs: fixed sequence, Bonferroni, Holm, gatekeeping."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from trialstats.engines.multiplicity.graph import Floats, Graph
from trialstats.errors import ArgumentError

__all__ = ["bonferroni", "fixed_sequence", "holm", "parallel_gatekeeping", "serial_gatekeeping"]

EPSILON = 1e-6  # what a family keeps for the next while it has hypotheses left


def fixed_sequence(m: int) -> Graph:
    """Test one after the other at the whole of alpha, as far as they are rejected."""
    return Graph.of(np.eye(m)[0], np.eye(m, k=1))


def bonferroni(weights: ArrayLike) -> Graph:
    """Share alpha out by weights (m,), and pass nothing on."""
    own = np.asarray(weights, dtype=float)
    return Graph.of(own, np.zeros((own.size, own.size)))


def holm(weights: ArrayLike) -> Graph:
    """Holm (Scand J Stat 1979;6:65-70): what a rejected hypothesis had goes to the others, by their weights (m,)."""
    own = np.asarray(weights, dtype=float)
    if own.size == 1:
        return bonferroni(own)
    if (own <= 0).any():
        raise ArgumentError("every hypothesis of Holm's procedure has a weight above 0")
    transitions = own / (own.sum() - own)[:, None]
    np.fill_diagonal(transitions, 0.0)
    return Graph.of(own, transitions)


def serial_gatekeeping(families: Sequence[int]) -> Graph:
    """Test a family by Holm's procedure when every hypothesis of the family before is rejected.

    families: how many hypotheses each has, in order. (Maurer, Hothorn & Lehmacher 1995; Bretz et al. 2009, 3.3.)
    """
    transitions = _within(families, keeps=1 - EPSILON)
    _pass_on(transitions, families, EPSILON)
    return _of(families, transitions)


def parallel_gatekeeping(gate: int, behind: int) -> Graph:
    """Test a second family by Holm's procedure, with the share of each hypothesis of the first that is rejected.

    gate, behind: how many hypotheses the two families have. The first passes nothing on within itself: Bonferroni.
    (Dmitrienko, Offen & Westfall, Stat Med 2003;22:2387-2400.)
    """
    transitions = _within((gate, behind), keeps=0.0)
    _pass_on(transitions, (gate, behind), 1.0)
    return _of((gate, behind), transitions)


def _edges(families: Sequence[int]) -> list[tuple[int, int]]:
    ends = np.cumsum([0, *families]).tolist()
    return list(pairwise(ends))


def _within(families: Sequence[int], keeps: float) -> Floats:
    """What the members of a family pass on among themselves: all in the last, `keeps` in the others."""
    transitions = np.zeros((sum(families), sum(families)))
    for place, (start, end) in enumerate(_edges(families)):
        others = end - start - 1
        if others:
            share = (1.0 if place == len(families) - 1 else keeps) / others
            transitions[start:end, start:end] = share * (1 - np.eye(others + 1))
    return transitions


def _pass_on(transitions: Floats, families: Sequence[int], share: float) -> None:
    """Let each family pass its share, or all where it has one hypothesis, on to the next in equal parts."""
    for (start, end), (following, last) in pairwise(_edges(families)):
        transitions[start:end, following:last] = (share if end - start > 1 else 1.0) / (last - following)


def _of(families: Sequence[int], transitions: Floats) -> Graph:
    first = families[0]
    weights = np.zeros(sum(families))
    weights[:first] = 1 / first
    return Graph.of(weights, transitions)
