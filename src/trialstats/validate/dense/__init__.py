# mypy: disable-error-code="no-any-return"
"""A second implementation of mixed models, to check the engine by: generalised least squares on the stacked V.

It shares nothing with the engine: no patterns, no basis, no analytic derivative; the parameters are SAS's
(`structures`); V is differentiated numerically; the formulas are those of Kenward and Roger (1997) and
of the sandwich as printed, with every n x n matrix written out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from trialstats.validate.dense.structures import block, n_parameters

__all__ = ["Dense", "DenseTests", "gradient", "hessian", "log_det"]

Floats: TypeAlias = NDArray[Any]  # real, or complex where a complex step differentiates


@dataclass(frozen=True)
class Dense:
    """One problem: x (n, p), y (n,), and of each row its subject, visit number, time, group and case weight."""

    name: str
    x: Floats
    y: Floats
    subject: Floats
    visit: Floats
    time: Floats
    group: Floats
    weight: Floats
    n_visits: int
    reml: bool

    @property
    def n_theta(self) -> int:
        return (self.group.max() + 1) * n_parameters(self.name, self.n_visits)

    @cached_property
    def rows_of(self) -> list[Floats]:
        return [np.flatnonzero(self.subject == s) for s in np.unique(self.subject)]

    def v(self, theta: Floats) -> Floats:
        each = theta.reshape(self.group.max() + 1, -1)
        v = np.zeros((len(self.y), len(self.y)), dtype=theta.dtype)
        for rows in self.rows_of:
            own = block(self.name, each[self.group[rows[0]]], self.visit[rows], self.time[rows], self.n_visits)
            v[np.ix_(rows, rows)] = own / np.sqrt(np.outer(self.weight[rows], self.weight[rows]))
        return v

    def gls(self, theta: Floats) -> tuple[Floats, Floats]:
        """b and Phi."""
        solved = np.linalg.solve(self.v(theta), np.column_stack([self.x, self.y]))
        phi = np.linalg.inv(self.x.T @ solved[:, :-1])
        return phi @ self.x.T @ solved[:, -1], phi

    def loglik(self, theta: Floats) -> complex:
        """The log-likelihood; analytic in theta, so that a complex theta gives its derivative."""
        b, phi = self.gls(theta)
        v = self.v(theta)
        r = self.y - self.x @ b
        n, p = self.x.shape
        value = log_det(v) + r @ np.linalg.solve(v, r) + n * np.log(2 * np.pi)
        if self.reml:
            value += -log_det(phi) - p * np.log(2 * np.pi)
        return -0.5 * value

    def inside(self, theta: Floats) -> bool:
        if self.name not in ("us", "cs", "toep"):
            each = theta.reshape(self.group.max() + 1, -1)
            n_scales = each.shape[1] - n_parameters(self.name, self.n_visits) + 1
            if (each[:, :n_scales] <= 0).any() or (self.name.startswith("sp_") and (each[:, 1] <= 0).any()):
                return False
        with np.errstate(invalid="ignore"):
            v = self.v(theta)
        return bool(np.isfinite(v).all() and np.linalg.eigvalsh(v)[0] > 1e-8 * np.trace(v) / len(v))

    def maximise(self, start: Floats) -> Floats:
        """theta at the maximum."""

        def minus(theta: Floats) -> tuple[float, Floats]:
            if not self.inside(theta):
                return 1e10, np.zeros(len(theta))
            return -self.loglik(theta).real, -gradient(self.loglik, theta)

        return minimize(minus, start, jac=True, method="BFGS", options={"gtol": 1e-9}).x


@dataclass(frozen=True)
class DenseTests:
    """Everything that is tested at one theta."""

    problem: Dense
    theta: Floats

    @cached_property
    def v_k(self) -> Floats:
        """dV/dtheta (K, n, n), by the complex step."""
        return np.array([self.problem.v(self.theta + 1e-20j * e).imag / 1e-20 for e in np.eye(len(self.theta))])

    @cached_property
    def v_kl(self) -> Floats:
        """d2V/dtheta2 (K, K, n, n): differences of complex steps, extrapolated once."""
        size = len(self.theta)

        def slope(theta: Floats) -> Floats:
            return np.array([self.problem.v(theta + 1e-20j * e).imag / 1e-20 for e in np.eye(size)])

        def central(h: float) -> Floats:
            steps = np.diag(h * np.maximum(np.abs(self.theta), 1e-2))
            return np.array([(slope(self.theta + e) - slope(self.theta - e)) / (2 * e.sum()) for e in steps])

        return (4 * central(1e-3) - central(2e-3)) / 3

    @cached_property
    def v_inverse(self) -> Floats:
        return np.linalg.inv(self.problem.v(self.theta))

    @cached_property
    def phi(self) -> Floats:
        return np.linalg.inv(self.problem.x.T @ self.v_inverse @ self.problem.x)

    @cached_property
    def p(self) -> Floats:
        x = self.problem.x
        return self.v_inverse - self.v_inverse @ x @ self.phi @ x.T @ self.v_inverse

    def information(self, expected: bool) -> Floats:
        """Of the (restricted) likelihood, by the formulas."""
        trace_with = self.p if self.problem.reml else self.v_inverse
        y = self.p @ self.problem.y
        half = np.array([trace_with @ v for v in self.v_k])
        traces = np.einsum("kab,lba->kl", half, half)
        if expected:
            return 0.5 * traces
        quadratic = np.array([[y @ a @ self.p @ b @ y for b in self.v_k] for a in self.v_k])
        bent = np.einsum("ab,klab->kl", trace_with, self.v_kl) - np.einsum("a,klab,b->kl", y, self.v_kl, y)
        return -0.5 * traces + quadratic + 0.5 * bent

    def w(self, ddf: str) -> Floats:
        return np.linalg.inv(self.information(expected=ddf == "kr_expected"))

    @cached_property
    def p_k(self) -> Floats:
        half = self.v_inverse @ self.problem.x
        return -np.array([half.T @ v @ half for v in self.v_k])

    def adjusted(self, ddf: str) -> Floats:
        """Phi_A, its sum over k and l written out."""
        half, w, size = self.v_inverse @ self.problem.x, self.w(ddf), len(self.theta)
        total = np.zeros_like(self.phi)
        for k in range(size):
            for other in range(size):
                q = half.T @ self.v_k[k] @ self.v_inverse @ self.v_k[other] @ half
                r = half.T @ self.v_kl[k, other] @ half * (ddf != "kr_linear")
                total += w[k, other] * (q - self.p_k[k] @ self.phi @ self.p_k[other] - r / 4)
        return self.phi + 2 * self.phi @ total @ self.phi

    def vcov(self, ddf: str) -> Floats:
        return self.adjusted(ddf) if ddf.startswith("kr") else self.phi

    def df(self, ddf: str, row: Floats) -> float:
        """Satterthwaite's, with the information of `ddf`."""
        g = np.array([-row @ self.phi @ p_k @ self.phi @ row for p_k in self.p_k])
        return float(2 * (row @ self.phi @ row) ** 2 / (g @ self.w(ddf) @ g))

    def f_test(self, ddf: str, rows: Floats) -> tuple[float, float]:
        """F and its denominator df: Kenward and Roger's, or Fai and Cornelius'."""
        b, _ = self.problem.gls(self.theta)
        size, vcov = len(rows), self.vcov(ddf)
        wald = (rows @ b) @ np.linalg.solve(rows @ vcov @ rows.T, rows @ b) / size
        if not ddf.startswith("kr"):
            _, vectors = np.linalg.eigh(rows @ self.phi @ rows.T)
            nu = np.array([self.df(ddf, row) for row in vectors.T @ rows])
            e = (nu[nu > 2] / (nu[nu > 2] - 2)).sum()
            return float(wald), float(2 * e / (e - size))
        theta_ = rows.T @ np.linalg.solve(rows @ self.phi @ rows.T, rows)
        w = self.w(ddf)
        part = [theta_ @ self.phi @ p_k @ self.phi for p_k in self.p_k]
        a1 = sum(w[i, j] * np.trace(a) * np.trace(c) for i, a in enumerate(part) for j, c in enumerate(part))
        a2 = sum(w[i, j] * np.trace(a @ c) for i, a in enumerate(part) for j, c in enumerate(part))
        bb = (a1 + 6 * a2) / (2 * size)
        g = ((size + 1) * a1 - (size + 4) * a2) / ((size + 2) * a2)
        d = 3 * size + 2 * (1 - g)
        c1, c2, c3 = g / d, (size - g) / d, (size + 2 - g) / d
        mean = 1 / (1 - a2 / size)
        variance = 2 / size * (1 + c1 * bb) / ((1 - c2 * bb) ** 2 * (1 - c3 * bb))
        m = 4 + (size + 2) / (size * variance / (2 * mean**2) - 1)
        return float(m / (mean * (m - 2)) * wald), float(m)

    def sandwich(self, name: str) -> tuple[Floats, Floats]:
        """The covariance, and the df of every coefficient, with H (n, n) in full."""
        v, problem = self.problem.v(self.theta), self.problem
        lower = np.linalg.cholesky(v)
        x, r = (
            np.linalg.solve(lower, problem.x),
            np.linalg.solve(lower, problem.y - problem.x @ problem.gls(self.theta)[0]),
        )
        room = np.eye(len(v)) - x @ self.phi @ x.T
        scores, g = [], []
        for rows in problem.rows_of:
            values, vectors = np.linalg.eigh(room[np.ix_(rows, rows)])
            a = vectors @ np.diag(values ** {"cr0": 0.0, "cr2": -0.5, "cr3": -1.0}[name]) @ vectors.T
            scores.append(self.phi @ x[rows].T @ a @ r[rows])
            g.append(room[:, rows] @ a @ x[rows] @ self.phi)
        each = np.array(g)
        df = []
        for j in range(problem.x.shape[1]):
            k = each[:, :, j].T @ each[:, :, j]
            df.append(np.trace(k) ** 2 / np.trace(k @ k))
        return np.array(scores).T @ np.array(scores), np.array(df)


def log_det(matrix: Floats) -> complex:
    sign, size = np.linalg.slogdet(matrix)
    return size + np.log(sign)


def gradient(f: Callable[[Floats], complex], at: Floats) -> Floats:
    """By the complex step, exact to rounding: f'(x) = Im f(x + ih) / h."""
    return np.array([f(at + 1e-20j * e).imag / 1e-20 for e in np.eye(len(at))])


def hessian(f: Callable[[Floats], complex], at: Floats) -> Floats:
    """Central differences of the gradient, extrapolated once (Richardson)."""

    def central(h: float) -> Floats:
        steps = np.diag(h * np.maximum(np.abs(at), 1e-2))
        return np.array([(gradient(f, at + e) - gradient(f, at - e)) / (2 * e.sum()) for e in steps])

    estimate = (4 * central(1e-4) - central(2e-4)) / 3
    return (estimate + estimate.T) / 2
