"""Satterthwaite's degrees of freedom (SAS DDFM=SATTERTHWAITE).

    df = 2 (l' Phi l)^2 / (g' w g),   g_k = d(l' Phi l)/dtheta_k = l' Phi X'V^-1 V_k V^-1 X Phi l

w, the covariance of theta, is the inverse of the observed information. df is the same in any
parameterisation: theta is at the optimum. (Giesbrecht & Burns 1985, Biometrics 41:477.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.covariance import Structure
from trialstats.mmrm.derivatives import slopes
from trialstats.mmrm.optimise import Optimum

__all__ = ["Satterthwaite", "satterthwaite"]


@dataclass(frozen=True)
class Satterthwaite:
    """root (p, p) with Phi = root root'; changes (K, p, p), with d Phi/dtheta_k = root changes_k root';
    theta_factor (K, K) with w = theta_factor' theta_factor."""

    root: Floats
    changes: Floats
    theta_factor: Floats

    @property
    def vcov(self) -> Floats:
        return self.root @ self.root.T

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        m = rows @ self.root
        variance = (m**2).sum(axis=1)
        g = (np.matmul(m, self.changes) * m).sum(axis=2)
        df: Floats = 2.0 * variance**2 / ((self.theta_factor @ g) ** 2).sum(axis=0)
        return df


def satterthwaite(optimum: Optimum, structure: Structure, to_terms: Floats) -> Satterthwaite:
    """Build it at `optimum`; `to_terms` (p, p) leads from the basis of the fit to the terms."""
    changes = slopes(optimum.sums, structure.first(optimum.theta))[:, :-1, :-1]
    lower = np.linalg.cholesky(optimum.information)
    return Satterthwaite(to_terms @ optimum.point.root, changes, np.linalg.inv(lower))
