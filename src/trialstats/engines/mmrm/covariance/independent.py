"""No correlation between visits: what sp_exp and sp_gau come to where their range runs to zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked, identity

__all__ = ["Independent"]


@dataclass(frozen=True)
class Independent:
    """R = I, which has no parameter."""

    n_visits: int
    n_cells: int = 1
    n_rho: int = 0

    def start(self, correlation: Floats) -> Floats:
        return np.zeros(0)

    def link(self, eta: Floats) -> Linked:
        return identity(eta)

    def evaluate(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        shape = (self.n_cells, self.n_visits, self.n_visits)
        return np.broadcast_to(np.eye(self.n_visits), shape), np.zeros((0, *shape)), np.zeros((0, 0, *shape))
