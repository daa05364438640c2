"""What a fit returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.design import Design
from trialstats.mmrm.grid import ReferenceGrid, build_grid
from trialstats.mmrm.inference import Inference, estimate_rows
from trialstats.mmrm.ladder import Attempt
from trialstats.mmrm.lsmeans import Labelled, difference_rows, mean_rows, written_rows
from trialstats.mmrm.residuals import scale_residuals

__all__ = ["MMRMResult"]


@dataclass(frozen=True)
class MMRMResult:
    """A converged fit; every table is a DataFrame.

    Tables end in the columns estimate std_error df statistic p_value conf_low conf_high conf_level;
    the test is two-sided, of estimate = 0.

    formula, structure (the covariance structure fitted), reml, ddf, conf_level: what was asked.
    loglik: the (restricted) log-likelihood. n_theta: covariance parameters.
    covariance: DataFrame (T, T) over all the trial's visits, in the outcome's unit squared.
    attempts: one for each structure tried, the last of them the one reported.
    excluded: the rows not used, with the columns row (index label) and reason.
    beta (p,): the coefficients; terms (p names), as formulaic writes them.
    """

    formula: str
    structure: str
    reml: bool
    ddf: str
    conf_level: float
    loglik: float
    n_theta: int
    covariance: pd.DataFrame
    attempts: tuple[Attempt, ...]
    beta: Floats = field(repr=False)
    inference: Inference = field(repr=False)
    design: Design = field(repr=False)

    @property
    def terms(self) -> tuple[str, ...]:
        return self.design.terms

    @property
    def n_obs(self) -> int:
        return len(self.design.outcome)

    @property
    def n_subjects(self) -> int:
        return self.design.n_subjects

    @property
    def excluded(self) -> pd.DataFrame:
        return self.design.excluded

    @property
    def converged(self) -> bool:
        return self.attempts[-1].converged

    @property
    def aic(self) -> float:
        """-2 loglik + 2 n_theta: the covariance parameters only, as mmrm counts for REML and ML
        (SAS adds the coefficients to the count for ML)."""
        return -2.0 * self.loglik + 2.0 * self.n_theta

    @property
    def bic(self) -> float:
        """-2 loglik + n_theta log(n_subjects)."""
        return -2.0 * self.loglik + self.n_theta * float(np.log(self.n_subjects))

    @property
    def vcov(self) -> pd.DataFrame:
        """The covariance of the coefficients (p, p)."""
        return pd.DataFrame(self.inference.vcov, index=list(self.terms), columns=list(self.terms))

    @property
    def fitted(self) -> pd.Series:
        """X b for each row used, under the row's index label."""
        return pd.Series(self.design.predictors @ self.beta, index=self.design.frame.index, name="fitted")

    def coefficients(self) -> pd.DataFrame:
        """One row a coefficient, named in the column term."""
        return self._table((np.eye(len(self.terms)), pd.DataFrame({"term": list(self.terms)})))

    def lsmeans(self, factor: str, by: str | Sequence[str] | None = None, weights: str = "equal") -> pd.DataFrame:
        """Least-squares (marginal) means of the levels of `factor`, within each combination of `by`.

        Numeric covariates stand at their mean over the rows used. Other factors are averaged with
        equal weights (SAS LSMEANS, emmeans) or with their "observed" share of the rows used; the column
        weights says which. Raises FitError for a name that is no factor of the model, or unknown weights.
        """
        return self._table(mean_rows(self._grid, factor, by, weights), weights)

    def contrasts(
        self,
        factor: str,
        by: str | Sequence[str] | None = None,
        reference: object = None,
        weights: str = "equal",
    ) -> pd.DataFrame:
        """Each other level of `factor` minus `reference` (None: its first level), within `by`.

        The column named as the factor holds the other level, the column reference the one taken off.
        Raises FitError as `lsmeans`, and for an unknown reference level.
        """
        return self._table(difference_rows(self._grid, factor, by, reference, weights), weights)

    def contrast(self, rows: Any) -> pd.DataFrame:
        """Any linear combinations of the coefficients, named in the column term.

        `rows`: an array (r, p) or (p,); a DataFrame with terms as columns; or a mapping from a name to
        an array (p,) or to a mapping from term to weight. Raises FitError for unknown terms and
        wrong shapes.
        """
        return self._table(written_rows(rows, self.terms))

    def residuals(self, kind: str = "raw") -> pd.Series:
        """Residuals of the rows used, under their index labels.

        kind: "raw" (outcome minus fitted), "pearson" (divided by the visit's standard deviation) or
        "normalized" (Cholesky-scaled: uncorrelated, as SAS VCIRY). Raises FitError for another.
        """
        raw = self.design.outcome - self.design.predictors @ self.beta
        scaled = scale_residuals(raw, kind, self.covariance.to_numpy(), self.design)
        return pd.Series(scaled, index=self.design.frame.index, name=kind)

    @cached_property
    def _grid(self) -> ReferenceGrid:
        return build_grid(self.design)

    def _table(self, labelled: Labelled, weights: str | None = None) -> pd.DataFrame:
        rows, labels = labelled
        table = estimate_rows(rows, labels, self.beta, self.inference, self.conf_level)
        return table if weights is None else table.assign(weights=weights)
