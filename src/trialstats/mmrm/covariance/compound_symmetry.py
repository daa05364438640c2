"""cs: one correlation between any two visits (SAS TYPE=CS)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.covariance.scaled_correlation import ScaledCorrelation

__all__ = ["Exchangeable", "compound_symmetry"]


@dataclass(frozen=True)
class Exchangeable:
    """R_ab = rho for a != b; rho = low + (1 - low) / (1 + exp(-eta)), low = -1/(T - 1).

    Below `low` no T x T matrix of this shape is positive definite.
    """

    n_visits: int
    n_eta: int = 1

    @property
    def low(self) -> float:
        return -1.0 / (self.n_visits - 1)

    def start(self, correlation: Floats) -> Floats:
        n = self.n_visits
        mean = (correlation.sum() - n) / (n * (n - 1))
        share = np.clip((mean - self.low) / (1.0 - self.low), 0.05, 0.95)
        return np.array([np.log(share / (1.0 - share))])

    def evaluate(self, eta: Floats) -> tuple[Floats, Floats, Floats]:
        share = 0.5 * (1.0 + np.tanh(0.5 * eta[0]))
        slope = (1.0 - self.low) * share * (1.0 - share)
        apart = 1.0 - np.eye(self.n_visits)
        correlation = np.eye(self.n_visits) + (self.low + (1.0 - self.low) * share) * apart
        return correlation, (slope * apart)[None], (slope * (1.0 - 2.0 * share) * apart)[None, None]


def compound_symmetry(n_visits: int) -> ScaledCorrelation:
    """One variance and one correlation: theta = (log s, eta)."""
    return ScaledCorrelation("cs", Exchangeable(n_visits), equal=True)
