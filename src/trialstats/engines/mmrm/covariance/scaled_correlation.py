"""Structures that are a correlation matrix scaled by standard deviations, equal or one a visit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.links import Linked

__all__ = ["Correlation", "ScaledCorrelation"]


class Correlation(Protocol):
    """A family of C correlation matrices R_c(rho) over T visits, rho = link(eta) of length m."""

    @property
    def n_cells(self) -> int: ...

    @property
    def n_visits(self) -> int: ...

    @property
    def n_rho(self) -> int: ...

    def start(self, correlation: Floats) -> Floats:
        """eta (m,) of a member near to `correlation` (T, T)."""
        ...

    def link(self, eta: Floats) -> Linked:
        """rho, as SAS has it, and its derivatives by eta."""
        ...

    def evaluate(self, rho: Floats) -> tuple[Floats, Floats, Floats]:
        """R (C, T, T), dR (m, C, T, T) and d2R (m, m, C, T, T), by rho."""
        ...


@dataclass(frozen=True)
class ScaledCorrelation:
    """S_ab = s_a s_b R_ab(rho), theta = (log s, eta); one s where `equal`, else one a visit.

    With N (K_s x T) telling which log s belongs to which visit (ones, or the identity) and
    Y = S * weight:

        S_k             = S * (N_k 1' + 1 N_k')
        <S_kl, weight>  = 2 N_k diag(Y 1) N_l' + 2 N_k Y N_l'     both log s
                        = 2 N_k (Y_m 1)                           log s and eta_m, Y_m = (s s' dR_m) * weight

    SAS's parameters are the variances s^2 and rho; of an `additive` structure, the covariances,
    in which it is linear. `vanishes`: its correlation comes near to zero but is never zero.
    """

    correlation: Correlation
    equal: bool
    additive: bool = False
    vanishes: bool = False
    closed: bool = False

    @property
    def n_cells(self) -> int:
        return self.correlation.n_cells

    @property
    def vanishing(self) -> tuple[slice, ...]:
        return (slice(0, self.n_cells),) if self.vanishes else ()

    @property
    def n_visits(self) -> int:
        return self.correlation.n_visits

    @property
    def n_theta(self) -> int:
        return len(self._owner) + self.correlation.n_rho

    @cached_property
    def _owner(self) -> Floats:
        return np.ones((1, self.n_visits)) if self.equal else np.eye(self.n_visits)

    def start(self, covariance: Floats) -> Floats:
        variance = np.diag(covariance)
        scale = np.sqrt(variance)
        log_scale = 0.5 * np.log(variance.mean(keepdims=True) if self.equal else variance)
        return np.concatenate([log_scale, self.correlation.start(covariance / np.outer(scale, scale))])

    def matrices(self, theta: Floats) -> Floats:
        rho, _, _ = self.correlation.link(theta[len(self._owner) :])
        return self._scales(theta) * self.correlation.evaluate(rho)[0]

    def first(self, theta: Floats) -> Floats:
        rho, slope, _ = self.correlation.link(theta[len(self._owner) :])
        correlation, by_rho, _ = self.correlation.evaluate(rho)
        scales = self._scales(theta)
        sides = self._owner[:, None, :, None] + self._owner[:, None, None, :]
        return np.concatenate([scales * correlation * sides, scales * by_rho * slope[:, None, None, None]])

    def second(self, theta: Floats, weight: Floats) -> Floats:
        rho, slope, bend = self.correlation.link(theta[len(self._owner) :])
        correlation, by_rho, by_rho_twice = self.correlation.evaluate(rho)
        weighted = self._scales(theta) * weight
        y = (weighted * correlation).sum(axis=0)
        scale_scale = 2.0 * self._owner @ (np.diag(y.sum(axis=1)) + y) @ self._owner.T
        moved = weighted * by_rho
        scale_eta = 2.0 * self._owner @ moved.sum(axis=(1, 3)).T * slope
        eta_eta = (weighted * by_rho_twice).sum(axis=(2, 3, 4)) * np.outer(slope, slope)
        eta_eta[np.diag_indices(len(slope))] += bend * moved.sum(axis=(1, 2, 3))
        return np.block([[scale_scale, scale_eta], [scale_eta.T, eta_eta]])

    def curvature(self, theta: Floats, spread: Floats) -> Floats:
        """In phi = (s^2, rho), with W = 4 N' spread_ss N and c_m = 2 N' spread_sm slope_m, entry ab is

        S_ab (W_ab - (W_aa + W_bb)/2) / 2 + s_a s_b sum_m dR_m (c_m,a + c_m,b) + s_a s_b sum_mn w_mn d2R_mn
        """
        if self.additive:
            return np.zeros((self.n_cells, self.n_visits, self.n_visits))
        n = len(self._owner)
        rho, slope, _ = self.correlation.link(theta[n:])
        correlation, by_rho, by_rho_twice = self.correlation.evaluate(rho)
        w = 4.0 * self._owner.T @ spread[:n, :n] @ self._owner
        of_scales = 0.5 * (w - 0.5 * np.add.outer(np.diag(w), np.diag(w)))
        c = 2.0 * (self._owner.T @ spread[:n, n:] * slope).T
        of_both = np.einsum("mcab,mab->cab", by_rho, c[:, :, None] + c[:, None, :])
        of_rho = np.tensordot(spread[n:, n:] * np.outer(slope, slope), by_rho_twice, 2)
        return np.asarray(self._scales(theta) * (correlation * of_scales + of_both + of_rho), dtype=float)

    def _scales(self, theta: Floats) -> Floats:
        """s s' (T, T)."""
        scale = np.exp(theta[: len(self._owner)] @ self._owner)
        return np.outer(scale, scale)
