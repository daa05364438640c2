"""The imputation model: multivariate normal over the visits, a regression with coefficients of its own at each visit.

    Y_i ~ N(B x_i, S),   B (T, q),  S (T, T) one for all or one a cell

Its estimates are those of restricted maximum likelihood, found by the engine for repeated measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from trialstats.engines.imputation.data import Floats, Incomplete
from trialstats.engines.mmrm.covariance import Grouped, Structure
from trialstats.engines.mmrm.design import Design, Roles
from trialstats.engines.mmrm.optimise import maximise
from trialstats.engines.mmrm.setup import set_up
from trialstats.engines.mmrm.solution import Solution, solve
from trialstats.errors import FitError

__all__ = ["Fitted", "Normal", "fit_normal", "own_means"]


@dataclass(frozen=True)
class Normal:
    """coefficients (..., C, T, q), covariances (..., C, T, T): of each cell; leading axes are draws."""

    coefficients: Floats
    covariances: Floats


@dataclass(frozen=True)
class Fitted:
    """The fit to all subjects, from which fits to some of them start."""

    data: Incomplete
    solution: Solution = field(repr=False)

    @property
    def normal(self) -> Normal:
        """The estimates."""
        return self._normal(self.solution.beta, self.solution.covariances)

    @property
    def name(self) -> str:
        """The word of the covariance structure."""
        return self.solution.name

    def refit(self, data: Incomplete) -> Normal:
        """Fit the same structure to other subjects, from this optimum; FitError where that leads to no maximum."""
        setup = set_up(_design(data), reml=True)
        problem, _ = setup.problem(timed=False)
        structure: Structure = self.solution.structure
        optimum = maximise(problem, structure, _start(structure, self.solution.covariances / setup.unit**2))
        if optimum.message:
            found = solve(setup, (self.name,))  # from other starts
            return self._normal(found.beta, found.covariances)
        beta = setup.ols + setup.unit * (setup.basis.to_terms @ optimum.point.coefficients)
        return self._normal(beta, setup.unit**2 * structure.matrices(optimum.theta))

    def _normal(self, beta: Floats, covariances: Floats) -> Normal:
        by_visit = beta.reshape(self.data.n_visits, -1)
        return Normal(np.broadcast_to(by_visit, (len(covariances), *by_visit.shape)), covariances)


def fit_normal(data: Incomplete, covariance: Sequence[str] = ("us",)) -> Fitted:
    """Fit the model to what was observed, by the first of these structures that converges; FitError where none does."""
    return Fitted(data, solve(set_up(_design(data), reml=True), tuple(covariance)))


def _start(structure: Structure, covariances: Floats) -> Floats:
    """The parameters nearest to matrices (C, T, T), one of each cell."""
    parts = structure.parts if isinstance(structure, Grouped) else (structure,)
    return np.concatenate([part.start(matrix) for part, matrix in zip(parts, covariances, strict=True)])


def _design(data: Incomplete) -> Design:
    """The rows that were observed, each predictor with a coefficient a visit, the visit foremost."""
    subjects, visits = (found.astype(np.intp) for found in np.nonzero(~data.missing))
    n, q = len(subjects), data.predictors.shape[1]
    predictors = np.zeros((n, data.n_visits, q))
    predictors[np.arange(n), visits] = data.predictors[subjects]
    terms = tuple(f"x{column + 1} at visit {visit + 1}" for visit in range(data.n_visits) for column in range(q))
    seen, codes = np.unique(subjects, return_inverse=True)
    cells = data.cell[seen]
    if set(cells.tolist()) != set(range(data.n_cells)):
        raise FitError("nobody of an arm has an outcome")
    grouped = data.n_cells > 1
    return Design(
        predictors=predictors.reshape(n, -1),
        outcome=data.outcomes[subjects, visits],
        terms=terms,
        subjects=codes.astype(np.intp),
        subject_labels=pd.Index([data.labels[i] for i in seen]),
        visits=visits,
        visit_labels=pd.RangeIndex(data.n_visits),
        groups=data.cell[subjects] if grouped else None,
        group_labels=pd.RangeIndex(data.n_cells) if grouped else None,
        times=None,
        weights=None,
        frame=pd.DataFrame(index=pd.RangeIndex(n)),
        excluded=pd.DataFrame(),
        columns=frozenset(),
        spec=None,
        roles=Roles("subject", "visit"),
    )


def own_means(normal: Normal, cell: int, predictors: Floats) -> Floats:
    """The means (..., n, T) of subjects of one cell with these predictors (n, q)."""
    return np.asarray(np.matmul(predictors, np.swapaxes(normal.coefficients[..., cell, :, :], -1, -2)))
