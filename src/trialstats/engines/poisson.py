"""Poisson regression of counts on arm and covariates, with standard errors that need not trust the variance.

Where subjects differ more than the model can tell, the model's own standard errors are too small: Pearson's or the
deviance's scale widens them all alike, the sandwich (Huber; White, Econometrica 1980;48:817-838) each by itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.counts_fit import CountsDesign, CountsFit, Variance, sandwich
from trialstats.errors import ArgumentError, FitError

__all__ = ["fit_poisson"]

Floats = NDArray[np.float64]
# What a step may still change at the maximum, as a part of the standard errors, and how many steps are taken.
STILL, STEPS = 1e-10, 100


def fit_poisson(
    frame: pd.DataFrame, counts: Floats, time: Floats, covariates: tuple[str, ...], variance: Variance = "model"
) -> CountsFit:
    """Fit counts (n,) in time (n,), above 0 and of any unit, on TRT01P and covariates of `frame` (n rows, complete).

    Raises FitError and ArgumentError as `CountsDesign.of`.
    """
    from statsmodels.discrete.discrete_model import Poisson

    if variance == "expected":
        raise ArgumentError("of Poisson regression observed and expected information are one: say model")
    data = CountsDesign.of(frame, counts, time, covariates)
    coefficients, covariance = _maximum(data)
    likelihood = float(Poisson(counts, data.design.matrix, offset=data.offset).loglike(coefficients))
    made = CountsFit(data, coefficients, covariance, 0.0, None, likelihood, likelihood)
    if variance in ("HC0", "HC1"):
        covariance = sandwich(data, coefficients, 0.0, variance == "HC1")
    elif variance != "model":
        covariance = covariance * (made.pearson()["estimate"] if variance == "pearson" else deviance(made) / made.df)
    return CountsFit(data, coefficients, covariance, 0.0, None, likelihood, likelihood)


def deviance(fit: CountsFit) -> float:
    """Give twice the log likelihood that is lacking to that of a fit which predicts every count of Poisson's model."""
    counts, mean = fit.data.counts, fit.data.means(fit.coefficients)
    logs = np.log(np.where(counts > 0, counts / mean, 1.0))
    return float(2 * (counts * logs - (counts - mean)).sum())


def _maximum(data: CountsDesign) -> tuple[Floats, Floats]:
    """Find the maximum, which is the only one, by iterated weighted least squares: coefficients, covariance."""
    matrix, counts = data.design.matrix, data.counts
    start = np.linalg.lstsq(matrix, np.log(np.maximum(counts, 0.5)) - data.offset, rcond=None)[0]
    coefficients = np.asarray(start, dtype=float)
    for _ in range(STEPS):
        mean = data.means(coefficients)
        with np.errstate(all="ignore"):  # on the way; where it leads is checked
            covariance = np.asarray(np.linalg.pinv((matrix * mean[:, None]).T @ matrix, hermitian=True), dtype=float)
            step = covariance @ (matrix.T @ (counts - mean))
        if not np.isfinite(step).all():
            break
        if (np.abs(step) <= STILL * np.sqrt(np.diag(covariance))).all():
            return coefficients, covariance
        # No mean grows by more than e^5 in a step: far from the maximum the parabola leads astray.
        coefficients = coefficients + step / max(1.0, float(np.abs(matrix @ step).max()) / 5)
    raise FitError("the Poisson model did not converge")
