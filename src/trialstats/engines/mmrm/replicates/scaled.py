"""Correlations scaled by standard deviations, for replicates (`covariance.scaled_correlation`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.replicates.correlations import Correlation
from trialstats.engines.mmrm.replicates.derivatives import entries

__all__ = ["Scaled"]


@dataclass(frozen=True)
class Scaled:
    """S_ab = s_a s_b R_ab(rho), theta = (log s, eta); one s where `equal`; `additive`: linear in SAS's parameters."""

    correlation: Correlation
    n_visits: int
    equal: bool
    additive: bool

    @property
    def n_theta(self) -> int:
        return len(self._owner) + self.correlation.n_rho

    @cached_property
    def _owner(self) -> Floats:
        """(K_s, T): which log s belongs to which visit."""
        return np.ones((1, self.n_visits)) if self.equal else np.eye(self.n_visits)

    def start(self, covariance: Floats) -> Floats:
        variance = np.diagonal(covariance, axis1=1, axis2=2)
        scale = np.sqrt(variance)
        log_scale = 0.5 * np.log(variance.mean(axis=1, keepdims=True) if self.equal else variance)
        correlation = covariance / (scale[:, :, None] * scale[:, None, :])
        return np.concatenate([log_scale, self.correlation.start(correlation)], axis=1)

    def matrices(self, theta: Floats) -> Floats:
        rho, _, _ = self.correlation.link(theta[:, len(self._owner) :])
        return (self._scales(theta) * self.correlation.evaluate(rho)[0])[:, None]

    def jacobian(self, theta: Floats) -> Floats:
        row, column, _ = entries(self.n_visits)
        rho, slope, _ = self.correlation.link(theta[:, len(self._owner) :])
        correlation, by_rho, _ = self.correlation.evaluate(rho)
        scales = self._scales(theta)[:, row, column]
        by_scale = (scales * correlation[:, row, column])[:, None] * (self._owner[:, row] + self._owner[:, column])
        return np.concatenate([by_scale, scales[:, None] * by_rho[:, :, row, column] * slope[:, :, None]], axis=1)

    def second(self, theta: Floats, weight: Floats) -> Floats:
        rho, slope, bend = self.correlation.link(theta[:, len(self._owner) :])
        correlation, by_rho, by_rho_twice = self.correlation.evaluate(rho)
        weighted, owner = self._scales(theta) * weight[:, 0], self._owner
        y = weighted * correlation
        visit = np.arange(self.n_visits)
        held = y.copy()
        held[:, visit, visit] += y.sum(axis=2)
        moved = weighted[:, None] * by_rho
        n, size = len(owner), self.n_theta
        found = np.empty((len(theta), size, size))
        found[:, :n, :n] = 2.0 * np.matmul(np.matmul(owner, held), owner.T)
        across = 2.0 * np.matmul(owner, moved.sum(axis=3).swapaxes(1, 2)) * slope[:, None, :]
        found[:, :n, n:], found[:, n:, :n] = across, across.swapaxes(1, 2)
        twice = (weighted[:, None, None] * by_rho_twice).sum(axis=(3, 4)) * slope[:, :, None] * slope[:, None, :]
        own = np.arange(slope.shape[1])
        twice[:, own, own] += bend * moved.sum(axis=(2, 3))
        found[:, n:, n:] = twice
        return found

    def curvature(self, theta: Floats, spread: Floats) -> Floats | None:
        if self.additive:
            return None
        n, owner = len(self._owner), self._owner
        rho, slope, _ = self.correlation.link(theta[:, n:])
        correlation, by_rho, by_rho_twice = self.correlation.evaluate(rho)
        w = 4.0 * np.matmul(np.matmul(owner.T, spread[:, :n, :n]), owner)
        own = np.diagonal(w, axis1=1, axis2=2)
        of_scales = 0.5 * (w - 0.5 * (own[:, :, None] + own[:, None, :]))
        c = (2.0 * np.matmul(owner.T, spread[:, :n, n:]) * slope[:, None, :]).swapaxes(1, 2)
        of_both = (by_rho * (c[:, :, :, None] + c[:, :, None, :])).sum(axis=1)
        of_rho = spread[:, n:, n:] * slope[:, :, None] * slope[:, None, :]
        bent = (of_rho[..., None, None] * by_rho_twice).sum(axis=(1, 2))
        return np.asarray(self._scales(theta) * (correlation * of_scales + of_both + bent), dtype=float)[:, None]

    def _scales(self, theta: Floats) -> Floats:
        """s s' (R, T, T)."""
        scale = np.exp(np.matmul(theta[:, : len(self._owner)], self._owner))
        return np.asarray(scale[:, :, None] * scale[:, None, :], dtype=float)
