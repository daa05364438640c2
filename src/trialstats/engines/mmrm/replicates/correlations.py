"""The correlations of cs, ar1, toep and ad and their likes for replicates, one matrix each (`covariance`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked, identity, logistic, tanh
from trialstats.engines.mmrm.covariance.toeplitz import FLOOR

__all__ = ["CORRELATIONS", "Correlation"]

# R (R, T, T), and its derivatives by rho, (R, m, T, T) and (R or 1, m, m, T, T).
Evaluated = tuple[Floats, Floats, Floats]


class Correlation(Protocol):
    """Correlation matrices R(rho), rho = link(eta) (R, m)."""

    def __init__(self, n_visits: int) -> None: ...

    @property
    def n_rho(self) -> int: ...

    def start(self, correlation: Floats) -> Floats:
        """eta (R, m) of members near to `correlation` (R, T, T)."""
        ...

    def link(self, eta: Floats) -> Linked:
        """rho, and its derivatives by eta."""
        ...

    def evaluate(self, rho: Floats) -> Evaluated: ...


def _apart(n_visits: int) -> Floats:
    visit = np.arange(n_visits, dtype=float)
    return np.abs(visit[:, None] - visit)


def _neighbours(correlation: Floats) -> Floats:
    """(R, T - 1), within the bounds that a search starts from."""
    return np.clip(np.diagonal(correlation, 1, axis1=1, axis2=2), -0.9, 0.9)


@dataclass(frozen=True)
class Exchangeable:
    """cs, csh."""

    n_visits: int
    n_rho: int = 1

    @property
    def low(self) -> float:
        return -1.0 / (self.n_visits - 1)

    def start(self, correlation: Floats) -> Floats:
        n = self.n_visits
        mean = (correlation.sum(axis=(1, 2)) - n) / (n * (n - 1))
        share = np.clip((mean - self.low) / (1.0 - self.low), 0.05, 0.95)
        return np.asarray(np.log(share / (1.0 - share))[:, None], dtype=float)

    def link(self, eta: Floats) -> Linked:
        return logistic(eta, self.low)

    def evaluate(self, rho: Floats) -> Evaluated:
        one = np.eye(self.n_visits)
        first = np.broadcast_to(1.0 - one, (len(rho), 1, *one.shape))
        return one + rho[:, :, None] * (1.0 - one), first, np.zeros((1, 1, 1, *one.shape))


@dataclass(frozen=True)
class FirstOrder:
    """ar1, ar1h."""

    n_visits: int
    n_rho: int = 1

    def start(self, correlation: Floats) -> Floats:
        neighbours = np.diagonal(correlation, 1, axis1=1, axis2=2).mean(axis=1, keepdims=True)
        return np.asarray(np.arctanh(np.clip(neighbours, -0.9, 0.9)), dtype=float)

    def link(self, eta: Floats) -> Linked:
        return tanh(eta)

    def evaluate(self, rho: Floats) -> Evaluated:
        steps, rho = _apart(self.n_visits), rho[:, :, None]
        once = steps * rho ** np.maximum(steps - 1, 0)
        twice = steps * (steps - 1) * rho ** np.maximum(steps - 2, 0)
        return rho**steps, once[:, None], twice[:, None, None]


@dataclass(frozen=True)
class Toeplitz:
    """toep, toeph."""

    n_visits: int

    @property
    def n_rho(self) -> int:
        return self.n_visits - 1

    @property
    def _at_lag(self) -> Floats:
        """(m, T, T): ones where the visits are so far apart."""
        return np.asarray(_apart(self.n_visits) == np.arange(1, self.n_visits)[:, None, None], dtype=float)

    def start(self, correlation: Floats) -> Floats:
        lags = range(1, self.n_visits)
        mean = np.stack([np.diagonal(correlation, lag, axis1=1, axis2=2).mean(axis=1) for lag in lags], axis=1)
        lowest = np.linalg.eigvalsh(np.eye(self.n_visits) + np.tensordot(mean, self._at_lag, 1))[:, 0]
        below = lowest < FLOOR
        part = np.where(below, (1.0 - FLOOR) / np.where(below, 1.0 - lowest, 1.0), 1.0)
        return np.asarray(mean * np.minimum(1.0, part)[:, None], dtype=float)

    def link(self, eta: Floats) -> Linked:
        return identity(eta)

    def evaluate(self, rho: Floats) -> Evaluated:
        at_lag, m = self._at_lag, self.n_rho
        first = np.broadcast_to(at_lag, (len(rho), *at_lag.shape))
        bends = np.broadcast_to(0.0, (1, m, m, self.n_visits, self.n_visits))
        return np.eye(self.n_visits) + np.tensordot(rho, at_lag, 1), first, bends


@dataclass(frozen=True)
class Antedependence:
    """ad, adh."""

    n_visits: int

    @property
    def n_rho(self) -> int:
        return self.n_visits - 1

    def start(self, correlation: Floats) -> Floats:
        return np.arctanh(_neighbours(correlation))

    def link(self, eta: Floats) -> Linked:
        return tanh(eta)

    def evaluate(self, rho: Floats) -> Evaluated:
        replicates, m, n_visits = len(rho), self.n_rho, self.n_visits
        upper = np.broadcast_to(np.eye(n_visits), (replicates, n_visits, n_visits)).copy()
        for visit in range(1, n_visits):
            upper[:, :visit, visit] = upper[:, :visit, visit - 1] * rho[:, visit - 1, None]
        first = np.empty((replicates, m, n_visits, n_visits))
        second = np.zeros((replicates, m, m, n_visits, n_visits))
        for j in range(m):
            first[:, j] = upper[:, :, j, None] * upper[:, j + 1, None, :]
            for later in range(j + 1, m):
                both = upper[:, j + 1, later, None, None] * upper[:, :, j, None] * upper[:, later + 1, None, :]
                second[:, j, later] = second[:, later, j] = both + both.swapaxes(1, 2)
        matrix = upper + upper.swapaxes(1, 2) - np.eye(n_visits)
        return matrix, first + first.swapaxes(2, 3), second


# The correlation of each structure, whether it has one standard deviation for all visits, and whether it is linear in
# SAS's parameters.
CORRELATIONS: dict[str, tuple[type[Correlation], bool, bool]] = {
    "toep": (Toeplitz, True, True),
    "toeph": (Toeplitz, False, False),
    "ar1": (FirstOrder, True, False),
    "ar1h": (FirstOrder, False, False),
    "cs": (Exchangeable, True, True),
    "csh": (Exchangeable, False, False),
    "ad": (Antedependence, True, False),
    "adh": (Antedependence, False, False),
}
