"""ar1h: a correlation that falls with each step between visits (SAS TYPE=ARH(1))."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.covariance.scaled_correlation import ScaledCorrelation

__all__ = ["FirstOrder", "heterogeneous_autoregressive"]


@dataclass(frozen=True)
class FirstOrder:
    """R_ab = rho^|a - b|, rho = tanh(eta); the steps are counted over the trial's visits."""

    n_visits: int
    n_eta: int = 1

    def start(self, correlation: Floats) -> Floats:
        neighbours = np.diag(correlation, 1).mean()
        return np.array([np.arctanh(np.clip(neighbours, -0.9, 0.9))])

    def evaluate(self, eta: Floats) -> tuple[Floats, Floats, Floats]:
        rho = np.tanh(eta[0])
        link = 1.0 - rho**2
        visit = np.arange(self.n_visits)
        steps = np.abs(visit[:, None] - visit[None, :])
        by_rho = steps * rho ** np.maximum(steps - 1, 0)
        by_rho_twice = steps * (steps - 1) * rho ** np.maximum(steps - 2, 0)
        bend = by_rho_twice * link**2 - 2.0 * rho * link * by_rho
        return rho**steps, (by_rho * link)[None], bend[None, None]


def heterogeneous_autoregressive(n_visits: int) -> ScaledCorrelation:
    """One variance a visit and one correlation: theta = (log s_1 .. log s_T, eta)."""
    return ScaledCorrelation("ar1h", FirstOrder(n_visits), equal=False)
