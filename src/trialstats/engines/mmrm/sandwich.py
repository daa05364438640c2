"""Covariance of the coefficients from the subjects' own residuals (SAS EMPIRICAL and its small-sample kin).

With whitened rows X_i, residuals r_i and H_ij = X_i Phi X_j':

    V = Phi { sum X_i' A_i r_i r_i' A_i X_i } Phi,   A_i = I (cr0), (I - H_ii)^-1/2 (cr2), (I - H_ii)^-1 (cr3)

and for a row l, with g_i = (I - H)_.i A_i X_i Phi l, the degrees of freedom are tr(K)^2 / tr(K^2), K = sum g_i g_i'
(Bell & McCaffrey 2002; Pustejovsky & Tipton 2018). I - H is a projection, so g_i'g_j is the block ij of
I - H between a_i = A_i X_i Phi l and a_j: a diagonal less a matrix of rank p, and no N x n matrix is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.compact import spread
from trialstats.engines.mmrm.inference import FTest
from trialstats.engines.mmrm.patterns import Stack
from trialstats.engines.mmrm.random.clusters import cluster_products
from trialstats.engines.mmrm.random.layout import Layout
from trialstats.engines.mmrm.satterthwaite import put_together
from trialstats.engines.mmrm.solution import Solution
from trialstats.engines.mmrm.vcov import Vcov
from trialstats.errors import FitError

__all__ = ["SANDWICHES", "Sandwich", "sandwich"]

SHORTFALL = (
    "the outcomes that decide it do not vary about their mean, and a sandwich rests on how far the subjects' own "
    "outcomes lie from it; take the model's own covariance (leave `vcov` out)"
)
# Below this, 1 - leverage is zero: the subject alone decides one of the coefficients.
NO_FREEDOM = 1e-10


@dataclass(frozen=True)
class Sandwich:
    """vcov; whitened (N, T, p) = X_i root, Phi = root root'; adjusted (N, T, p) = A_i X_i root.

    Only the products of both count, so any matrices with the same ones will do.
    """

    vcov: Vcov
    whitened: Floats
    adjusted: Floats

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        n, n_visits, p = self.adjusted.shape
        a = (self.adjusted.reshape(-1, p) @ (rows @ self.vcov.root).T).reshape(n, n_visits, -1)
        length = (a**2).sum(axis=1)
        c = np.matmul(a.transpose(2, 0, 1)[:, :, None, :], self.whitened)[:, :, 0, :]
        explained = (c**2).sum(axis=2).T
        shared = (np.matmul(c.swapaxes(1, 2), c) ** 2).sum(axis=(1, 2))
        trace = (length - explained).sum(axis=0)
        df: Floats = trace**2 / ((length**2 - 2.0 * length * explained).sum(axis=0) + shared)
        return df

    def f_test(self, rows: Floats, coefficients: Floats) -> FTest:
        return put_together(self, rows, coefficients)


def _as_it_is(room: Floats) -> Floats:
    return np.ones_like(room)


def _inverse_root(room: Floats) -> Floats:
    # A direction without freedom has no residual; it is left out (the Moore-Penrose inverse).
    return np.where(room > NO_FREEDOM, np.maximum(room, NO_FREEDOM) ** -0.5, 0.0)


def _inverse(room: Floats) -> Floats:
    if (room <= NO_FREEDOM).any():
        raise FitError(
            "cr3 leaves out one subject at a time, and without one of them a coefficient cannot be estimated: take cr2"
        )
    return 1.0 / room


# What is done to the eigenvalues of I - H_ii.
SANDWICHES: dict[str, Callable[[Floats], Floats]] = {"cr0": _as_it_is, "cr2": _inverse_root, "cr3": _inverse}


def sandwich(solution: Solution, name: str) -> Sandwich:
    """Build cr0, cr2 or cr3. Raises FitError for cr3 where one subject alone decides a coefficient."""
    layout = solution.climbed.layout
    if layout is not None and layout.turned is not None:
        return _of_turned(solution, layout, name)
    sums = solution.optimum.sums
    factor = _factors(solution.structure.matrices(solution.optimum.theta), sums.stack)[sums.stack.pattern].swapaxes(
        1, 2
    )
    turned = spread(sums.turned, sums.stack)
    whitened = np.matmul(factor, turned[:, :, :-1])
    residual = np.matmul(factor, turned[:, :, -1:])
    adjusted = whitened
    if name != "cr0":
        freedom = np.eye(whitened.shape[1]) - np.matmul(whitened, whitened.swapaxes(1, 2))
        room, axes = np.linalg.eigh(freedom)
        scaled = SANDWICHES[name](room)[:, :, None] * np.matmul(axes.swapaxes(1, 2), whitened)
        adjusted = np.matmul(axes, scaled)
    scores = np.matmul(adjusted.swapaxes(1, 2), residual)[:, :, 0]
    return Sandwich(Vcov(solution.root, scores.T @ scores, SHORTFALL), whitened, adjusted)


def _of_turned(solution: Solution, layout: Layout, name: str) -> Sandwich:
    """With W = X_i root and W'W = U b U': (I - WW')^-1/2 W = W U (1 - b)^-1/2 U', and so for any power."""
    inner, pulled = cluster_products(solution, layout)
    values, axes = np.linalg.eigh(inner)
    values = np.maximum(values, 0.0)
    scale = SANDWICHES[name](1.0 - values)
    whitened = np.sqrt(values)[:, :, None] * axes.swapaxes(1, 2)
    adjusted = scale[:, :, None] * whitened
    scores = np.einsum("npk,nk,nqk,nq->np", axes, scale, axes, pulled, optimize=True)
    return Sandwich(Vcov(solution.root, scores.T @ scores, SHORTFALL), whitened, adjusted)


def _factors(covariances: Floats, stack: Stack) -> Floats:
    """L of each pattern (G, T, T), S[g, g] = L L', with an identity for the visits not seen."""
    both = stack.observed[:, :, None] & stack.observed[:, None, :]
    return np.linalg.cholesky(np.where(both, covariances[stack.cell], np.eye(covariances.shape[1])))
