"""Completed sets of values compared between arms by the mixed model for repeated measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.imputation import compare_repeated
from trialstats.errors import FitError
from trialstats.methods.imputation.comparison import Analysed, Comparison, variable_of
from trialstats.methods.imputation.completed.options import MmrmOf
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.imputation.values import Values
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Row

__all__ = ["RepeatedComparison", "comparison_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RepeatedComparison(Comparison):
    """LS means and differences by one model of all visits.

    by_visit (p,): which columns of `predictors` have a coefficient at every visit; the others have one for all. cell
    (n,): whose matrix a subject has, where each arm has its own.
    """

    model: MmrmOf
    by_visit: NDArray[np.bool_]
    n_visits: int
    cell: NDArray[np.intp] | None = None

    def estimate(self, sets: Floats) -> Analysed:
        """Estimate all from completed sets (M, n, T), with variances and degrees of freedom: (M, k).

        Raises FitError where one of the sets cannot be fitted.
        """
        combinations = self._combinations(self.predictors.mean(axis=0))
        n_arms = len(self.margins)
        parts = [self._at_visits(combinations[part]) for part in (slice(n_arms), slice(n_arms, None))]
        found = compare_repeated(
            sets,
            np.stack([self._at_visit(self.predictors, visit) for visit in range(self.n_visits)], axis=1),
            np.concatenate(parts),
            (self.model.covariance,),
            self.model.ddf,
            self.cell,
        )
        if found.lost:
            first = found.lost[0]
            raise FitError(
                f"{len(found.lost)} completed sets could not be fitted, such as {first.name}: {first.reason}"
            )
        return Analysed(found.estimates, found.variances, found.df)

    def _at_visits(self, columns: Floats) -> Floats:
        return np.concatenate([self._at_visit(columns, visit) for visit in self.visits])

    def _at_visit(self, columns: Floats, visit: int) -> Floats:
        """Give rows of predictors (m, p) their places among the coefficients of the whole model, at a visit."""
        own, shared = columns[:, self.by_visit], columns[:, ~self.by_visit]
        placed = np.zeros((len(columns), self.n_visits, own.shape[1]))
        placed[:, visit] = own
        return np.concatenate([placed.reshape(len(columns), -1), shared], axis=1)


def comparison_of(
    analysis: Imputing, inputs: Inputs, values: Values, keys: Row, only: Sequence[str] | None = None
) -> Comparison:
    """Lay out what is compared, and by which analysis, at all visits or at some only."""
    plain = Comparison.of(analysis, inputs, values, keys, only)
    model = analysis.analysis
    if not isinstance(model, MmrmOf):
        return plain
    shared = set(analysis.analysis_covariates) - set(model.by_visit)
    by_visit = np.array([variable_of(term) not in shared for term in values.analysis.terms])
    cell = values.arms if model.covariance_by else None
    return RepeatedComparison(**vars(plain), model=model, by_visit=by_visit, n_visits=len(values.visits), cell=cell)
