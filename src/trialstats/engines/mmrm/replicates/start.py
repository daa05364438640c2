"""The first covariance matrix of each replicate, as `start` of the engine has it."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.replicates.problem import Problem
from trialstats.engines.mmrm.start import FLOOR

__all__ = ["first_covariance"]


def first_covariance(problem: Problem) -> Floats:
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
