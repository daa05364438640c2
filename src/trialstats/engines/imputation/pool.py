"""Estimates of many completed sets, or of many samples, become one.

Rubin: mean of the estimates; variance W + (1 + 1/M) B, W the mean of the variances and B the variance of the estimates;
degrees of freedom of Barnard and Rubin (Biometrika 1999;86:948). What a finite M adds to the estimate has SD sqrt(B/M);
to its standard error, that of the jackknife over the M sets.

Jackknife and bootstrap: `spread`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats
from trialstats.errors import NoSuchNumber

__all__ = ["Pooled", "draws_needed", "pool"]


@dataclass(frozen=True)
class Pooled:
    """One estimate: std_error and df after Rubin; within, between: the variances W, B; missing_information: lambda.

    monte_carlo: what the number of sets leaves uncertain, as an SD, of the estimate and of the standard error.
    """

    estimate: float
    std_error: float
    df: float
    within: float
    between: float
    missing_information: float
    monte_carlo: float
    monte_carlo_of_error: float


def pool(estimates: Floats, variances: Floats, complete_df: float) -> Pooled:
    """Pool the estimates (M,) with their variances (M,), of analyses with `complete_df` degrees of freedom each."""
    draws = len(estimates)
    if draws < 2:
        raise NoSuchNumber("fewer than two imputations: what they differ by is not known")
    within, between = float(variances.mean()), float(estimates.var(ddof=1))
    total = within + (1 + 1 / draws) * between
    information = (1 + 1 / draws) * between / total if total else 0.0
    return Pooled(
        estimate=float(estimates.mean()),
        std_error=total**0.5,
        df=_degrees(information, draws, complete_df),
        within=within,
        between=between,
        missing_information=information,
        monte_carlo=(between / draws) ** 0.5,
        monte_carlo_of_error=_spread_of_errors(estimates, variances),
    )


def _degrees(information: float, draws: int, complete_df: float) -> float:
    """Barnard and Rubin's; Rubin's own where complete data would have the normal distribution."""
    old = (draws - 1) / information**2 if information else np.inf
    if np.isinf(complete_df):
        return old
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - information)
    return observed if np.isinf(old) else old * observed / (old + observed)


def _spread_of_errors(estimates: Floats, variances: Floats) -> float:
    """The jackknife over imputations of the standard error."""
    draws = len(estimates)
    if draws < 3:
        return float("nan")
    sums, squares = estimates.sum(), ((estimates - estimates.mean()) ** 2).sum()
    away = estimates - sums / draws
    between = (squares - away**2 * draws / (draws - 1)) / (draws - 2)
    within = (variances.sum() - variances) / (draws - 1)
    errors = np.sqrt(within + (1 + 1 / (draws - 1)) * np.maximum(between, 0.0))
    return float(np.sqrt((draws - 1) / draws * ((errors - errors.mean()) ** 2).sum()))


def draws_needed(pooled: Pooled, precision: float) -> int:
    """How many imputations bring the Monte Carlo SD of the estimate to `precision`, at the spread that these showed."""
    return max(2, int(np.ceil(pooled.between / precision**2)))
