"""Completed sets of values compared between arms: analysis of covariance at each visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.imputation import compare, compare_samples
from trialstats.engines.margins import build_grid
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.imputation.values import Values
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import means_and_differences
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["Analysed", "Comparison", "variable_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Analysed:
    """estimates and variances (..., k) of completed sets; df: those of complete data, of all or each (..., k)."""

    estimates: Floats
    variances: Floats
    df: Floats | float


@dataclass(frozen=True)
class Comparison:
    """LS means and differences at each visit.

    rows (k): what is estimated, means first, each with its number of subjects. predictors (n, p): of the analysis.
    margins (a, p): the combinations of coefficients that are the LS means of the arms, the reference first; observed
    (p,): their columns that are the mean over the subjects analysed. visits: which are analysed, from 0.
    """

    rows: tuple[Row, ...]
    predictors: Floats
    margins: Floats
    observed: NDArray[np.bool_]
    visits: tuple[int, ...]

    @classmethod
    def of(
        cls, analysis: Imputing, inputs: Inputs, values: Values, keys: Row, only: Sequence[str] | None = None
    ) -> Comparison:
        """Lay out what is compared, at all visits or at some only."""
        visits = values.reported if only is None else tuple(only)
        rows = means_and_differences(inputs, keys, visits)
        sizes = values.people["TRT01P"].value_counts()
        counted = [
            {**row, "n": sum(int(sizes[row[name]]) for name in ("ARM", "REFERENCE") if name in row)} for row in rows
        ]
        design, people, covariates = values.analysis, values.people, analysis.analysis_covariates
        grid = build_grid(people, covariates, analysis.weights)
        margins = np.stack([grid.weigh(design, people, {"TRT01P": arm}) for arm in inputs.arms])
        varying = set(grid.means) if analysis.weights == "equal" else set(covariates)
        return cls(
            tuple(counted),
            design.matrix,
            margins,
            np.array([variable_of(term) in varying for term in design.terms]),
            tuple(values.reported.index(visit) for visit in visits),
        )

    @property
    def is_mean(self) -> NDArray[np.bool_]:
        """(k,): which estimates are means."""
        return np.array([row["kind"] == Kind.LSMEAN for row in self.rows])

    def estimate(self, sets: Floats) -> Analysed:
        """Estimate all from completed sets (..., n, T), with their variances: (..., k).

        Raises FitError where the subjects do not tell the coefficients of the analysis apart.
        """
        combinations = self._combinations(self.predictors.mean(axis=0))
        found = [compare(sets[..., visit], self.predictors, combinations) for visit in self.visits]
        return Analysed(
            self._in_order([one.estimates for one in found]),
            self._in_order([one.variances for one in found]),
            found[0].df,
        )

    def estimate_samples(self, sets: Floats, counts: Floats) -> Floats:
        """Estimate all from sets (S, n, T) of samples in which a subject stands `counts` (S, n) times: (S, k)."""
        combinations = self._combinations(counts @ self.predictors / counts.sum(axis=1, keepdims=True))
        return self._in_order(
            [compare_samples(sets[:, :, visit], self.predictors, combinations, counts) for visit in self.visits]
        )

    def _combinations(self, means: Floats) -> Floats:
        """Combine coefficients to means and differences (..., 2a - 1, p); means (..., p): those of the predictors."""
        margins = np.where(self.observed, means[..., None, :], self.margins)
        return np.concatenate([margins, margins[..., 1:, :] - margins[..., :1, :]], axis=-2)

    def _in_order(self, by_visit: Sequence[Floats]) -> Floats:
        """Put what was found at each visit (..., means and differences) in the order of the rows."""
        n_arms, both = len(self.margins), np.stack(by_visit, axis=-2)
        parts = (both[..., :n_arms], both[..., n_arms:])
        return np.concatenate([part.reshape(*part.shape[:-2], -1) for part in parts], axis=-1)


def variable_of(term: str) -> str:
    """Name the variable of a term: SITEID of `SITEID[T.2]`."""
    return term.partition("[")[0]
