"""A second implementation, for the tests alone: generalised least squares on the stacked V.

It shares nothing with the engine: no patterns, no basis, no analytic derivative; the parameters are
SAS's (variances, covariances and correlations); the maximum is found by BFGS and every derivative is
numerical.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize


def matrix_of(name: str, theta: np.ndarray, n_visits: int) -> np.ndarray:
    """S in SAS's parameters."""
    if name == "us":
        s = np.zeros((n_visits, n_visits), dtype=theta.dtype)
        s[np.tril_indices(n_visits)] = theta
        return s + np.tril(s, -1).T
    if name == "cs":
        return theta[1] * np.ones((n_visits, n_visits)) + (theta[0] - theta[1]) * np.eye(n_visits)
    if name == "ar1h":
        sd = np.sqrt(theta[:-1])
        steps = np.abs(np.subtract.outer(np.arange(n_visits), np.arange(n_visits)))
        return np.outer(sd, sd) * theta[-1] ** steps
    raise ValueError(name)


def theta_of(name: str, s: np.ndarray) -> np.ndarray:
    """SAS's parameters of S."""
    if name == "us":
        return s[np.tril_indices(len(s))]
    if name == "cs":
        return np.array([s[0, 0], s[0, 1]])
    return np.append(np.diag(s), s[0, 1] / np.sqrt(s[0, 0] * s[1, 1]))


@dataclass(frozen=True)
class Dense:
    """One problem: x (n, p), y (n,), the subject and visit number of each row."""

    name: str
    x: np.ndarray
    y: np.ndarray
    subject: np.ndarray
    visit: np.ndarray
    n_visits: int
    reml: bool

    def v(self, theta: np.ndarray) -> np.ndarray:
        s = matrix_of(self.name, theta, self.n_visits)
        same = self.subject[:, None] == self.subject[None, :]
        return np.where(same, s[np.ix_(self.visit, self.visit)], 0.0)

    def gls(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """b and Phi."""
        solved = np.linalg.solve(self.v(theta), np.column_stack([self.x, self.y]))
        phi = np.linalg.inv(self.x.T @ solved[:, :-1])
        return phi @ self.x.T @ solved[:, -1], phi

    def loglik(self, theta: np.ndarray) -> complex:
        """The log-likelihood; analytic in theta, so that a complex theta gives its derivative."""
        b, phi = self.gls(theta)
        v = self.v(theta)
        r = self.y - self.x @ b
        n, p = self.x.shape
        value = log_det(v) + r @ np.linalg.solve(v, r) + n * np.log(2 * np.pi)
        if self.reml:
            value += -log_det(phi) - p * np.log(2 * np.pi)
        return -0.5 * value

    def inside(self, theta: np.ndarray) -> bool:
        if self.name != "us" and (theta[:-1] <= 0).any():
            return False
        s = matrix_of(self.name, theta, self.n_visits)
        return bool(np.isfinite(s).all() and np.linalg.eigvalsh(s)[0] > 1e-8 * np.trace(s))

    def maximise(self) -> np.ndarray:
        """theta at the maximum, from independent visits."""
        r = self.y - self.x @ np.linalg.lstsq(self.x, self.y)[0]
        start = theta_of(self.name, r.var() * (0.9 * np.eye(self.n_visits) + 0.1))

        def minus(theta: np.ndarray) -> tuple[float, np.ndarray]:
            if not self.inside(theta):
                return 1e10, np.zeros(len(theta))
            return -self.loglik(theta).real, -gradient(self.loglik, theta)

        return minimize(minus, start, jac=True, method="BFGS", options={"gtol": 1e-9}).x

    def degrees_of_freedom(self, theta: np.ndarray, row: np.ndarray) -> float:
        """Satterthwaite's."""
        rough = np.linalg.inv(-hessian(self.loglik, theta, 1e-6 * np.abs(theta).max() * np.ones(len(theta))))
        w = np.linalg.inv(-hessian(self.loglik, theta, 1e-3 * np.sqrt(np.diag(rough))))
        g = gradient(lambda t: row @ self.gls(t)[1] @ row, theta)
        return 2 * (row @ self.gls(theta)[1] @ row) ** 2 / float(g @ w @ g)


def log_det(matrix: np.ndarray) -> complex:
    sign, size = np.linalg.slogdet(matrix)
    return size + np.log(sign)


def gradient(f: Callable[[np.ndarray], complex], at: np.ndarray) -> np.ndarray:
    """By the complex step, exact to rounding: f'(x) = Im f(x + ih) / h."""
    return np.array([f(at + 1e-20j * e).imag / 1e-20 for e in np.eye(len(at))])


def hessian(f: Callable[[np.ndarray], complex], at: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Central differences of the gradient, extrapolated once (Richardson)."""

    def central(h: float) -> np.ndarray:
        rows = [gradient(f, at + h * e) - gradient(f, at - h * e) for e in np.diag(step)]
        return np.array(rows) / (2 * h * step[:, None])

    estimate = (4 * central(1.0) - central(2.0)) / 3
    return (estimate + estimate.T) / 2
