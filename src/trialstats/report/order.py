"""The order in which notes on an analysis are told."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.results.rows import BRIEF

__all__ = ["KEYS", "in_order"]

# What a record is about.
KEYS = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "variable")

# The order that explains a fit; what is not known comes after, as it is found, and the fits come last.
FIRST = (
    *KEYS,
    "software",
    "inference",
    BRIEF,
    "comparison_of_fits",
    "formula",
    "structure",
    "optimiser",
    "converged",
    "singular",
    "n_subjects",
    "n_records",
    "n_coefficients",
    "n_covariance_parameters",
    "df_residual",
    "residual_sd",
    "residual_variance",
    "r_squared",
    "loglik",
    "log_likelihood",
    "restricted_loglik",
    "aic",
    "bic",
    "in",
    "left_out",
    "used",
    "n",
    "mean",
    "sd",
    "minimum",
    "q1",
    "median",
    "q3",
    "maximum",
    "skewness",
    "excess_kurtosis",
    "covariate_means",
    "residuals",
    "scaled_residuals",
    "raw_residuals",
    "warnings",
    "records",
    "excluded",
    "failed",
    "attempts",
    "visits",
    "standard_deviations",
    "covariance",
    "correlation",
    "random_covariance",
)
LAST = ("fits",)


def in_order(keys: Iterable[str]) -> list[str]:
    """Put what is known first, the rest as it comes, lists of fits last."""
    found = list(dict.fromkeys(keys))
    unknown = [key for key in found if key not in {*FIRST, *LAST}]
    return [key for key in (*FIRST, *unknown, *LAST) if key in found]
