"""From an estimate and its standard error to a test and an interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError

__all__ = ["combination", "residual_summary", "statistics"]

Floats = NDArray[np.float64]


def statistics(estimate: float, std_error: float, df: float | None, conf_level: float) -> Estimate:
    """Return the statistics columns of a two-sided test of zero: Student's t, or the normal where df is None.

    Raises FitError where estimate or standard error is not a finite number, or the standard error not above zero.
    """
    if not (np.isfinite(estimate) and np.isfinite(std_error) and std_error > 0):
        raise FitError(f"no standard error can be computed (estimate {estimate:g}, standard error {std_error:g})")
    statistic = estimate / std_error
    upper, at = (1 + conf_level) / 2, -abs(statistic)
    # The functions behind `stats.t` and `stats.norm`: making a distribution takes a hundred times as long.
    quantile, tail = (ndtri(upper), ndtr(at)) if df is None else (stdtrit(df, upper), stdtr(df, at))
    half = float(quantile) * std_error
    return {
        "estimate": estimate,
        "std_error": std_error,
        "df": df,
        "statistic": statistic,
        "p_value": float(2 * tail),
        "conf_low": estimate - half,
        "conf_high": estimate + half,
        "conf_level": conf_level,
    }


def combination(
    weights: Floats, coefficients: Floats, covariance: Floats, df: float | None, conf_level: float
) -> Estimate:
    """Return the statistics of l'b: estimate l'b, standard error sqrt(l'Vl); l and b of length p, V p by p."""
    variance = float(weights @ covariance @ weights)
    return statistics(float(weights @ coefficients), float(np.sqrt(max(variance, 0.0))), df, conf_level)


def residual_summary(residuals: Floats) -> dict[str, float]:
    """Summarise residuals: SD, the five numbers, skewness and excess kurtosis (moment estimators)."""
    from scipy import stats  # here, for much that imports this module has no residuals

    five = np.quantile(residuals, [0, 0.25, 0.5, 0.75, 1])
    names = ("minimum", "q1", "median", "q3", "maximum")
    return {
        "n": float(residuals.size),
        "sd": float(residuals.std(ddof=1)) if residuals.size > 1 else 0.0,
        **{name: float(number) for name, number in zip(names, five, strict=True)},
        "skewness": float(stats.skew(residuals)),
        "excess_kurtosis": float(stats.kurtosis(residuals)),
    }
