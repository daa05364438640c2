"""ar1, ar1h: a correlation that falls with each step between visits (SAS TYPE=AR(1), ARH(1))."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked, tanh

__all__ = ["FirstOrder"]


@dataclass(frozen=True)
class FirstOrder:
    """R_ab = rho^|a - b|; the steps are counted over the trial's visits."""

    n_visits: int
    n_cells: int = 1
    n_rho: int = 1

    def start(self, correlation: Floats) -> Floats:
        neighbours = np.diag(correlation, 1).mean()
        return np.array([np.arctanh(np.clip(neighbours, -0.9, 0.9))])

    def link(self, eta: Floats) -> Linked:
        return tanh(eta)

    def evaluate(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        visit = np.arange(self.n_visits)
        steps = np.abs(visit[:, None] - visit[None, :])[None]
        once = steps * rho[0] ** np.maximum(steps - 1, 0)
        twice = steps * (steps - 1) * rho[0] ** np.maximum(steps - 2, 0)
        return rho[0] ** steps, once[None], twice[None, None]
