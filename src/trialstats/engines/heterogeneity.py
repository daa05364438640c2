"""Whether effects in several groups are one: of a model by their joint covariance, of independent estimates by Q."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import NoSuchNumber

__all__ = ["cochran_q", "error_of_interval", "wald_chi_squared"]

Floats = NDArray[np.float64]


def cochran_q(estimates: Sequence[float], errors: Sequence[float]) -> Estimate:
    """Test that k independent estimates with these standard errors are of one effect.

    Q = sum w_i (y_i - m)^2 with w_i = 1 / error_i^2 and m their mean so weighted; chi-squared on k - 1 degrees of
    freedom where the errors are known (Cochran, Biometrics 1954;10:101-129). NoSuchNumber for fewer than two.
    """
    if len(estimates) < 2:
        raise NoSuchNumber("fewer than two levels have an effect to compare")
    effects, weights = np.asarray(estimates, dtype=float), 1.0 / np.square(np.asarray(errors, dtype=float))
    mean = float(weights @ effects / weights.sum())
    statistic, df = float(weights @ np.square(effects - mean)), len(effects) - 1
    return {"statistic": statistic, "num_df": df, "p_value": float(stats.chi2.sf(statistic, df))}


def wald_chi_squared(values: Floats, covariance: Floats) -> Estimate:
    """Test that estimates (q,) with a joint covariance (q, q) are all zero; chi-squared on q degrees of freedom."""
    scale = 1.0 / np.sqrt(np.diag(covariance))
    scaled = scale * values
    statistic = float(scaled @ np.linalg.solve(covariance * np.outer(scale, scale), scaled))
    return {"statistic": statistic, "num_df": len(values), "p_value": float(stats.chi2.sf(statistic, len(values)))}


def error_of_interval(low: float, high: float, conf_level: float) -> float:
    """Give the standard error that a normal interval of this width would have."""
    return (high - low) / (2 * float(stats.norm.ppf((1 + conf_level) / 2)))
