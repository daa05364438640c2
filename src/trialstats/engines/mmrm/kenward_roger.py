"""Kenward and Roger's covariance of the coefficients, degrees of freedom and F test (SAS DDFM=KR).

    Phi_A = Phi + 2 Phi {sum_kl w_kl (Q_kl - P_k Phi P_l - R_kl / 4)} Phi
    P_k = -X'V^-1 V_k V^-1 X,  Q_kl = X'V^-1 V_k V^-1 V_l V^-1 X,  R_kl = X'V^-1 V_kl V^-1 X

w is the covariance of theta. SAS takes the inverse of the observed information and writes R in its
own parameters; DDFM=KR(LINEAR) leaves R out. With the expected information the numbers are those of
pbkrtest. Everything is done in coordinates in which Phi is the identity, so P_k becomes the p x p
corner of -H_k (`derivatives`). The t test of one row has Satterthwaite's degrees of freedom with this w.

Kenward & Roger (1997), Biometrics 53:983, whose F test for several rows this is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.compact import crossed
from trialstats.engines.mmrm.contractions import sandwiched
from trialstats.engines.mmrm.inference import FTest, wald
from trialstats.engines.mmrm.satterthwaite import Satterthwaite, satterthwaite
from trialstats.engines.mmrm.solution import Solution
from trialstats.engines.mmrm.vcov import Vcov
from trialstats.errors import FitError

__all__ = ["KenwardRoger", "kenward_roger"]

SHORTFALL = (
    "too few subjects for this adjustment; take another ddf (satterthwaite) or a structure with fewer parameters"
)


@dataclass(frozen=True)
class KenwardRoger:
    """unadjusted: the test with Phi itself; vcov = Phi_A."""

    unadjusted: Satterthwaite
    vcov: Vcov

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        return self.unadjusted.degrees_of_freedom(rows)

    def f_test(self, rows: Floats, coefficients: Floats) -> FTest:
        scale, den_df = _moments(self._projected(rows))
        return FTest(scale * wald(rows, coefficients, self.vcov), len(rows), den_df)

    def _projected(self, rows: Floats) -> Floats:
        """(K, r, r): H_k, turned so that sums over k stand for sums with w, on the space of `rows`."""
        own, _ = np.linalg.qr((rows @ self.unadjusted.root).T)
        projected = np.matmul(np.matmul(own.T, self.unadjusted.changes), own)
        return np.tensordot(self.unadjusted.theta_factor, projected, 1)


def kenward_roger(solution: Solution, information: Floats, *, linear: bool) -> KenwardRoger:
    """Build it at the optimum, w being the inverse of `information` (K, K); `linear` leaves R out."""
    unadjusted = satterthwaite(solution, information)
    spread = unadjusted.theta_factor.T @ unadjusted.theta_factor
    optimum, stack = solution.optimum, solution.optimum.sums.stack
    middle = sandwiched(optimum.sums.by_pattern, optimum.first, spread, stack)
    if not linear:
        middle = middle - 0.25 * solution.structure.curvature(optimum.theta, spread)[stack.cell]
    z = optimum.sums.turned[:, :, :-1]
    p = unadjusted.changes.shape[1]
    turned = np.tensordot(unadjusted.theta_factor, unadjusted.changes, 1).reshape(-1, p)
    correction = crossed(z, np.matmul(middle[stack.pattern], z), stack) - turned.T @ turned
    adjusted = np.eye(p) + correction + correction.T
    return KenwardRoger(unadjusted, Vcov(unadjusted.root, adjusted, SHORTFALL))


def _moments(projected: Floats) -> tuple[float, float]:
    """The scale of F and its denominator degrees of freedom, which match its first two moments.

    Of one row the formula is the t test's; of several it is written so that degrees of freedom of 4 and less, where the
    variance of F is infinite or does not exist, are those that the formula continues to (as in pbkrtest).
    """
    size = projected.shape[1]
    a1 = float((np.trace(projected, axis1=1, axis2=2) ** 2).sum())
    a2 = float((projected * projected.swapaxes(1, 2)).sum())
    if size == 1:
        return 1.0, 2.0 / a2
    b = (a1 + 6.0 * a2) / (2.0 * size)
    g = ((size + 1) * a1 - (size + 4) * a2) / ((size + 2) * a2)
    below = 3.0 * size + 2.0 * (1.0 - g)
    c1, c2, c3 = g / below, (size - g) / below, (size + 2 - g) / below
    inverse_mean = 1.0 - a2 / size
    last = 1.0 - c3 * b
    excess = (1.0 + c1 * b) * (inverse_mean / (1.0 - c2 * b)) ** 2 - last
    den_df = 4.0 + (size + 2) * last / excess if excess > 0.0 else 0.0
    if inverse_mean <= 0.0 or den_df <= 2.0:
        raise FitError(f"too few subjects for Kenward and Roger's F test of {size} rows; take another ddf")
    return den_df * inverse_mean / (den_df - 2.0), den_df
