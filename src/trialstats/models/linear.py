"""Designs with names: the matrix of a right-hand side, its rank, and ordinary least squares on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import formulaic
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.regression.linear_model import OLS

from trialstats.errors import FitError
from trialstats.models.inference import combination
from trialstats.models.rows import Row

__all__ = ["Design", "LinearFit", "build_design", "fit_linear", "refuse_constant"]

Floats = NDArray[np.float64]

# Sums of squares below this part of the total are rounding.
NOTHING = 1e-18


@dataclass(frozen=True)
class Design:
    """matrix (n, p), terms (p names as formulaic writes them), and the coding, which codes new rows alike."""

    formula: str
    matrix: Floats
    terms: tuple[str, ...]
    coding: Any

    def rows(self, frame: pd.DataFrame) -> Floats:
        """Code new rows, e.g. of a reference grid: (len(frame), p)."""
        return np.asarray(self.coding.get_model_matrix(frame, context={}), dtype=float)


@dataclass(frozen=True)
class LinearFit:
    """coefficients (p,), covariance (p, p), residual degrees of freedom and what describes the fit."""

    design: Design
    coefficients: Floats
    covariance: Floats
    df: float
    residuals: Floats
    r_squared: float
    sigma: float

    def estimate(self, weights: Floats, conf_level: float) -> Row:
        """Test the combination of coefficients that `weights` (p,) gives."""
        return combination(weights, self.coefficients, self.covariance, self.df, conf_level)


def build_design(terms: Sequence[str], frame: pd.DataFrame) -> Design:
    """Code the rows of `frame` (complete records) for an intercept and `terms`, such as TRT01P*AVISIT and BASE.

    Raises FitError where columns of the design depend on one another; the text names those that add nothing.
    """
    formula = " + ".join(["1", *terms])
    matrix = formulaic.Formula(formula).get_model_matrix(frame, context={}, na_action="raise", output="numpy")
    names = tuple(str(name) for name in matrix.model_spec.column_names)
    numbers = np.asarray(matrix, dtype=float)
    _refuse_dependent(numbers, names)
    return Design(" + ".join(terms), numbers, names, matrix.model_spec)


def _refuse_dependent(matrix: Floats, names: tuple[str, ...]) -> None:
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(lengths > 0, lengths, 1.0)
    if np.linalg.matrix_rank(scaled) == len(names):
        return
    ranks = [int(np.linalg.matrix_rank(scaled[:, : k + 1])) for k in range(len(names))]
    spare = [name for k, name in enumerate(names) if ranks[k] == (ranks[k - 1] if k else 0)]
    raise FitError(
        f"the model has {len(names)} coefficients, of which these {len(matrix)} records cannot tell "
        f"{', '.join(spare[:5])} from the others: leave the variable out or pool its levels"
    )


def refuse_constant(values: Floats, name: str) -> None:
    """Raise FitError where the outcome is the same in every record."""
    if np.ptp(values) == 0:
        raise FitError(f"{name} is {values[0]:g} in every record: there is nothing to model")


def fit_linear(outcome: Floats, design: Design, std_error: str) -> LinearFit:
    """Fit by ordinary least squares.

    The covariance of the coefficients is s^2 (X'X)^-1 ("classical") or, HC3, (X'X)^-1 X' diag(e_i^2 / (1 - h_i)^2)
    X (X'X)^-1 (MacKinnon & White, J Econometrics 1985;29:305-325); tests use n - p degrees of freedom with both.

    Raises FitError where no residual degree of freedom is left, nothing is left to explain, or HC3 is undefined.
    """
    n, p = design.matrix.shape
    if n <= p:
        raise FitError(f"{n} records for {p} coefficients: no degree of freedom is left for the error")
    fitted = OLS(outcome, design.matrix).fit()
    if fitted.ssr <= NOTHING * fitted.centered_tss:
        raise FitError("the model fits every record exactly: there is no error variance to test against")
    residuals = np.asarray(fitted.resid, dtype=float)
    return LinearFit(
        design=design,
        coefficients=np.asarray(fitted.params, dtype=float),
        covariance=_covariance(fitted, std_error),
        df=float(fitted.df_resid),
        residuals=residuals,
        r_squared=float(fitted.rsquared),
        sigma=float(np.sqrt(fitted.scale)),
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
