"""V = Z G Z' + R: random effects of each subject, with a residual structure of its own (SAS RANDOM, lme4)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.covariance.structure import Structure

__all__ = ["RandomCoefficients", "Variances"]


@dataclass(frozen=True)
class Variances:
    """No correlation: one variance for each level, theta = log s. level (C,): that of each cell."""

    level: Integers = field(repr=False)
    n_visits: int
    n_theta: int
    closed: bool = True
    vanishing: tuple[slice, ...] = ()

    @property
    def n_cells(self) -> int:
        return len(self.level)

    def start(self, covariance: Floats) -> Floats:
        return np.full(self.n_theta, 0.5 * np.log(np.diag(covariance).mean()))

    def matrices(self, theta: Floats) -> Floats:
        found: Floats = np.exp(2.0 * theta)[self.level][:, None, None] * np.eye(self.n_visits)
        return found

    def first(self, theta: Floats) -> Floats:
        own = self.level == np.arange(self.n_theta)[:, None]
        found: Floats = 2.0 * own[:, :, None, None] * self.matrices(theta)
        return found

    def second(self, theta: Floats, weight: Floats) -> Floats:
        trace = np.bincount(self.level, np.trace(weight, axis1=1, axis2=2), minlength=self.n_theta)
        return np.diag(4.0 * np.exp(2.0 * theta) * trace)

    def curvature(self, theta: Floats, spread: Floats) -> Floats:
        return np.zeros((self.n_cells, self.n_visits, self.n_visits))


@dataclass(frozen=True)
class RandomCoefficients:
    """S_c = Z_c L L' Z_c' + R_c, theta = (the free entries of L, those of R).

    loads (C, T, q) = Z of each cell; entries: the places (row, column) of L that are free. The entries are no
    logarithms: a variance of zero and a correlation of one are points like any other, which Newton's method
    reaches, and L with a column fewer is the family of covariances of lower rank.

    SAS's parameters are the entries of G = L L' and those of the residual structure. V is linear in the former.
    """

    loads: Floats = field(repr=False)
    entries: tuple[tuple[int, int], ...]
    residual: Structure

    @property
    def n_cells(self) -> int:
        return len(self.loads)

    @property
    def vanishing(self) -> tuple[slice, ...]:
        return ()

    @property
    def closed(self) -> bool:
        return self.residual.closed

    @property
    def n_visits(self) -> int:
        return int(self.loads.shape[1])

    @property
    def n_effects(self) -> int:
        return int(self.loads.shape[2])

    @property
    def n_theta(self) -> int:
        return len(self.entries) + self.residual.n_theta

    def start(self, covariance: Floats) -> Floats:
        """Half of the mean variance between subjects, half of it within."""
        return self.begin(0.5 * float(np.diag(covariance).mean()) * np.eye(self.n_effects), 0.5 * covariance)

    def begin(self, between: Floats, within: Floats) -> Floats:
        """theta where G is near to `between` (q, q), positive definite, and R to `within` (T, T)."""
        factor = np.linalg.cholesky(between)
        return np.concatenate([[factor[place] for place in self.entries], self.residual.start(within)])

    def factor(self, theta: Floats) -> Floats:
        """L (q, q)."""
        filled = np.zeros((self.n_effects, self.n_effects))
        for place, value in zip(self.entries, theta[: len(self.entries)], strict=True):
            filled[place] = value
        return filled

    def own(self, theta: Floats) -> Floats:
        """The part of theta that is the residual structure's."""
        return theta[len(self.entries) :]

    def matrices(self, theta: Floats) -> Floats:
        half = self.loads @ self.factor(theta)
        return half @ half.swapaxes(1, 2) + self.residual.matrices(self.own(theta))

    def first(self, theta: Floats) -> Floats:
        rows, columns = self._places
        sides = (self.loads @ self.factor(theta))[:, :, columns]
        half = np.einsum("ctk,cuk->kctu", self.loads[:, :, rows], sides)
        return np.concatenate([half + half.swapaxes(2, 3), self._spread(self.residual.first(self.own(theta)))])

    def second(self, theta: Floats, weight: Floats) -> Floats:
        rows, columns = self._places
        n = len(rows)
        found = np.zeros((self.n_theta, self.n_theta))
        inner = self.contracted(weight)
        found[:n, :n] = 2.0 * inner[np.ix_(rows, rows)] * (columns[:, None] == columns[None, :])
        if self.residual.n_cells == 1:
            weight = weight.sum(axis=0, keepdims=True)
        found[n:, n:] = self.residual.second(self.own(theta), weight)
        return found

    def curvature(self, theta: Floats, spread: Floats) -> Floats:
        n = len(self.entries)
        return np.asarray(self._spread(self.residual.curvature(self.own(theta), spread[n:, n:])[None])[0])

    def contracted(self, weight: Floats) -> Floats:
        """sum_c Z_c' weight_c Z_c, (q, q): with weight = B, -2 times the slope of the likelihood by G."""
        found: Floats = np.einsum("cta,ctb->ab", self.loads, weight @ self.loads)
        return found

    def linear(self, theta: Floats, *, diagonal: bool) -> Floats:
        """dV by the entries of G, all of them or its diagonal, and by the parameters of R, (K, C, T, T)."""
        q = self.n_effects
        pairs = [(a, b) for a in range(q) for b in range(a + 1) if a == b or not diagonal]
        parts = []
        for a, b in pairs:
            half = self.loads[:, :, a, None] * self.loads[:, None, :, b]
            parts.append(half if a == b else half + half.swapaxes(1, 2))
        return np.concatenate([np.array(parts), self._spread(self.residual.first(self.own(theta)))])

    @property
    def _places(self) -> tuple[Integers, Integers]:
        places = np.array(self.entries, dtype=np.intp).reshape(-1, 2)
        return places[:, 0], places[:, 1]

    def _spread(self, matrices: Floats) -> Floats:
        """(K, C, T, T) of (K, 1 or C, T, T)."""
        return np.broadcast_to(matrices, (len(matrices), self.n_cells, *matrices.shape[2:]))
