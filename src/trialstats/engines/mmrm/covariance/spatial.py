"""sp_exp, sp_gau: a correlation that falls with the time between measurements (SAS TYPE=SP(EXP), SP(GAU))."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked, exponential

__all__ = ["Spatial"]


@dataclass(frozen=True)
class Spatial:
    """R_ab = exp(-(d_ab / range)^power), power 1 (sp_exp) or 2 (sp_gau).

    distances (C, T, T): the time between two visits, in each cell of subjects measured at the same times.
    """

    distances: Floats = field(repr=False)
    power: int
    n_rho: int = 1

    @property
    def n_cells(self) -> int:
        return len(self.distances)

    @property
    def n_visits(self) -> int:
        return int(self.distances.shape[1])

    def start(self, correlation: Floats) -> Floats:
        """The range at which the typical neighbours are correlated as they are."""
        visit = np.arange(self.n_visits - 1)
        apart = np.median(self.distances[:, visit, visit + 1])
        neighbours = np.clip(np.diag(correlation, 1).mean(), 0.05, 0.95)
        return np.array([np.log(apart) - np.log(-np.log(neighbours)) / self.power])

    def link(self, eta: Floats) -> Linked:
        return exponential(eta)

    def evaluate(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        k, reach = self.power, rho[0]
        part = (self.distances / reach) ** k
        correlation = np.exp(-part)
        once = correlation * part * k / reach
        twice = correlation * part * k * (k * part - k - 1.0) / reach**2
        return correlation, once[None], twice[None, None]
