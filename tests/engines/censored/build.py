"""Censored data: the values of the R program, and repeated values of subjects."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, pi, sqrt

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

from trialstats.engines.censored import Bounds, bounds


def made(kind: str) -> tuple[Bounds, np.ndarray]:
    """The 80 values of validate/reference/survreg.R, censored as `kind` says, and their design (1, x, arm)."""
    i = np.arange(80)
    x, arm = (i * 7) % 11 / 10, i % 2
    y = 1 + 0.5 * x - 0.6 * arm + 0.8 * norm.ppf(((i * 37) % 101 + 0.5) / 101)
    low, high = {"none": (-9, 9), "left": (0.7, 9), "right": (-9, 1.5)}.get(kind, (0.5, 1.6))
    lower, upper = np.where(y < low, -np.inf, np.minimum(y, high)), np.where(y > high, np.inf, np.maximum(y, low))
    if kind == "interval":
        between = (y > 0.9) & (y < 1.3)
        lower, upper = np.where(between, 0.9, lower), np.where(between, 1.3, upper)
    return Bounds(lower, upper), np.column_stack([np.ones(80), x, arm])


@dataclass(frozen=True)
class Repeated:
    """Values of subjects at visits (some missing), limits, and the design visit + arm by visit."""

    y: np.ndarray
    subject: np.ndarray
    arm: np.ndarray
    visit: np.ndarray
    design: np.ndarray
    limit: float

    @property
    def limits(self) -> Bounds:
        """Left-censored at the limit."""
        return bounds(np.maximum(self.y, self.limit), below=self.y < self.limit)


def repeated(
    per_arm: int = 20, share: float = 0.4, tau: float = 0.58, sigma: float = 0.47, seed: int = 1, visits: int = 3
) -> Repeated:
    """Draw about this share below the limit; every ninth record is missing."""
    rng = np.random.default_rng(seed)
    subject = np.repeat(np.arange(2 * per_arm), visits)
    visit = np.tile(np.arange(visits), 2 * per_arm)
    arm = (subject >= per_arm).astype(float)
    y = 0.4 + 0.1 * visit - 0.3 * arm * (visit > 0)
    y = y + tau * rng.normal(size=2 * per_arm)[subject] + sigma * rng.normal(size=len(subject))
    limit = float(np.quantile(y, share))
    seen = np.arange(len(y)) % 9 != 4
    columns = [visit == v for v in range(visits)] + [(visit == v) * arm for v in range(1, visits)]
    design = np.column_stack(columns).astype(float)
    return Repeated(y[seen], subject[seen], arm[seen], visit[seen], design[seen], limit)


def dense_loglik(
    limits: Bounds, design: np.ndarray, subject: np.ndarray, b: np.ndarray, sigma: float, tau: float
) -> float:
    """The log-likelihood written down anew: each subject's integral over u by adaptive quadrature, in plain Python."""
    total = 0.0
    for label in dict.fromkeys(subject.tolist()):
        rows = [k for k in range(len(subject)) if subject[k] == label]

        def log_density(u: float, rows: list[int] = rows) -> float:
            found = -0.5 * (u / tau) ** 2 - log(tau * sqrt(2 * pi))
            for k in rows:
                mean = float(design[k] @ b) + u
                low, high = (limits.lower[k] - mean) / sigma, (limits.upper[k] - mean) / sigma
                if low == high:
                    found += -0.5 * low**2 - log(sigma * sqrt(2 * pi))
                elif np.isneginf(low):
                    found += norm.logcdf(high)
                elif np.isposinf(high):
                    found += norm.logsf(low)
                else:
                    far, near = (
                        sorted((norm.logcdf(low), norm.logcdf(high)))
                        if high < 0
                        else sorted((norm.logsf(low), norm.logsf(high)))
                    )
                    found += near + np.log1p(-exp(far - near))
            return found

        grid = np.linspace(-8 * tau, 8 * tau, 161)
        heights = [log_density(u) for u in grid]
        top = int(np.argmax(heights))
        value, _ = quad(
            lambda u, top=top, heights=heights, f=log_density: exp(f(u) - heights[top]),
            -10 * tau,
            10 * tau,
            points=[grid[top]],
            limit=200,
            epsabs=0,
            epsrel=1e-11,
        )
        total += heights[top] + log(value)
    return total
