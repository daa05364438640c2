# mypy: disable-error-code="no-any-return"
"""The dense implementation with random coefficients: V = Z G Z' + R in full, G's entries and R's as SAS has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm import MMRMResult
from trialstats.validate.dense import Dense, Floats
from trialstats.validate.dense.problem import problem_of

__all__ = ["DenseRandom", "dense_random_of", "theta_of"]


@dataclass(frozen=True)
class DenseRandom(Dense):
    """theta: g11 (g21) g22, then a residual variance for each group, and with ar1 a correlation.

    `visit` counts the steps of ar1, `group` is the residual's.
    """

    residual: str = "independent"

    @property
    def n_theta(self) -> int:
        return self.n_between + (2 if self.residual == "ar1" else int(self.group.max()) + 1)

    @property
    def n_between(self) -> int:
        return {"random_intercept": 1, "random_slope_diag": 2, "random_slope": 3}[self.name]

    def g(self, theta: Floats) -> Floats:
        if self.name == "random_intercept":
            return theta[:1].reshape(1, 1)
        if self.name == "random_slope_diag":
            return np.diag(theta[:2])
        return np.array([[theta[0], theta[1]], [theta[1], theta[2]]])

    def v(self, theta: Floats) -> Floats:
        v = np.zeros((len(self.y), len(self.y)), dtype=theta.dtype)
        g, own = self.g(theta), theta[self.n_between :]
        for rows in self.rows_of:
            z = np.column_stack([np.ones(len(rows)), self.time[rows]])[:, : len(g)]
            if self.residual == "ar1":
                r = own[0] * own[1] ** np.abs(self.visit[rows][:, None] - self.visit[rows][None, :])
            else:
                r = own[self.group[rows[0]]] * np.eye(len(rows))
            v[np.ix_(rows, rows)] = z @ g @ z.T + r / np.sqrt(np.outer(self.weight[rows], self.weight[rows]))
        return v

    def inside(self, theta: Floats) -> bool:
        return bool((np.linalg.eigvalsh(self.g(theta)) >= 0).all()) and self._positive(theta[self.n_between :])

    def _positive(self, own: Floats) -> bool:
        return bool(own[0] > 0 and abs(own[1]) < 1) if self.residual == "ar1" else bool((own > 0).all())


def dense_random_of(result: MMRMResult, residual: str) -> DenseRandom:
    """Put the problem of a fit with random coefficients to the other implementation."""
    return DenseRandom(**problem_of(result), residual=residual)


def theta_of(result: MMRMResult) -> Floats:
    """SAS's parameters of a fit."""
    g, residual = result.random_covariance.to_numpy(), result.residual_variances
    between = g[np.tril_indices(len(g))] if result.structure == "random_slope" else np.diag(g)
    own = residual["variance"].to_numpy()
    return np.concatenate([between, own, residual["correlation"].to_numpy() if "correlation" in residual else []])
