"""toep, toeph: one correlation for each distance in visits (SAS TYPE=TOEP, TOEPH)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked, identity

__all__ = ["Toeplitz"]

# The smallest eigenvalue that the first matrix may have.
FLOOR = 0.05


@dataclass(frozen=True)
class Toeplitz:
    """R_ab = rho_|a - b|, for the lags 1 to T - 1; not every rho gives a positive definite matrix."""

    n_visits: int
    n_cells: int = 1

    @property
    def n_rho(self) -> int:
        return self.n_visits - 1

    @cached_property
    def _at_lag(self) -> Floats:
        """(m, T, T): ones where the visits are so far apart."""
        visit = np.arange(self.n_visits)
        apart = np.abs(visit[:, None] - visit[None, :])
        lags: Floats = (apart == np.arange(1, self.n_visits)[:, None, None]).astype(float)
        return lags

    def start(self, correlation: Floats) -> Floats:
        """The mean correlation at each lag, drawn towards zero as far as it takes."""
        mean = np.array([np.diag(correlation, lag).mean() for lag in range(1, self.n_visits)])
        lowest = float(np.linalg.eigvalsh(np.eye(self.n_visits) + np.tensordot(mean, self._at_lag, 1))[0])
        return mean * min(1.0, (1.0 - FLOOR) / (1.0 - lowest)) if lowest < FLOOR else mean

    def link(self, eta: Floats) -> Linked:
        return identity(eta)

    def evaluate(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        matrix = np.eye(self.n_visits) + np.tensordot(rho, self._at_lag, 1)
        # Linear: a second derivative of zeros, broadcast, takes no memory.
        bends = np.broadcast_to(0.0, (self.n_rho, self.n_rho, 1, self.n_visits, self.n_visits))
        return matrix[None], self._at_lag[:, None], bends
