"""The imputation model: multivariate normal over the visits, a regression with coefficients of its own at each visit.

    Y_i ~ N(B x_i, S),   B (T, q),  S (T, T) one for all or one a cell

Its estimates are those of restricted maximum likelihood, found by the engine for repeated measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from trialstats.engines.imputation.data import Floats, Incomplete
from trialstats.engines.imputation.determined import Determined, determine
from trialstats.engines.imputation.normal import Normal
from trialstats.engines.imputation.rows import design_of
from trialstats.engines.mmrm.basis import orthonormalise
from trialstats.engines.mmrm.covariance import Grouped, Structure
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.optimise import maximise
from trialstats.engines.mmrm.setup import Setup, set_up
from trialstats.engines.mmrm.solution import Solution, solve
from trialstats.engines.mmrm.support import ladder_faults
from trialstats.errors import ArgumentError

__all__ = ["OTHER_STARTS", "Fitted", "Refit", "fit_normal"]

# How a fit was found whose search from the optimum of all subjects led to no maximum.
OTHER_STARTS = "other starts"


@dataclass(frozen=True)
class Refit:
    """The estimates from other subjects. how: empty, `OTHER_STARTS`, or the word of another structure."""

    normal: Normal
    how: str


@dataclass(frozen=True)
class Fitted:
    """The fit to all subjects, from which fits to some of them start.

    ladder: the structures that were to be tried. determined: what was seen of the means at each visit.
    """

    data: Incomplete
    ladder: tuple[str, ...]
    determined: Determined = field(repr=False)
    solution: Solution = field(repr=False)

    @property
    def normal(self) -> Normal:
        """The estimates."""
        return _normal(self.data, self.determined, self.solution.beta, self.solution.covariances)

    @property
    def name(self) -> str:
        """The word of the covariance structure."""
        return self.solution.name

    def refit(self, data: Incomplete, used_for: Incomplete | None = None) -> Refit:
        """Fit the same model to other subjects, from this optimum, to impute for them or for those in `used_for`.

        Where that leads to no maximum, from other starts; where that does not either, by the structures that come next
        in the ladder. Raises FitError, with a line for each attempt, where none does.
        """
        determined = determine(data, used_for=used_for)[0]
        setup = set_up(_design(data, determined), reml=True)
        near = self._from_here(setup)
        if near is not None:
            return Refit(_normal(data, determined, *near), "")
        found = solve(setup, self.ladder[self.ladder.index(self.name) :])
        how = OTHER_STARTS if found.name == self.name else found.name
        return Refit(_normal(data, determined, found.beta, found.covariances), how)

    def _from_here(self, setup: Setup) -> tuple[Floats, Floats] | None:
        """The coefficients and covariances that the search from this optimum leads to, or None."""
        problem, _ = setup.problem(timed=False)
        structure: Structure = self.solution.structure
        optimum = maximise(problem, structure, _start(structure, self.solution.covariances / setup.unit**2))
        if optimum.message:
            return None
        beta = setup.ols + setup.unit * (setup.basis.to_terms @ optimum.point.coefficients)
        return beta, setup.unit**2 * structure.matrices(optimum.theta)


def fit_normal(data: Incomplete, covariance: Sequence[str] = ("us",)) -> Fitted:
    """Fit the model to what was observed, by the first of these structures that converges.

    Raises FitError where none does, for predictors that depend on each other, and where what is assumed of somebody is
    determined by nothing that was seen.
    """
    ladder = tuple(covariance)
    faults = ladder_faults(ladder, None)
    if faults:
        raise ArgumentError(faults)
    orthonormalise(np.concatenate([data.predictors, data.reference]), _columns(data))
    determined = determine(data)[0]
    return Fitted(data, ladder, determined, solve(set_up(_design(data, determined), reml=True), ladder))


def _normal(data: Incomplete, determined: Determined, beta: Floats, covariances: Floats) -> Normal:
    ends = np.cumsum([own.shape[1] for own in determined.directions])[:-1]
    by_visit = np.stack([determined.back(visit, own) for visit, own in enumerate(np.split(beta, ends))])
    cells = data.n_cells
    return Normal(
        np.broadcast_to(by_visit, (cells, *by_visit.shape)),
        np.broadcast_to(covariances, (cells, *covariances.shape[1:])),
    )


def _start(structure: Structure, covariances: Floats) -> Floats:
    """The parameters nearest to matrices (C, T, T), one of each cell."""
    parts = structure.parts if isinstance(structure, Grouped) else (structure,)
    return np.concatenate([part.start(matrix) for part, matrix in zip(parts, covariances, strict=True)])


def _design(data: Incomplete, determined: Determined) -> Design:
    """The rows that were observed, each direction of the predictors with a coefficient a visit, the visit foremost."""
    visits = range(data.n_visits)
    sizes = [own.shape[1] for own in determined.directions]
    starts = np.cumsum([0, *sizes])
    wide = np.zeros((data.n_subjects, data.n_visits, int(starts[-1])))
    for visit in visits:
        wide[:, visit, starts[visit] : starts[visit + 1]] = data.predictors @ determined.forward(visit)
    terms = [f"direction {column + 1} at visit {visit + 1}" for visit in visits for column in range(sizes[visit])]
    return design_of(data.outcomes, wide, terms, data.labels, data.cell)


def _columns(data: Incomplete) -> tuple[str, ...]:
    return tuple(f"x{column + 1}" for column in range(data.predictors.shape[1]))
