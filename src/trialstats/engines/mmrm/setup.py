"""The likelihood to be maximised, made from a design."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.basis import Basis, orthonormalise, orthonormalise_within
from trialstats.engines.mmrm.cells import Cells, build_cells
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.likelihood import Problem
from trialstats.engines.mmrm.patterns import stack_subjects
from trialstats.engines.mmrm.random.layout import Layout, lay_out
from trialstats.engines.mmrm.random.words import RANDOM
from trialstats.engines.mmrm.strata import find_strata

__all__ = ["Setup", "root_weights", "set_up"]


@dataclass(frozen=True)
class Setup:
    """basis of the weighted predictors; ols (p,), unit and residual (n,): the outcome taken apart in it.

    The residual is divided by `unit`, its root mean square: the search is the same whatever the outcome's unit.

    The problem is kept once made: with the structures that need times, where these differ between
    subjects, the cells are others. With random coefficients (`residual`: what there is beside them) the records
    are laid out in another way.
    """

    design: Design
    reml: bool
    basis: Basis = field(repr=False)
    ols: Floats = field(repr=False)
    unit: float
    residual: Floats = field(repr=False)
    made: dict[bool, tuple[Problem, Cells]] = field(default_factory=dict, repr=False)
    residual_structure: str = "independent"
    laid_out: dict[str, Layout] = field(default_factory=dict, repr=False)

    def problem(self, *, timed: bool) -> tuple[Problem, Cells]:
        """The problem and its cells, for structures that need the times of measurement or for the others."""
        if timed not in self.made:
            cells = build_cells(self.design, timed=timed)
            self.made[timed] = self.lay_out(cells), cells
        return self.made[timed]

    def layout(self, name: str) -> Layout:
        """The records laid out for the random coefficients of this name."""
        if name not in self.laid_out:
            columns = np.column_stack([self.basis.columns, self.residual])
            constant = _constant(self.design, self.basis, self.unit, reml=self.reml)
            self.laid_out[name] = lay_out(
                self.design, RANDOM[name], self.residual_structure, columns, reml=self.reml, constant=constant
            )
        return self.laid_out[name]

    def with_outcome(self, outcome: Floats) -> Setup:
        """The same setup for another outcome (n,): patterns and predictors are kept."""
        design = replace(self.design, outcome=outcome)
        ols, unit, residual = _take_apart(design, self.basis)
        constant = _constant(design, self.basis, unit, reml=self.reml)
        made = {
            timed: (replace(problem, stack=problem.stack.with_last(residual), constant=constant), cells)
            for timed, (problem, cells) in self.made.items()
        }
        return Setup(design, self.reml, self.basis, ols, unit, residual, made, self.residual_structure)

    def lay_out(self, cells: Cells) -> Problem:
        """The problem with the subjects in these cells."""
        design = self.design
        columns = np.column_stack([*self.basis.compact, self.residual])
        stack = stack_subjects(
            columns, design.subjects, design.visits, design.n_visits, cells.of_subject, self.basis.strata
        )
        return Problem(stack, self.reml, _constant(design, self.basis, self.unit, reml=self.reml))


def set_up(design: Design, *, reml: bool, residual: str = "independent") -> Setup:
    """Raises FitError for predictors that are not independent, and where they reproduce the outcome."""
    root = root_weights(design)
    strata = find_strata(design.predictors, design.subjects)
    basis = None if strata is None else orthonormalise_within(design.predictors, root, strata)
    if basis is None:
        basis = orthonormalise(design.predictors * root[:, None], design.terms)
    return Setup(design, reml, basis, *_take_apart(design, basis), residual_structure=residual)


def _take_apart(design: Design, basis: Basis) -> tuple[Floats, float, Floats]:
    ols, residual = basis.split(design.outcome * root_weights(design))
    unit = float(np.sqrt(np.mean(residual**2)))
    return ols, unit, residual / unit


def _constant(design: Design, basis: Basis, unit: float, *, reml: bool) -> float:
    """What -2 l has beside the sums over subjects: the weights, the outcome's unit, and log|X'X| for REML."""
    n, p = design.predictors.shape
    of_weights = 0.0 if design.weights is None else float(np.log(design.weights).sum())
    of_unit = float(2.0 * (n - p if reml else n) * np.log(unit))
    return (basis.log_det if reml else 0.0) + of_unit - of_weights


def root_weights(design: Design) -> Floats:
    """Square roots of the case weights, (n,), or (1,) where there are none."""
    return np.ones(1) if design.weights is None else np.sqrt(design.weights)
