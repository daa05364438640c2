"""Values and names from data and notes, written for a reader."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from trialstats.display.numbers import ABSENT, MINUS
from trialstats.results.rows import BRIEF, INTERCURRENT, RECEIVED

__all__ = ["absent", "is_number", "join", "linked", "named", "rounded", "shown"]

# The names of keys that do not speak for themselves.
NAMES = {
    "PARAMCD": "Parameter",
    "AVISIT": "Visit",
    "ARM": "Arm",
    "REFERENCE": "Reference",
    "measure": "Measure",
    "formula": "Model",
    "structure": "Covariance structure",
    "covariance": "Covariance between visits",
    "correlation": "Correlation between visits",
    "working_correlation": "Working correlation of the visits",
    "scale": "Scale of Pearson residuals",
    "steps": "Steps",
    "standard_deviations": "Standard deviations by visit",
    "random_covariance": "Covariance of random effects",
    "loglik": "Log-likelihood",
    "log_likelihood": "Log-likelihood",
    "restricted_loglik": "Restricted log-likelihood",
    "scaled_residuals": "Residuals, scaled by the Cholesky factor of their covariance (without unit)",
    "raw_residuals": "Residuals, not scaled (in the unit of the outcome)",
    "aic": "AIC",
    "bic": "BIC",
    "df": "Degrees of freedom",
    "df_residual": "Residual degrees of freedom",
    "ddf": "Denominator degrees of freedom",
    "r_squared": "R²",
    "sd": "SD",
    "q1": "Q1",
    "q3": "Q3",
    "n": "n",
    "inference": "Inference",
    BRIEF: "In brief",
    "records": "Records selected",
    "excluded": "Records left out",
    "fits": "Fits",
    "attempts": "Attempts",
    "failed": "Failed",
    "n_subjects": "Subjects",
    "n_records": "Records",
    "n_obs": "Records",
    "n_coefficients": "Coefficients",
    "n_covariance_parameters": "Covariance parameters",
    "n_theta": "Covariance parameters",
    "left_out": "Left out",
    "none": "No value",
    "imputed_dates": "Dates known in part, for which a day stands",
    "absent": "Absent responses",
    "responses": "Responses in the records selected",
    INTERCURRENT: "Intercurrent events",
    "set_aside": "Set aside",
    "without_value": "Nothing to assign",
    "covariate_means": "Means of covariates",
    "residual_sd": "Residual SD",
    "singular": "On the boundary",
    RECEIVED: "By treatment received",
    "otherwise": "Received another treatment than planned",
    "untreated": "Received none, and left out",
}


def absent(value: Any) -> bool:
    """Tell whether there is no value: None, NaN, NA, or a blank text."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return value.strip() == "" if isinstance(value, str) else isinstance(value, float) and math.isnan(value)


def is_number(value: Any) -> bool:
    """Tell numbers from yes and no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def join(separator: str, parts: Iterable[str]) -> str:
    """Join texts; where one of them is HTML already, the others are escaped and the whole is HTML."""
    texts = list(parts)
    return Markup(separator).join(texts) if any(isinstance(text, Markup) for text in texts) else separator.join(texts)


def linked(text: str, ard: Any) -> str:
    """Give a text the address of its numbers in the analysis results data, where there is one."""
    return text if absent(ard) else Markup('<span data-ard="{}">{}</span>').format(ard, text)


def rounded(value: Any) -> Any:
    """Keep four digits of a number in a crowd of numbers; and its address."""
    if not isinstance(value, float) or not math.isfinite(value) or abs(value) >= 1e4:
        return value
    short = type(value)(f"{value:.4g}")
    if hasattr(value, "ard"):
        vars(short).update(ard=value.ard)
    return short


def shown(value: Any) -> str:
    """Write a value: numbers to six digits with a true minus sign, yes or no, a dash for what is absent.

    A number that knows its address is written with it, as HTML.
    """
    if is_number(value) and hasattr(value, "ard"):
        return linked(plain(value), value.ard)
    if isinstance(value, Mapping):
        return join("; ", (join(" ", (named(str(key)), shown(item))) for key, item in value.items())) or ABSENT
    if isinstance(value, list | tuple):
        return join(", ", (shown(item) for item in value)) or ABSENT
    return plain(value)


def plain(value: Any) -> str:
    """Write a single value as text."""
    if absent(value):
        return ABSENT
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_number(value) and math.isinf(value):
        return f"{MINUS if value < 0 else ''}\N{INFINITY}"
    if is_number(value):
        return (f"{value:.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:.6g}").replace("-", MINUS)
    return str(value)


def named(key: str) -> str:
    """Name a key: `n_subjects` is Subjects, `by_hand` By hand; names of the trial stay as they are."""
    if key in NAMES:
        return NAMES[key]
    return key if key != key.lower() or " " in key else key.replace("_", " ").capitalize()
