"""One set of parameters, and so one matrix, for each level of a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import block_diag

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.structure import Structure

__all__ = ["Grouped"]


@dataclass(frozen=True)
class Grouped:
    """The parts side by side: their cells follow one another, and so do their parameters."""

    parts: tuple[Structure, ...]

    @property
    def n_cells(self) -> int:
        return sum(part.n_cells for part in self.parts)

    @property
    def vanishing(self) -> tuple[slice, ...]:
        return tuple(cells for part, _, cells in self._each if part.vanishing)

    @property
    def closed(self) -> bool:
        return all(part.closed for part in self.parts)

    @property
    def n_visits(self) -> int:
        return self.parts[0].n_visits

    @property
    def n_theta(self) -> int:
        return sum(part.n_theta for part in self.parts)

    def start(self, covariance: Floats) -> Floats:
        return np.concatenate([part.start(covariance) for part in self.parts])

    def matrices(self, theta: Floats) -> Floats:
        return np.concatenate([part.matrices(theta[own]) for part, own, _ in self._each])

    def first(self, theta: Floats) -> Floats:
        both = np.zeros((self.n_theta, self.n_cells, self.n_visits, self.n_visits))
        for part, own, cells in self._each:
            both[own, cells] = part.first(theta[own])
        return both

    def second(self, theta: Floats, weight: Floats) -> Floats:
        return np.asarray(block_diag(*(part.second(theta[own], weight[cells]) for part, own, cells in self._each)))

    def curvature(self, theta: Floats, spread: Floats) -> Floats:
        return np.concatenate([part.curvature(theta[own], spread[own, own]) for part, own, _ in self._each])

    @cached_property
    def _each(self) -> tuple[tuple[Structure, slice, slice], ...]:
        """Each part with its places in theta and among the cells."""
        own, cells = _slices(self.parts, lambda p: p.n_theta), _slices(self.parts, lambda p: p.n_cells)
        return tuple(zip(self.parts, own, cells, strict=True))


def _slices(parts: tuple[Structure, ...], size: Callable[[Structure], int]) -> list[slice]:
    ends = np.cumsum([size(part) for part in parts]).tolist()
    return [slice(end - size(part), end) for part, end in zip(parts, ends, strict=True)]
