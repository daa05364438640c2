"""Satterthwaite's degrees of freedom (SAS DDFM=SATTERTHWAITE).

    df = 2 (l' Phi l)^2 / (g' w g),   g_k = d(l' Phi l)/dtheta_k = l' Phi X'V^-1 V_k V^-1 X Phi l

w, the covariance of theta, is the inverse of the observed information. df is the same in any
parameterisation: theta is at the optimum. (Giesbrecht & Burns 1985, Biometrics 41:477.)
Several rows are turned into uncorrelated ones, whose t tests are put together
(Fai & Cornelius 1996, Journal of Statistical Computation and Simulation 54:363).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.inference import FTest, Inference, wald
from trialstats.engines.mmrm.solution import Solution
from trialstats.engines.mmrm.vcov import Vcov, of_model

__all__ = ["Satterthwaite", "put_together", "satterthwaite"]


@dataclass(frozen=True)
class Satterthwaite:
    """root (p, p) with Phi = root root'; changes (K, p, p), with d Phi/dtheta_k = root changes_k root';
    theta_factor (K, K) with w = theta_factor' theta_factor."""

    root: Floats
    changes: Floats
    theta_factor: Floats

    @property
    def vcov(self) -> Vcov:
        return of_model(self.root)

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        m = rows @ self.root
        variance = (m**2).sum(axis=1)
        # One parameter at a time: of all together there would be as many numbers as rows, parameters and coefficients.
        g = np.array([((m @ change) * m).sum(axis=1) for change in self.changes])
        df: Floats = 2.0 * variance**2 / ((self.theta_factor @ g) ** 2).sum(axis=0)
        return df

    def f_test(self, rows: Floats, coefficients: Floats) -> FTest:
        return put_together(self, rows, coefficients)


def satterthwaite(solution: Solution, information: Floats) -> Satterthwaite:
    """Build it at the optimum, w being the inverse of `information` (K, K)."""
    changes = solution.optimum.slopes[:, :-1, :-1]
    return Satterthwaite(solution.root, changes, np.linalg.inv(np.linalg.cholesky(information)))


def put_together(inference: Inference, rows: Floats, coefficients: Floats) -> FTest:
    """Fai and Cornelius' F test, from the t tests of the eigenvectors of the rows' covariance.

    The eigenvectors, and with them the degrees of freedom, are those of the rows as they are written (SAS): where rows
    in different units are tested together, the units have a say in them, though not in F.
    """
    _, vectors = np.linalg.eigh(inference.vcov.between(rows))
    statistic = wald(rows, coefficients, inference.vcov)
    df = inference.degrees_of_freedom(vectors.T @ rows)
    if len(df) == 1:
        return FTest(statistic, 1, float(df[0]))
    expected = float((df[df > 2] / (df[df > 2] - 2)).sum())
    return FTest(statistic, len(df), 2 * expected / (expected - len(df)) if expected > len(df) else 2.0)
