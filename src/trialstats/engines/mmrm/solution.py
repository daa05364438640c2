"""A converged fit before any test is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.cells import Cells
from trialstats.engines.mmrm.covariance import Structure
from trialstats.engines.mmrm.ladder import Attempt, Climbed, climb
from trialstats.engines.mmrm.optimise import Optimum
from trialstats.engines.mmrm.setup import Setup

__all__ = ["Solution", "solve"]


@dataclass(frozen=True)
class Solution:
    """setup, and what the ladder led to."""

    setup: Setup = field(repr=False)
    climbed: Climbed = field(repr=False)

    @property
    def name(self) -> str:
        """The word of the structure fitted."""
        return self.climbed.name

    @property
    def structure(self) -> Structure:
        return self.climbed.structure

    @property
    def optimum(self) -> Optimum:
        return self.climbed.optimum

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """One for each structure tried, the last of them this one."""
        return self.climbed.attempts

    @property
    def beta(self) -> Floats:
        """The coefficients (p,)."""
        return self.setup.ols + self.setup.unit * (self.setup.basis.to_terms @ self.optimum.point.coefficients)

    @property
    def root(self) -> Floats:
        """(p, p), with Phi = (X'V^-1 X)^-1 = root root'."""
        return self.setup.unit * (self.setup.basis.to_terms @ self.optimum.point.root)

    @property
    def cells(self) -> Cells:
        return next(cells for problem, cells in self.setup.made.values() if problem.stack is self.optimum.sums.stack)

    @property
    def covariances(self) -> Floats:
        """(C, T, T), in the outcome's unit squared."""
        return self.setup.unit**2 * self.structure.matrices(self.optimum.theta)

    @property
    def shown(self) -> Floats:
        """One matrix a group, (groups, T, T): where times differ between subjects, that at each visit's mean time."""
        structure = self.cells.at_mean_times().build(self.name, self.climbed.independent)
        return self.setup.unit**2 * structure.matrices(self.optimum.theta)


def solve(setup: Setup, ladder: tuple[str, ...]) -> Solution:
    """Fit the first structure of `ladder` that converges. Raises FitError where none does."""
    return Solution(setup, climb(setup, ladder))
