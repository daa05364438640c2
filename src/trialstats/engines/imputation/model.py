"""The imputation model: multivariate normal over the visits, a regression with coefficients of its own at each visit.

    Y_i ~ N(B x_i, S),   B (T, q),  S (T, T) one for all or one a cell

Its estimates are those of restricted maximum likelihood, found by the engine for repeated measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from trialstats.engines.imputation.data import Floats, Incomplete
from trialstats.engines.imputation.rows import design_of
from trialstats.engines.mmrm.covariance import Grouped, Structure
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.optimise import maximise
from trialstats.engines.mmrm.setup import Setup, set_up
from trialstats.engines.mmrm.solution import Solution, solve
from trialstats.engines.mmrm.support import ladder_faults
from trialstats.errors import ArgumentError

__all__ = ["OTHER_STARTS", "Fitted", "Normal", "Refit", "fit_normal", "own_means"]

# How a fit was found whose search from the optimum of all subjects led to no maximum.
OTHER_STARTS = "other starts"
# A direction of the predictors shorter than this, of the longest, is none.
ALIASED = 1e-10


@dataclass(frozen=True)
class Normal:
    """coefficients (..., C, T, q), covariances (..., C, T, T): of each cell; leading axes are draws."""

    coefficients: Floats
    covariances: Floats

    def __getitem__(self, draws: slice) -> Normal:
        """Some of the draws."""
        return Normal(self.coefficients[draws], self.covariances[draws])


@dataclass(frozen=True)
class Refit:
    """The estimates from other subjects. how: empty, `OTHER_STARTS`, or the word of another structure."""

    normal: Normal
    how: str


@dataclass(frozen=True)
class Fitted:
    """The fit to all subjects, from which fits to some of them start; ladder: the structures that were to be tried."""

    data: Incomplete
    ladder: tuple[str, ...]
    solution: Solution = field(repr=False)

    @property
    def normal(self) -> Normal:
        """The estimates."""
        return self._normal(self.solution.beta, self.solution.covariances)

    @property
    def name(self) -> str:
        """The word of the covariance structure."""
        return self.solution.name

    def refit(self, data: Incomplete) -> Refit:
        """Fit the same model to other subjects, from this optimum.

        Where that leads to no maximum, from other starts; where that does not either, by the structures that come next
        in the ladder. Raises FitError, with a line for each attempt, where none does.
        """
        some, back = _without_aliases(data)
        setup = set_up(_design(some), reml=True)
        near = self._from_here(setup)
        if near is not None:
            return Refit(self._normal(*near, back), "")
        found = solve(setup, self.ladder[self.ladder.index(self.name) :])
        how = OTHER_STARTS if found.name == self.name else found.name
        return Refit(self._normal(found.beta, found.covariances, back), how)

    def _from_here(self, setup: Setup) -> tuple[Floats, Floats] | None:
        """The coefficients and covariances that the search from this optimum leads to, or None."""
        problem, _ = setup.problem(timed=False)
        structure: Structure = self.solution.structure
        optimum = maximise(problem, structure, _start(structure, self.solution.covariances / setup.unit**2))
        if optimum.message:
            return None
        beta = setup.ols + setup.unit * (setup.basis.to_terms @ optimum.point.coefficients)
        return beta, setup.unit**2 * structure.matrices(optimum.theta)

    def _normal(self, beta: Floats, covariances: Floats, back: Floats | None = None) -> Normal:
        by_visit = beta.reshape(self.data.n_visits, -1)
        if back is not None:
            by_visit = by_visit @ back
        cells = self.data.n_cells
        return Normal(
            np.broadcast_to(by_visit, (cells, *by_visit.shape)),
            np.broadcast_to(covariances, (cells, *covariances.shape[1:])),
        )


def fit_normal(data: Incomplete, covariance: Sequence[str] = ("us",)) -> Fitted:
    """Fit the model to what was observed, by the first of these structures that converges; FitError where none does."""
    ladder = tuple(covariance)
    faults = ladder_faults(ladder, None)
    if faults:
        raise ArgumentError(faults)
    return Fitted(data, ladder, solve(set_up(_design(data), reml=True), ladder))


def _start(structure: Structure, covariances: Floats) -> Floats:
    """The parameters nearest to matrices (C, T, T), one of each cell."""
    parts = structure.parts if isinstance(structure, Grouped) else (structure,)
    return np.concatenate([part.start(matrix) for part, matrix in zip(parts, covariances, strict=True)])


def _without_aliases(data: Incomplete) -> tuple[Incomplete, Floats | None]:
    """The data with as many predictors as are independent, and the matrix (r, q) that leads back; None where all are.

    The predictor of a site whose only subject was left out says nothing of the others, and need not be lost over.
    What no observed row determines of `reference` stays: the fit then says that it has too few rows.
    """
    both = np.concatenate([data.predictors, data.reference])
    length = np.linalg.norm(both, axis=0)
    scale = np.where(length > 0, length, 1.0)
    _, sizes, right = np.linalg.svd(both / scale, full_matrices=False)
    kept = sizes > ALIASED * sizes[0]
    if kept.all():
        return data, None
    forward = right[kept].T / scale[:, None]
    back = right[kept] / scale
    return replace(data, predictors=data.predictors @ forward, reference=data.reference @ forward), back


def _design(data: Incomplete) -> Design:
    """The rows that were observed, each predictor with a coefficient a visit, the visit foremost."""
    (n, q), n_visits = data.predictors.shape, data.n_visits
    predictors = np.zeros((n, n_visits, n_visits, q))
    visits = np.arange(n_visits)
    predictors[:, visits, visits] = data.predictors[:, None]
    terms = [f"x{column + 1} at visit {visit + 1}" for visit in range(n_visits) for column in range(q)]
    return design_of(data.outcomes, predictors.reshape(n, n_visits, -1), terms, data.labels, data.cell)


def own_means(normal: Normal, cell: int, predictors: Floats) -> Floats:
    """The means (..., n, T) of subjects of one cell with these predictors (n, q)."""
    return np.asarray(np.matmul(predictors, np.swapaxes(normal.coefficients[..., cell, :, :], -1, -2)))
