"""ad, adh: correlations between neighbours, multiplied along the way (adh: SAS TYPE=ANTE(1))."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked, tanh

__all__ = ["Antedependence"]


@dataclass(frozen=True)
class Antedependence:
    """R_ab = rho_a rho_(a+1) .. rho_(b-1) for a < b.

    The derivative by rho_j is R[a, j] R[j+1, b] where a <= j < b; the second, by rho_j and rho_l with
    j < l, R[a, j] R[j+1, l] R[l+1, b] where a <= j and l < b. So nothing is divided by a correlation,
    which may be zero.
    """

    n_visits: int
    n_cells: int = 1

    @property
    def n_rho(self) -> int:
        return self.n_visits - 1

    def start(self, correlation: Floats) -> Floats:
        return np.arctanh(np.clip(np.diag(correlation, 1), -0.9, 0.9))

    def link(self, eta: Floats) -> Linked:
        return tanh(eta)

    def evaluate(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        upper = self._upper(rho)
        first = np.array([np.outer(upper[:, j], upper[j + 1]) for j in range(self.n_rho)])
        second = np.zeros((self.n_rho, self.n_rho, self.n_visits, self.n_visits))
        for j in range(self.n_rho):
            for later in range(j + 1, self.n_rho):
                both = upper[j + 1, later] * np.outer(upper[:, j], upper[later + 1])
                second[j, later] = second[later, j] = both + both.T
        matrix = upper + upper.T - np.eye(self.n_visits)
        return matrix[None], (first + first.swapaxes(1, 2))[:, None], second[:, :, None]

    def _upper(self, rho: Floats) -> Floats:
        """R above its diagonal, ones on it and zeros below."""
        upper = np.eye(self.n_visits)
        for visit in range(1, self.n_visits):
            upper[:visit, visit] = upper[:visit, visit - 1] * rho[visit - 1]
        return upper
