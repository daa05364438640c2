"""us: any covariance matrix (SAS TYPE=UN)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers

__all__ = ["Unstructured"]


@dataclass(frozen=True)
class Unstructured:
    """S = L L' with L lower triangular; theta = its entries row by row, the diagonal's as logarithms.

    With D_k = dL/dtheta_k = d_k e_a e_b' (d_k = L_aa on the diagonal, 1 below it):

        S_k  = D_k L' + L D_k'
        S_kl = D_k D_l' + D_l D_k' + [k = l diagonal] S_k

    (Pinheiro & Bates 1996, Statistics and Computing 6:289: the log-Cholesky parameterisation.)
    SAS's parameters are the entries of S.
    """

    n_visits: int
    n_cells: int = 1
    closed: bool = False

    @property
    def n_theta(self) -> int:
        return self.n_visits * (self.n_visits + 1) // 2

    @property
    def vanishing(self) -> tuple[slice, ...]:
        return ()

    @cached_property
    def _places(self) -> tuple[Integers, Integers]:
        return np.tril_indices(self.n_visits)

    def start(self, covariance: Floats) -> Floats:
        theta: Floats = np.asarray(np.linalg.cholesky(covariance), dtype=float)[self._places]
        diagonal = self._places[0] == self._places[1]
        theta[diagonal] = np.log(theta[diagonal])
        return theta

    def matrices(self, theta: Floats) -> Floats:
        factor = self._factor(theta)[0]
        return (factor @ factor.T)[None]

    def first(self, theta: Floats) -> Floats:
        factor, scale = self._factor(theta)
        row, column = self._places
        half = np.zeros((self.n_theta, 1, self.n_visits, self.n_visits))
        half[np.arange(self.n_theta), 0, row, :] = scale[:, None] * factor.T[column, :]
        return half + half.swapaxes(2, 3)

    def second(self, theta: Floats, weight: Floats) -> Floats:
        factor, scale = self._factor(theta)
        row, column = self._places
        same_column = column[:, None] == column[None, :]
        curvature: Floats = 2.0 * np.outer(scale, scale) * weight[0][np.ix_(row, row)] * same_column
        own = 2.0 * scale * (weight[0] @ factor)[row, column]
        curvature[np.diag_indices(self.n_theta)] += np.where(row == column, own, 0.0)
        return curvature

    def curvature(self, theta: Floats, spread: Floats) -> Floats:
        return np.zeros((1, self.n_visits, self.n_visits))

    def _factor(self, theta: Floats) -> tuple[Floats, Floats]:
        """L (T, T) and d (K,)."""
        row, column = self._places
        diagonal = row == column
        entries = np.where(diagonal, np.exp(np.where(diagonal, theta, 0.0)), theta)
        factor = np.zeros((self.n_visits, self.n_visits))
        factor[row, column] = entries
        return factor, np.where(diagonal, entries, 1.0)
