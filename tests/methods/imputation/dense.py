"""Conditional mean imputation written out: a dense likelihood maximised by scipy, joint normals, normal equations.

Nothing of the package is used. Arms are 0 (reference) and 1; the predictors at a visit are 1, arm and a covariate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

__all__ = ["Trial"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """outcomes (n, T) with NaN, arm (n,), covariate (n,); everything after the last value is by the strategy."""

    outcomes: Floats
    arm: Floats
    covariate: Floats
    by_arm: bool = False

    def without(self, subject: int) -> Trial:
        parts = (np.delete(part, subject, axis=0) for part in (self.outcomes, self.arm, self.covariate))
        return Trial(*parts, by_arm=self.by_arm)

    def difference(self, strategy: str, theta: Floats, weights: Floats | None = None) -> float:
        """The difference of the arms at the last visit, or in a weighted sum, with the parameters of a fit."""
        filled = self.filled(strategy, theta)
        outcome = filled[:, -1] if weights is None else filled @ weights
        columns = np.column_stack([np.ones(len(self.arm)), self.arm, self.covariate])
        return float(np.linalg.solve(columns.T @ columns, columns.T @ outcome)[1])

    def fits_without_one(self) -> list[Floats]:
        """The parameters without each subject."""
        start = self.fit()
        return [self.without(i).fit(start) for i in range(len(self.arm))]

    def jackknife(self, strategy: str, fits: list[Floats], weights: Floats | None = None) -> float:
        """The standard error of the difference, from the parameters without each subject."""
        n = len(self.arm)
        parts = np.array([self.without(i).difference(strategy, theta, weights) for i, theta in enumerate(fits)])
        return float(np.sqrt((n - 1) / n * ((parts - parts.mean()) ** 2).sum()))

    def fit(self, start: Floats | None = None) -> Floats:
        """Maximise the restricted likelihood over the logarithms and lower parts of Cholesky factors."""
        size = self.outcomes.shape[1] * (self.outcomes.shape[1] + 1) // 2
        first = np.tile(self._log_cholesky(2 * np.eye(self.outcomes.shape[1])), 2 if self.by_arm else 1)
        begin = first if start is None else start
        found = minimize(self._deviance, begin, method="BFGS", options={"gtol": 1e-6, "maxiter": 500})
        assert len(begin) == size * (2 if self.by_arm else 1)
        return np.asarray(found.x)

    def filled(self, strategy: str, theta: Floats) -> Floats:
        matrices, beta = self._matrices(theta), self._solve(theta)[0]
        n_visits = self.outcomes.shape[1]
        filled = self.outcomes.copy()
        for i, y in enumerate(self.outcomes):
            seen = ~np.isnan(y)
            if seen.all():
                continue
            last = n_visits - np.argmax(seen[::-1])
            own, of_reference = (self._means(beta, arm, self.covariate[i]) for arm in (self.arm[i], 0.0))
            mean, matrix = joint(strategy, int(last), own, of_reference, matrices[int(self.arm[i])], matrices[0])
            slopes = matrix[~seen][:, seen] @ np.linalg.inv(matrix[seen][:, seen])
            filled[i, ~seen] = mean[~seen] + slopes @ (y[seen] - mean[seen])
        return filled

    def _means(self, beta: Floats, arm: float, covariate: float) -> Floats:
        return beta.reshape(-1, 3) @ np.array([1.0, arm, covariate])

    def _matrices(self, theta: Floats) -> list[Floats]:
        parts = np.split(theta, 2) if self.by_arm else [theta, theta]
        return [self._matrix(part) for part in parts]

    def _matrix(self, theta: Floats) -> Floats:
        n_visits = self.outcomes.shape[1]
        root = np.zeros((n_visits, n_visits))
        root[np.tril_indices(n_visits)] = theta
        root[np.diag_indices(n_visits)] = np.exp(np.diag(root))
        return root @ root.T

    @staticmethod
    def _log_cholesky(matrix: Floats) -> Floats:
        root = np.linalg.cholesky(matrix)
        root[np.diag_indices(len(root))] = np.log(np.diag(root))
        return root[np.tril_indices(len(root))]

    def _solve(self, theta: Floats) -> tuple[Floats, Floats, float]:
        """Generalised least squares, X'V^-1 X, and -2 log of what the likelihood has beside its determinant."""
        matrices, n_visits = self._matrices(theta), self.outcomes.shape[1]
        information, score, rest = np.zeros((3 * n_visits, 3 * n_visits)), np.zeros(3 * n_visits), 0.0
        for y, arm, covariate in zip(self.outcomes, self.arm, self.covariate, strict=True):
            seen = np.flatnonzero(~np.isnan(y))
            design = np.kron(np.eye(n_visits), [1.0, arm, covariate])[seen]
            own = matrices[int(arm)][np.ix_(seen, seen)]
            inverse = np.linalg.inv(own)
            information += design.T @ inverse @ design
            score += design.T @ inverse @ y[seen]
            rest += y[seen] @ inverse @ y[seen] + np.linalg.slogdet(own)[1]
        return np.linalg.solve(information, score), information, rest - score @ np.linalg.solve(information, score)

    def _deviance(self, theta: Floats) -> float:
        _, information, rest = self._solve(theta)
        return float(rest + np.linalg.slogdet(information)[1])


def joint(
    strategy: str, last: int, own: Floats, reference: Floats, matrix: Floats, of_reference: Floats
) -> tuple[Floats, Floats]:
    """Mean and covariance of all visits, `last` the first without a value (Carpenter, Roger and Kenward 2013)."""
    mean, joined = own.copy(), matrix.copy()
    if strategy == "CR":
        return reference, of_reference
    if strategy == "LMCF":
        mean[last:] = own[last - 1]
    if strategy in ("J2R", "CIR"):
        mean[last:] = reference[last:] + (strategy == "CIR") * (own[last - 1] - reference[last - 1])
        a11, r11 = matrix[:last, :last], of_reference[:last, :last]
        r12, r22 = of_reference[:last, last:], of_reference[last:, last:]
        middle = np.linalg.inv(r11)
        joined[:last, last:] = a11 @ middle @ r12
        joined[last:, :last] = joined[:last, last:].T
        joined[last:, last:] = r22 - r12.T @ middle @ (r11 - a11) @ middle @ r12
    return mean, joined
