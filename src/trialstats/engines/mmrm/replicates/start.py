"""The first covariance matrices of each replicate, as `start` of the engine has them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.replicates.problem import Problem
from trialstats.engines.mmrm.start import FLOOR, RANDOM

__all__ = ["starting_covariances"]


def starting_covariances(problem: Problem) -> Iterator[Floats]:
    """Yield (R, T, T): the moment matrix, it with its correlations halved, without them, with all of them a half, and
    matrices drawn at random, the same for every replicate, with its variances."""
    moment, n_visits = _moment_covariance(problem), problem.n_visits
    deviation = np.sqrt(np.diagonal(moment, axis1=1, axis2=2))
    alike = deviation[:, :, None] * deviation[:, None, :]
    alone = alike * np.eye(n_visits)
    yield from (moment, 0.5 * (moment + alone), alone, 0.5 * (alike + alone))
    rng = np.random.default_rng(0)
    for _ in range(RANDOM):
        factors = rng.normal(size=(n_visits, int(rng.integers(1, 4))))
        drawn = factors @ factors.T + np.diag(rng.uniform(0.1, 1.0, n_visits))
        yield alike * (drawn / np.sqrt(np.outer(np.diag(drawn), np.diag(drawn))))


def _moment_covariance(problem: Problem) -> Floats:
    """(R, T, T): the mean products of the residuals, with correlations drawn to zero as far as it takes."""
    visit = np.arange(problem.n_visits)
    mean = problem.rr.sum(axis=1) / np.maximum(problem.together, 1.0)
    variance = mean[:, visit, visit]
    typical = variance.mean(axis=1, keepdims=True)
    small = variance < 1e-6 * typical
    # The engine gives such a visit the mean of all of them.
    variance = np.where(small, typical, variance)
    scale = np.sqrt(variance)
    both = scale[:, :, None] * scale[:, None, :]
    correlation = mean / both
    correlation[:, visit, visit] = 1.0
    correlation = np.clip(correlation, -1.0, 1.0)
    lowest = np.linalg.eigvalsh(correlation)[:, 0]
    keep = np.where(lowest < FLOOR, (1.0 - FLOOR) / np.where(lowest < FLOOR, 1.0 - lowest, 1.0), 1.0)[:, None, None]
    return np.asarray((keep * correlation + (1.0 - keep) * np.eye(problem.n_visits)) * both, dtype=float)
