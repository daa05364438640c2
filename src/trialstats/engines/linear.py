"""Designs with names: the matrix of a right-hand side, its rank, and ordinary least squares on it.

Numeric variables enter a design about their mean and in units of their SD: neither their unit nor a constant added to
them decides anything. A least-squares mean l'b is the same; `Design.coefficient` gives the l of a variable's own unit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import formulaic
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.regression.linear_model import OLS

from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import combination
from trialstats.engines.rounding import NO_VARIATION, no_more_than_rounding
from trialstats.engines.standardised import Scale, scale_of, scales_of, standardise
from trialstats.errors import FitError

__all__ = ["Design", "LinearFit", "build_design", "fit_linear"]

Floats = NDArray[np.float64]

# Sums of squares below this part of the total are rounding.
NOTHING = 1e-18


@dataclass(frozen=True)
class Design:
    """matrix (n, p), terms (p names as formulaic writes them), and the coding, which codes new rows alike.

    scales: those of the numeric variables, which the coding takes as SDs from their mean.
    """

    formula: str
    matrix: Floats
    terms: tuple[str, ...]
    coding: Any
    scales: Mapping[str, Scale] = field(default_factory=dict)

    def rows(self, frame: pd.DataFrame) -> Floats:
        """Code new rows, e.g. of a reference grid: (len(frame), p)."""
        held = {name: scale for name, scale in self.scales.items() if name in frame}
        return np.asarray(self.coding.get_model_matrix(standardise(frame, held), context={}), dtype=float)

    def coefficient(self, term: str) -> Floats:
        """Give l (p,) by which l'b is the coefficient of a term, per unit of its numeric variables."""
        return np.array([float(name == term) / self._unit(name) for name in self.terms])

    def original(self, coefficients: Floats) -> Floats:
        """Give the coefficients (p,) per unit of the variables, those of factors and the intercept where these are 0.

        A product may have one number; its coefficient times where that is centred is one of the rest of the product.
        """
        made = np.asarray(coefficients / np.array([self._unit(name) for name in self.terms]), dtype=float)
        places = {name: place for place, name in enumerate(self.terms)}
        for name, slope in zip(self.terms, made.copy(), strict=True):
            parts = name.split(":")
            for number in (part for part in parts if part in self.scales):
                rest = ":".join(part for part in parts if part != number) or "Intercept"
                made[places[rest]] -= slope * self.scales[number].centre
        return made

    @property
    def intercept(self) -> Floats:
        """l (p,) by which l'b is the intercept."""
        return np.array([float(name == "Intercept") for name in self.terms])

    @property
    def log_unit(self) -> float:
        """The logarithm of the determinant by which the matrix in the variables' own units is larger."""
        return sum(math.log(self._unit(name)) for name in self.terms)

    def _unit(self, term: str) -> float:
        return math.prod(self.scales[name].unit for name in term.split(":") if name in self.scales)


@dataclass(frozen=True)
class LinearFit:
    """coefficients (p,), covariance (p, p), residual degrees of freedom and what describes the fit.

    inverse: (X'X)^-1. rounding: what of the outcome's differences is rounding.
    """

    design: Design
    coefficients: Floats
    covariance: Floats
    inverse: Floats
    df: float
    residuals: Floats
    r_squared: float
    sigma: float
    rounding: float

    def estimate(self, weights: Floats, conf_level: float) -> Estimate:
        """Test the combination of coefficients that `weights` (p,) gives.

        Raises FitError where the records that it rests on vary no more than by rounding.
        """
        if weights @ self.covariance @ weights <= self.rounding**2 * (weights @ self.inverse @ weights):
            raise FitError(NO_VARIATION)
        return combination(weights, self.coefficients, self.covariance, self.df, conf_level)

    def joint_test(self, rows: Floats) -> Estimate:
        """Test L b = 0 for independent rows L (q, p): F = (Lb)'(LVL')^-1(Lb) / q on q and residual df.

        Raises FitError where the records that a row rests on vary no more than by rounding.
        """
        covariance = rows @ self.covariance @ rows.T
        least = self.rounding**2 * np.einsum("ij,jk,ik->i", rows, self.inverse, rows)
        if (np.diag(covariance) <= least).any():
            raise FitError(NO_VARIATION)
        # Rows may be in units as different as they like.
        scale = 1.0 / np.sqrt(np.diag(covariance))
        values = scale * (rows @ self.coefficients)
        statistic = float(values @ np.linalg.solve(covariance * np.outer(scale, scale), values)) / len(rows)
        p_value = float(stats.f.sf(statistic, len(rows), self.df))
        return {"num_df": len(rows), "df": self.df, "statistic": statistic, "p_value": p_value}


def build_design(terms: Sequence[str], frame: pd.DataFrame) -> Design:
    """Code the rows of `frame` (complete records) for an intercept and `terms`, such as TRT01P*AVISIT and BASE.

    Raises FitError where columns of the design depend on one another, as far as the digits of the data tell; the text
    names those that add nothing.
    """
    formula = " + ".join(["1", *terms])
    scales = scales_of(frame, dict.fromkeys(name for term in terms for name in re.split(r"[*:]", term)))
    coded = standardise(frame, scales)
    matrix = formulaic.Formula(formula).get_model_matrix(coded, context={}, na_action="raise", output="numpy")
    names = tuple(str(name) for name in matrix.model_spec.column_names)
    numbers = np.asarray(matrix, dtype=float)
    _refuse_dependent(numbers, names, max((scale.noise for scale in scales.values()), default=0.0))
    return Design(" + ".join(terms), numbers, names, matrix.model_spec, scales)


def _refuse_dependent(matrix: Floats, names: tuple[str, ...], noise: float) -> None:
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(lengths > 0, lengths, 1.0)
    least = max(max(matrix.shape) * float(np.finfo(float).eps), 10 * noise)

    def rank(k: int) -> int:
        return int(np.linalg.matrix_rank(scaled[:, :k], rtol=least))

    if rank(len(names)) == len(names):
        return
    ranks = [rank(k + 1) for k in range(len(names))]
    spare = [name for k, name in enumerate(names) if ranks[k] == (ranks[k - 1] if k else 0)]
    raise FitError(
        f"the model has {len(names)} coefficients, of which these {len(matrix)} records cannot tell "
        f"{', '.join(spare[:5])} from the others: leave the variable out or pool its levels"
    )


def fit_linear(outcome: Floats, design: Design, std_error: str, rounding: float = 0.0) -> LinearFit:
    """Fit by ordinary least squares; `rounding` is what of the outcome's differences means nothing.

    The covariance of the coefficients is s^2 (X'X)^-1 ("classical") or, HC3, (X'X)^-1 X' diag(e_i^2 / (1 - h_i)^2)
    X (X'X)^-1 (MacKinnon & White, J Econometrics 1985;29:305-325); tests use n - p degrees of freedom with both.

    Raises FitError where no residual degree of freedom is left, nothing is left to explain, or HC3 is undefined.
    """
    n, p = design.matrix.shape
    if n <= p:
        raise FitError(f"{n} records for {p} coefficients: no degree of freedom is left for the error")
    # About its mean and in units of its SD, as the columns of the design are.
    scale = scale_of(outcome, "the outcome")
    fitted = OLS(scale.place(outcome), design.matrix).fit()
    sigma = scale.unit * float(np.sqrt(fitted.scale))
    if fitted.ssr <= NOTHING * fitted.centered_tss:
        raise FitError("the model fits every record exactly: there is no error variance to test against")
    if sigma <= rounding:
        raise FitError(no_more_than_rounding(sigma, rounding))
    return LinearFit(
        design=design,
        coefficients=scale.unit * np.asarray(fitted.params, dtype=float) + scale.centre * design.intercept,
        covariance=scale.unit**2 * _covariance(fitted, std_error),
        inverse=np.asarray(fitted.normalized_cov_params, dtype=float),
        df=float(fitted.df_resid),
        residuals=scale.unit * np.asarray(fitted.resid, dtype=float),
        r_squared=float(fitted.rsquared),
        sigma=sigma,
        rounding=rounding,
    )


def _covariance(fitted: Any, std_error: str) -> Floats:
    if std_error == "classical":
        return np.asarray(fitted.cov_params(), dtype=float)
    leverage = fitted.get_influence().hat_matrix_diag
    alone = int((leverage > 1 - 1e-8).sum())
    if alone:
        raise FitError(
            f"HC3 is not defined where a record is alone in a level of a factor and so fits exactly (here {alone})"
        )
    return np.asarray(fitted.get_robustcov_results("HC3", use_t=True).cov_params(), dtype=float)
