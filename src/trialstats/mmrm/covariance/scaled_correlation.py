"""Structures that are a correlation matrix scaled by standard deviations, equal or one a visit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from trialstats.mmrm.arrays import Floats

__all__ = ["Correlation", "ScaledCorrelation"]


class Correlation(Protocol):
    """A family of T x T correlation matrices R(eta), eta any real vector of length m."""

    @property
    def n_visits(self) -> int: ...

    @property
    def n_eta(self) -> int: ...

    def start(self, correlation: Floats) -> Floats:
        """eta (m,) of a member near to `correlation` (T, T)."""
        ...

    def evaluate(self, eta: Floats) -> tuple[Floats, Floats, Floats]:
        """R (T, T), dR (m, T, T) and d2R (m, m, T, T)."""
        ...


@dataclass(frozen=True)
class ScaledCorrelation:
    """S_ab = s_a s_b R_ab(eta), theta = (log s, eta); one s where `equal`, else one a visit.

    With N (K_s x T) telling which log s belongs to which visit (ones, or the identity) and
    Y = S * weight:

        S_k             = S * (N_k 1' + 1 N_k')
        <S_kl, weight>  = 2 N_k diag(Y 1) N_l' + 2 N_k Y N_l'     both log s
                        = 2 N_k (Y_m 1)                           log s and eta_m, Y_m = (s s' dR_m) * weight
    """

    name: str
    correlation: Correlation
    equal: bool

    @property
    def n_visits(self) -> int:
        return self.correlation.n_visits

    @property
    def n_theta(self) -> int:
        return len(self._owner) + self.correlation.n_eta

    @cached_property
    def _owner(self) -> Floats:
        return np.ones((1, self.n_visits)) if self.equal else np.eye(self.n_visits)

    def start(self, covariance: Floats) -> Floats:
        variance = np.diag(covariance)
        scale = np.sqrt(variance)
        log_scale = 0.5 * np.log(variance.mean(keepdims=True) if self.equal else variance)
        return np.concatenate([log_scale, self.correlation.start(covariance / np.outer(scale, scale))])

    def matrix(self, theta: Floats) -> Floats:
        scales, (correlation, _, _) = self._parts(theta)
        return scales * correlation

    def first(self, theta: Floats) -> Floats:
        scales, (correlation, slopes, _) = self._parts(theta)
        sides = self._owner[:, :, None] + self._owner[:, None, :]
        return np.concatenate([scales * correlation * sides, scales * slopes])

    def second(self, theta: Floats, weight: Floats) -> Floats:
        scales, (correlation, slopes, bends) = self._parts(theta)
        weighted = scales * weight
        y = weighted * correlation
        scale_scale = 2.0 * self._owner @ (np.diag(y.sum(axis=1)) + y) @ self._owner.T
        scale_eta = 2.0 * self._owner @ (weighted * slopes).sum(axis=2).T
        eta_eta = (weighted * bends).sum(axis=(2, 3))
        return np.block([[scale_scale, scale_eta], [scale_eta.T, eta_eta]])

    def _parts(self, theta: Floats) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
        """s s' (T, T), and R with its derivatives."""
        n = len(self._owner)
        scale = np.exp(theta[:n] @ self._owner)
        return np.outer(scale, scale), self.correlation.evaluate(theta[n:])
