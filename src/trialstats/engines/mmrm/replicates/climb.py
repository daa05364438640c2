"""From where to search: from one start, or from several where the rows are few (`ladder`)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.engines.mmrm.arrays import Integers
from trialstats.engines.mmrm.ladder import SPARSE
from trialstats.engines.mmrm.replicates.problem import Problem
from trialstats.engines.mmrm.replicates.search import Local, search
from trialstats.engines.mmrm.replicates.start import starting_covariances
from trialstats.engines.mmrm.replicates.structures import Structure

__all__ = ["climb"]


def climb(problem: Problem, structure: Structure) -> Iterator[tuple[Integers, Problem, Local]]:
    """Yield replicates at their maximum, by their numbers.

    Of a replicate with few rows for its covariance parameters that is the highest from all starts; it is not yielded
    unless every one of them has led to a maximum.
    """
    many = problem.n_obs >= SPARSE * structure.n_theta
    plenty, sparse = np.flatnonzero(many), np.flatnonzero(~many)
    if len(plenty):
        own = problem.take(plenty)
        first = next(starting_covariances(own))
        for who, part, here in search(own, structure, structure.start(first)):
            yield plenty[who], part, here
    if len(sparse):
        for who, part, here in _highest(problem.take(sparse), structure):
            yield sparse[who], part, here


def _highest(problem: Problem, structure: Structure) -> Iterator[tuple[Integers, Problem, Local]]:
    replicates = len(problem.n_obs)
    loglik, best = np.full(replicates, -np.inf), np.zeros((replicates, structure.n_theta))
    left = np.arange(replicates)
    for covariance in starting_covariances(problem):
        reached = []
        for who, _, here in search(problem.take(left), structure, structure.start(covariance[left])):
            number = left[who]
            better = here.point.loglik > loglik[number]
            loglik[number[better]], best[number[better]] = here.point.loglik[better], here.theta[better]
            reached.append(number)
        left = np.sort(np.concatenate(reached)) if reached else left[:0]
        if not len(left):
            return
    for who, part, here in search(problem.take(left), structure, best[left]):
        yield left[who], part, here
