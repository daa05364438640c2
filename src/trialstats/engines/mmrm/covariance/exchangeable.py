"""cs, csh: one correlation between any two visits (SAS TYPE=CS, CSH)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked, logistic

__all__ = ["Exchangeable"]


@dataclass(frozen=True)
class Exchangeable:
    """R_ab = rho for a != b; rho > -1/(T - 1), below which no such matrix is positive definite."""

    n_visits: int
    n_cells: int = 1
    n_rho: int = 1

    @property
    def low(self) -> float:
        return -1.0 / (self.n_visits - 1)

    def start(self, correlation: Floats) -> Floats:
        n = self.n_visits
        mean = (correlation.sum() - n) / (n * (n - 1))
        share = np.clip((mean - self.low) / (1.0 - self.low), 0.05, 0.95)
        return np.array([np.log(share / (1.0 - share))])

    def link(self, eta: Floats) -> Linked:
        return logistic(eta, self.low)

    def evaluate(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        one = np.eye(self.n_visits)[None]
        return one + rho[0] * (1.0 - one), (1.0 - one)[None], np.zeros_like(one)[None, None]
