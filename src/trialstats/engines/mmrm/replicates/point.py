"""The log-likelihood of replicates at their covariance matrices, with the regression profiled out (`likelihood`)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Switches
from trialstats.engines.mmrm.replicates.problem import Problem
from trialstats.engines.mmrm.replicates.stacked import cholesky, invert, sweep

__all__ = ["Point", "whiten"]


@dataclass(frozen=True)
class Point:
    """inverse (R, G, T, T) = M of each pattern; root (R, p, p) with root root' = A^-1; coefficients (R, p), in the
    orthonormal basis; loglik (R,), minus infinity where the covariance is not positive definite."""

    inverse: Floats = field(repr=False)
    root: Floats = field(repr=False)
    coefficients: Floats = field(repr=False)
    loglik: Floats

    def take(self, chosen: np.ndarray) -> Point:
        """The replicates `chosen`."""
        return Point(*(getattr(self, each.name)[chosen] for each in fields(self)))

    def put(self, chosen: np.ndarray, other: Point) -> None:
        """Write `other` in the place of the replicates `chosen`."""
        for each in fields(self):
            getattr(self, each.name)[chosen] = getattr(other, each.name)


def whiten(problem: Problem, covariance: Floats) -> Point:
    """The replicates at `covariance` (R, C, T, T)."""
    inverses, log_dets = _invert(problem, covariance)
    replicates, patterns, n_visits, _ = inverses.shape
    m, p = problem.zz.shape[2], problem.load.shape[2]
    # sum_g M_g (x) (z z')_g, as [(a, u), (b, v)].
    across = np.matmul(
        inverses.reshape(replicates, patterns, -1).swapaxes(1, 2), problem.zz.reshape(replicates, patterns, -1)
    )
    across = across.reshape(replicates, n_visits, n_visits, m, m).swapaxes(2, 3)
    spread = across.reshape(replicates, n_visits * m, n_visits * m)
    load = problem.load.swapaxes(1, 2)
    normal = np.matmul(np.matmul(load, spread), problem.load)
    flat = inverses.reshape(replicates, patterns * n_visits, n_visits)
    scores = np.matmul(flat.swapaxes(1, 2), problem.rz.reshape(replicates, patterns * n_visits, m))
    right = np.matmul(load, scores.reshape(replicates, n_visits * m, 1))
    lower, definite = cholesky(normal)
    root = invert(lower).swapaxes(1, 2)
    half = np.matmul(root.swapaxes(1, 2), right)
    squares = (inverses * problem.rr).sum(axis=(1, 2, 3))
    minus_two = log_dets + squares - (half[:, :, 0] ** 2).sum(axis=1) + problem.n_obs * np.log(2.0 * np.pi)
    minus_two += problem.constant
    if problem.reml:
        minus_two += 2.0 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1) - p * np.log(2.0 * np.pi)
    known: Switches = definite & np.isfinite(minus_two)
    return Point(inverses, root, np.matmul(root, half)[:, :, 0], np.where(known, -0.5 * minus_two, -np.inf))


def _invert(problem: Problem, covariance: Floats) -> tuple[Floats, Floats]:
    """M of every pattern (R, G, T, T), and sum_i log|V_i| (R,), which is NaN where one is not definite."""
    both = problem.seen[:, :, :, None] & problem.seen[:, :, None, :]
    # A visit not seen holds a one that is then taken out.
    filled = np.where(both.transpose(2, 3, 0, 1), covariance.transpose(2, 3, 0, 1)[..., problem.cell], 0.0)
    visit = np.arange(problem.n_visits)
    filled[visit, visit] += ~problem.seen.transpose(2, 0, 1)
    inverses, log_dets = sweep(filled)
    return np.where(both, inverses.transpose(2, 3, 0, 1), 0.0), (problem.counts * log_dets).sum(axis=1)
