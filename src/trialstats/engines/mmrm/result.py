"""What a fit returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.design import Design, refuse_constant, refuse_size
from trialstats.engines.mmrm.grid import ReferenceGrid, build_grid, finite_values
from trialstats.engines.mmrm.inference import Inference, estimate_rows, f_table, independent_rows
from trialstats.engines.mmrm.ladder import Attempt
from trialstats.engines.mmrm.lsmeans import Labelled, difference_rows, mean_rows, written_rows
from trialstats.engines.mmrm.methods import build_inference, method_faults, settle
from trialstats.engines.mmrm.notes import fit_notes
from trialstats.engines.mmrm.predict import new_rows
from trialstats.engines.mmrm.random.tables import (
    effects_table,
    layout_of,
    matrix_over_visits,
    random_covariance,
    residual_variances,
    subject_rows,
)
from trialstats.engines.mmrm.residuals import residuals
from trialstats.engines.mmrm.solution import Solution, solve
from trialstats.engines.mmrm.type3 import type3_rows
from trialstats.errors import ArgumentError

__all__ = ["MMRMResult"]


@dataclass(frozen=True)
class MMRMResult:
    """A converged fit; every table is a DataFrame.

    Tables of estimates end in the columns estimate std_error df statistic p_value conf_low conf_high
    conf_level; the test is two-sided, of estimate = 0. Tables of joint tests have term num_df den_df
    statistic (F) p_value.

    formula, ddf, sandwich (the word given as `vcov`, or None), conf_level: what was asked; ladder: the structures.
    """

    formula: str
    ladder: tuple[str, ...]
    ddf: str
    sandwich: str | None
    conf_level: float
    solution: Solution = field(repr=False)

    @property
    def design(self) -> Design:
        return self.solution.setup.design

    @property
    def structure(self) -> str:
        """The covariance structure fitted."""
        return self.solution.name

    @property
    def reml(self) -> bool:
        return self.solution.setup.reml

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """One for each structure tried, the last of them the one reported."""
        return self.solution.attempts

    @property
    def converged(self) -> bool:
        return self.attempts[-1].converged

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be told with the numbers: where the model is not quite the one asked for, or rests on little."""
        return fit_notes(self.solution, self.ddf, self.sandwich)

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the p coefficients, as formulaic writes them."""
        return self.design.terms

    @property
    def beta(self) -> Floats:
        """The coefficients (p,)."""
        return self.solution.beta

    @property
    def n_obs(self) -> int:
        return self.design.n_obs

    @property
    def n_subjects(self) -> int:
        return self.design.n_subjects

    @property
    def n_theta(self) -> int:
        """How many covariance parameters there are."""
        return self.solution.structure.n_theta

    @property
    def excluded(self) -> pd.DataFrame:
        """The rows not used, with the columns row (index label) and reason."""
        return self.design.excluded

    @property
    def loglik(self) -> float:
        """The (restricted) log-likelihood."""
        return self.solution.optimum.point.loglik

    @property
    def aic(self) -> float:
        """-2 loglik + 2 n_theta: the covariance parameters only, as mmrm counts for REML and ML
        (SAS adds the coefficients to the count for ML)."""
        return -2.0 * self.loglik + 2.0 * self.n_theta

    @property
    def bic(self) -> float:
        """-2 loglik + n_theta log(n_subjects)."""
        return -2.0 * self.loglik + self.n_theta * float(np.log(self.n_subjects))

    @cached_property
    def covariance(self) -> pd.DataFrame | dict[object, pd.DataFrame]:
        """(T, T) over all the trial's visits, in the outcome's unit squared; with `group`, one for each level.

        Where sp_exp or sp_gau has times that differ between subjects, it is that at each visit's mean time.
        Random coefficients whose fit is not over visits have none (ArgumentError).
        """
        if self.solution.climbed.layout is not None:
            return matrix_over_visits(self.solution)
        labels, groups = self.design.visit_labels, self.design.group_labels
        frames = [pd.DataFrame(matrix, index=labels, columns=labels) for matrix in self.solution.shown]
        return frames[0] if groups is None else dict(zip(groups, frames, strict=True))

    @cached_property
    def inference(self) -> Inference:
        return build_inference(self.solution, self.design, self.ddf, self.sandwich)

    @property
    def vcov(self) -> pd.DataFrame:
        """The covariance of the coefficients (p, p), adjusted or robust where that was asked for."""
        return pd.DataFrame(self.inference.vcov.matrix, index=list(self.terms), columns=list(self.terms))

    @property
    def fitted(self) -> pd.Series:
        """X b for each row used, under the row's index label."""
        return pd.Series(self.design.predictors @ self.beta, index=self.design.frame.index, name="fitted")

    def coefficients(self, *, partial: bool = False) -> pd.DataFrame:
        """One row a coefficient, named in the column term; `partial` as for `lsmeans`."""
        return self._table((np.eye(len(self.terms)), {"term": list(self.terms)}), partial=partial)

    def lsmeans(
        self,
        factor: str,
        by: str | Sequence[str] | None = None,
        weights: str = "equal",
        at: Mapping[str, float] | None = None,
        *,
        among: pd.DataFrame | None = None,
        partial: bool = False,
    ) -> pd.DataFrame:
        """Least-squares (marginal) means of the levels of `factor`, within each combination of `by`; where `among` is
        given, those of the combinations that are its rows, which have a column for each of these factors.

        Numeric covariates stand at their mean over the rows used, or at the value `at` gives. Other factors are
        averaged with "equal" weights (SAS LSMEANS, emmeans) or with their "observed" share of the rows used
        (emmeans' proportional); "sample" averages over the rows used as they are (g-computation; the
        covariates are fixed: their own variability is not in the standard errors). The
        column weights says which. Raises ArgumentError for a name that is no factor of the model, or unknown weights.

        A mean that has no variance, such as that of an arm that never changes with a sandwich, is a FitError; where
        `partial`, it has a row without numbers, and the last column, reason, says why.
        """
        return self._table(mean_rows(self._grid_at(at), factor, by, weights, among), weights, partial=partial)

    def contrasts(
        self,
        factor: str,
        by: str | Sequence[str] | None = None,
        reference: object = None,
        weights: str = "equal",
        at: Mapping[str, float] | None = None,
        *,
        partial: bool = False,
    ) -> pd.DataFrame:
        """Each other level of `factor` minus `reference` (None: its first level), within `by`.

        The column named as the factor holds the other level, the column reference the one taken off.
        Raises FitError as `lsmeans`, and for an unknown reference level.
        """
        return self._table(difference_rows(self._grid_at(at), factor, by, reference, weights), weights, partial=partial)

    def contrast(self, rows: Any) -> pd.DataFrame:
        """Any linear combinations of the coefficients, named in the column term.

        `rows`: an array (r, p) or (p,); a DataFrame with terms as columns; or a mapping from a name to
        an array (p,) or to a mapping from term to weight. Raises FitError for unknown terms and
        wrong shapes.
        """
        return self._table(written_rows(rows, self.terms))

    def test(self, rows: Any) -> pd.DataFrame:
        """The joint test that all of `rows` (as for `contrast`) are zero: one row.

        Rows that follow from the others are left out and not counted in num_df.
        """
        matrix, labels = written_rows(rows, self.terms)
        name = str(labels["term"][0]) if len(matrix) == 1 else f"{len(matrix)} rows"
        return self._tests({name: matrix})

    def joint_tests(self) -> pd.DataFrame:
        """The type III test of each term (SAS HTYPE=3), named as the formula writes it.

        As in SAS, a factor that is crossed with a covariate is tested where the covariate is zero.
        """
        return self._tests(type3_rows(self.solution.setup))

    def residuals(self, kind: str = "raw") -> pd.Series:
        """Residuals of the rows used, under their index labels.

        kind: "raw" (outcome minus fitted), "pearson" (divided by its standard deviation) or
        "normalized" (Cholesky-scaled: uncorrelated, as SAS VCIRY). Raises FitError for another.
        """
        return pd.Series(residuals(self.solution, kind), index=self.design.frame.index, name=kind)

    def predict(self, data: pd.DataFrame | None = None) -> pd.DataFrame:
        """The mean of each row of `data` (by default the rows used), with its error and interval.

        The index is that of the rows. Raises FitError for a column that is missing, a missing value,
        and a level that the fit has not seen.
        """
        rows, index = new_rows(self.design, data)
        return self._table((rows, {})).set_index(index)

    @property
    def random_covariance(self) -> pd.DataFrame:
        """G (q, q), of the random coefficients, in the units of the data. ArgumentError where there are none."""
        return random_covariance(self.solution)

    @property
    def residual_variances(self) -> pd.DataFrame:
        """The variance within subjects beside the random coefficients: one row a level of `group`, if there is one for
        each; the column correlation is that of neighbouring visits, with residual="ar1"."""
        return residual_variances(self.solution)

    def random_effects(self) -> pd.DataFrame:
        """Each subject's random coefficients (best linear unbiased predictions): subject effect estimate std_error
        std_error_given_fixed.

        std_error is the root of the prediction error (SAS SOLUTION of RANDOM), std_error_given_fixed what it would be
        were the coefficients known (lme4's condVar). Neither holds the uncertainty of the variances.
        """
        return effects_table(self.solution)

    def predict_subjects(self, data: pd.DataFrame | None = None) -> pd.DataFrame:
        """What the model says of each row's subject: X b + Z u, with errors as in `random_effects`.

        `data` (by default the rows used) has the columns of the formula, the subject and the time. Raises FitError for
        a subject that was not in the fit.
        """
        layout = layout_of(self.solution)
        predictors, index = new_rows(self.design, data)
        return subject_rows(self.solution, layout, predictors, self.design.frame if data is None else data, index)

    def with_ddf(self, ddf: str, vcov: str | None = None) -> MMRMResult:
        """The same fit with other tests (words as for `fit_mmrm`): nothing is fitted again."""
        faults = method_faults(ddf, vcov)
        if faults:
            raise ArgumentError(faults)
        return replace(self, ddf=settle(ddf, vcov), sandwich=vcov)

    def refit(self, outcome: Any) -> MMRMResult:
        """The same model for another outcome (n,), in the order of the rows used (`fitted`).

        The design is not built again, which for a small trial is most of the time; simulations and
        resampling are what it is for. Raises FitError as `fit_mmrm`.
        """
        try:
            values = np.asarray(outcome, dtype=float)
        except (TypeError, ValueError):
            values = np.zeros(0)
        if values.shape != (self.n_obs,) or not np.isfinite(values).all():
            raise ArgumentError(f"refit needs {self.n_obs} finite numbers, one for each row used")
        refuse_constant(values, "the outcome")
        refuse_size("the outcome", float(np.abs(values).max()))
        return replace(self, solution=solve(self.solution.setup.with_outcome(values), self.ladder))

    def _grid_at(self, at: Mapping[str, float] | None) -> ReferenceGrid:
        return self._grid if at is None else build_grid(self.design, finite_values(at))

    @cached_property
    def _grid(self) -> ReferenceGrid:
        # The grid does not depend on the outcome: all refits share what is kept with the design.
        return build_grid(self.design, {})

    def _table(self, labelled: Labelled, weights: str | None = None, *, partial: bool = False) -> pd.DataFrame:
        rows, labels = labelled
        table = estimate_rows(rows, labels, self.beta, self.inference, self.conf_level, partial=partial)
        if weights is not None:
            table.insert(len(table.columns) - partial, "weights", weights)
        return table

    def _tests(self, hypotheses: Mapping[str, Floats]) -> pd.DataFrame:
        to_terms = self.solution.setup.basis.to_terms
        return f_table(
            {
                name: self.inference.f_test(independent_rows(rows, to_terms), self.beta)
                for name, rows in hypotheses.items()
            }
        )
