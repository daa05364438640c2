"""The likelihood to be maximised, made from a design."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.basis import Basis, orthonormalise
from trialstats.mmrm.cells import Cells, build_cells
from trialstats.mmrm.design import Design
from trialstats.mmrm.likelihood import Problem
from trialstats.mmrm.patterns import stack_subjects

__all__ = ["Setup", "set_up"]


@dataclass(frozen=True)
class Setup:
    """basis of the weighted predictors; ols (p,) and residual (n,): the outcome taken apart in it.

    The problem is kept once made: with the structures that need times, where these differ between
    subjects, the cells are others.
    """

    design: Design
    reml: bool
    basis: Basis = field(repr=False)
    ols: Floats = field(repr=False)
    residual: Floats = field(repr=False)
    made: dict[bool, tuple[Problem, Cells]] = field(default_factory=dict, repr=False)

    def problem(self, *, timed: bool) -> tuple[Problem, Cells]:
        """The problem and its cells, for structures that need the times of measurement or for the others."""
        if timed not in self.made:
            cells = build_cells(self.design, timed=timed)
            self.made[timed] = self.lay_out(cells), cells
        return self.made[timed]

    def with_outcome(self, outcome: Floats) -> Setup:
        """The same setup for another outcome (n,): patterns and predictors are kept."""
        ols, residual = self.basis.split(outcome * _root_weights(self.design))
        made = {
            timed: (replace(problem, stack=problem.stack.with_last(residual)), cells)
            for timed, (problem, cells) in self.made.items()
        }
        return Setup(replace(self.design, outcome=outcome), self.reml, self.basis, ols, residual, made)

    def lay_out(self, cells: Cells) -> Problem:
        """The problem with the subjects in these cells."""
        design = self.design
        columns = np.column_stack([self.basis.columns, self.residual])
        stack = stack_subjects(columns, design.subjects, design.visits, design.n_visits, cells.of_subject)
        of_weights = 0.0 if design.weights is None else float(np.log(design.weights).sum())
        return Problem(stack, self.reml, (self.basis.log_det if self.reml else 0.0) - of_weights)


def set_up(design: Design, *, reml: bool) -> Setup:
    """Raises FitError for predictors that are not independent, and where they reproduce the outcome."""
    root = _root_weights(design)
    basis = orthonormalise(design.predictors * root[:, None], design.terms)
    ols, residual = basis.split(design.outcome * root)
    return Setup(design, reml, basis, ols, residual)


def _root_weights(design: Design) -> Floats:
    return np.ones(1) if design.weights is None else np.sqrt(design.weights)
