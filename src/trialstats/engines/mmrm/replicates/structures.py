"""The covariance structures for replicates: those of `covariance`, with a matrix for each replicate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.replicates.correlations import CORRELATIONS
from trialstats.engines.mmrm.replicates.derivatives import entries
from trialstats.engines.mmrm.replicates.scaled import Scaled

__all__ = ["Structure", "build_structure"]


class Structure(Protocol):
    """A family of covariance matrices S(theta), theta (R, K), one a replicate, as `covariance.structure` has it."""

    @property
    def n_theta(self) -> int: ...

    def start(self, covariance: Floats) -> Floats:
        """theta (R, K) of members near to `covariance` (R, T, T)."""
        ...

    def matrices(self, theta: Floats) -> Floats:
        """S (R, C, T, T)."""
        ...

    def jacobian(self, theta: Floats) -> Floats:
        """The entries of S by theta, (R, K, C P)."""
        ...

    def second(self, theta: Floats, weight: Floats) -> Floats:
        """sum_cab weight[c, a, b] d2S[c, a, b]/dtheta_k dtheta_l, (R, K, K), for `weight` (R, C, T, T)."""
        ...

    def curvature(self, theta: Floats, spread: Floats) -> Floats | None:
        """sum_kl w_kl d2S/dphi_k dphi_l, (R, C, T, T), in SAS's parameters phi, for `spread` (R, K, K); None where S
        is linear in them."""
        ...


def build_structure(name: str, n_visits: int, n_cells: int) -> Structure:
    """The structure `name`, once for each cell."""
    one: Structure = Unstructured(n_visits)
    if name in CORRELATIONS:
        correlation, equal, additive = CORRELATIONS[name]
        one = Scaled(correlation(n_visits), n_visits, equal, additive)
    return one if n_cells == 1 else Repeated(one, n_cells)


@dataclass(frozen=True)
class Unstructured:
    """us, in its log-Cholesky parameters (`covariance.unstructured`)."""

    n_visits: int

    @property
    def n_theta(self) -> int:
        return self.n_visits * (self.n_visits + 1) // 2

    def start(self, covariance: Floats) -> Floats:
        row, column, _ = entries(self.n_visits)
        theta = np.asarray(np.linalg.cholesky(covariance), dtype=float)[:, row, column]
        diagonal = row == column
        theta[:, diagonal] = np.log(theta[:, diagonal])
        return theta

    def matrices(self, theta: Floats) -> Floats:
        factor, _ = self._factor(theta)
        return np.asarray(np.matmul(factor, factor.swapaxes(1, 2))[:, None], dtype=float)

    def jacobian(self, theta: Floats) -> Floats:
        row, column, _ = entries(self.n_visits)
        factor, scale = self._factor(theta)
        # d_k L[y, b] where x = a and d_k L[x, b] where y = a, k = (a, b), of the entry (x, y).
        by_column = scale[:, :, None] * factor[:, :, column].swapaxes(1, 2)
        at_row, at_column = row[:, None] == row[None, :], row[:, None] == column[None, :]
        slopes: Floats = by_column[:, :, column] * at_row + by_column[:, :, row] * at_column
        return slopes

    def second(self, theta: Floats, weight: Floats) -> Floats:
        row, column, _ = entries(self.n_visits)
        factor, scale = self._factor(theta)
        one = weight[:, 0]
        same = column[:, None] == column[None, :]
        bend: Floats = 2.0 * scale[:, :, None] * scale[:, None, :] * one[:, row[:, None], row[None, :]] * same
        own = 2.0 * scale * np.matmul(one, factor)[:, row, column]
        at = np.arange(self.n_theta)
        bend[:, at, at] += np.where(row == column, own, 0.0)
        return bend

    def curvature(self, theta: Floats, spread: Floats) -> Floats | None:
        return None

    def _factor(self, theta: Floats) -> tuple[Floats, Floats]:
        """L (R, T, T) and d (R, K)."""
        row, column, _ = entries(self.n_visits)
        diagonal = row == column
        held = np.where(diagonal, np.exp(np.where(diagonal, theta, 0.0)), theta)
        factor = np.zeros((len(theta), self.n_visits, self.n_visits))
        factor[:, row, column] = held
        return factor, np.where(diagonal, held, 1.0)


@dataclass(frozen=True)
class Repeated:
    """One set of parameters, and so one matrix, for each of C cells."""

    one: Structure
    n_cells: int

    @property
    def n_theta(self) -> int:
        return self.n_cells * self.one.n_theta

    def start(self, covariance: Floats) -> Floats:
        return np.tile(self.one.start(covariance), (1, self.n_cells))

    def matrices(self, theta: Floats) -> Floats:
        return np.concatenate([self.one.matrices(own) for own in self._split(theta)], axis=1)

    def jacobian(self, theta: Floats) -> Floats:
        return _on_diagonal([self.one.jacobian(own) for own in self._split(theta)])

    def second(self, theta: Floats, weight: Floats) -> Floats:
        parts = enumerate(self._split(theta))
        return _on_diagonal([self.one.second(own, weight[:, cell : cell + 1]) for cell, own in parts])

    def curvature(self, theta: Floats, spread: Floats) -> Floats | None:
        size, found = self.one.n_theta, []
        for cell, own in enumerate(self._split(theta)):
            at = slice(cell * size, (cell + 1) * size)
            found.append(self.one.curvature(own, spread[:, at, at]))
        bent = [each for each in found if each is not None]
        return np.concatenate(bent, axis=1) if bent else None

    def _split(self, theta: Floats) -> list[Floats]:
        return np.split(theta, self.n_cells, axis=1)


def _on_diagonal(blocks: list[Floats]) -> Floats:
    """(R, sum a, sum b) of blocks (R, a, b)."""
    replicates, rows, columns = blocks[0].shape
    whole = np.zeros((replicates, rows * len(blocks), columns * len(blocks)))
    for number, block in enumerate(blocks):
        whole[:, number * rows : (number + 1) * rows, number * columns : (number + 1) * columns] = block
    return whole
