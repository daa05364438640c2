"""The log-likelihood of theta, with the regression profiled out.

    V_i = S[obs_i, obs_i], S that of the subject's cell,  M_i = V_i^-1 padded with zeros to T x T,  Z_i = M_i (X_i, y_i)
    A = sum X_i' Z_i,  g = A^-1 sum X_i' M_i y_i,  r = y - X g
    -2 l_ML   = sum log|V_i| + sum r_i' M_i r_i + n log 2 pi
    -2 l_REML = sum log|V_i| + sum r_i' M_i r_i + (n - p) log 2 pi + log|A| [+ log|X'X| of the basis]

mmrm and SAS count REML in this way, with n - p and without log|X'X| taken off. A case weight w divides the
variance of its row: X and y come multiplied by sqrt(w), and -sum log w is part of the constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.compact import crossed
from trialstats.engines.mmrm.patterns import Stack

__all__ = ["Problem", "Whitened", "whiten"]


@dataclass(frozen=True)
class Problem:
    """A stack whose last column is the outcome, and whether the likelihood is restricted.

    constant is what -2 l has beside the sums: log|X'X| of the basis for REML, less the log-weights.
    """

    stack: Stack
    reml: bool
    constant: float = 0.0

    @property
    def n_coefficients(self) -> int:
        return self.stack.width - 1


@dataclass(frozen=True)
class Whitened:
    """The problem at one S: everything the derivatives and the estimates are made from.

    inverse (G, T, T) = M of each pattern; whitened (N, T, m) = Z, compact as the stack's rows; root (p, p) with
    root root' = A^-1; coefficients (p,) = g, in the basis; loglik.
    """

    inverse: Floats
    whitened: Floats
    root: Floats
    coefficients: Floats
    loglik: float


def whiten(problem: Problem, covariance: Floats) -> Whitened | None:
    """Return the problem at `covariance` (C, T, T), or None where that is not positive definite."""
    stack, p = problem.stack, problem.n_coefficients
    inverse, log_dets = _invert(covariance, stack)
    if inverse is None:
        return None
    whitened = np.matmul(inverse[stack.pattern], stack.rows)
    cross = crossed(stack.rows, whitened, stack)
    try:
        lower = np.linalg.cholesky(cross[:p, :p])
    except np.linalg.LinAlgError:
        return None
    half = solve_triangular(lower, cross[:p, p], lower=True)
    root = solve_triangular(lower, np.eye(p), lower=True).T
    minus_two = log_dets + cross[p, p] - half @ half + stack.n_obs * np.log(2.0 * np.pi) + problem.constant
    if problem.reml:
        minus_two += 2.0 * np.log(np.diag(lower)).sum() - p * np.log(2.0 * np.pi)
    if not np.isfinite(minus_two):
        return None
    return Whitened(inverse, whitened, root, root @ half, -0.5 * float(minus_two))


def _invert(covariance: Floats, stack: Stack) -> tuple[Floats | None, float]:
    """M of every pattern and sum_i log|V_i|; visits not seen hold an identity that is then taken out."""
    seen = stack.observed
    both = seen[:, :, None] & seen[:, None, :]
    filled = np.where(both, covariance[stack.cell], 0.0)
    absent = np.arange(seen.shape[1])
    filled[:, absent, absent] += ~seen
    if not np.isfinite(filled).all():
        return None, np.inf
    try:
        factor, inverse = np.linalg.cholesky(filled), np.linalg.inv(filled)
    except np.linalg.LinAlgError:
        return None, np.inf
    log_dets = 2.0 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    return np.where(both, inverse, 0.0), float(stack.counts @ log_dets)
