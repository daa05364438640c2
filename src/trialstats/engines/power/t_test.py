"""The power of a comparison of two means of normal outcomes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit
from scipy.stats import nct

from trialstats.engines.power.imbalance import mean_over_imbalance

__all__ = ["Sides", "power_of_ancova", "power_of_t", "power_of_z", "power_with"]

Sides = Literal["one", "two"]


def power_with(shift: float, df: float, *, alpha: float, sides: Sides = "two") -> float:
    """The power of a t test with `df` degrees of freedom whose statistic is shifted by `shift` (noncentral t).

    Two-sided both tails count, as in R's power.t.test(strict = TRUE) and in statsmodels. A one-sided test is one of a
    shift above 0. Infinite degrees of freedom: the normal distribution.
    """
    if not np.isfinite(df):
        return power_of_z(shift, alpha=alpha, sides=sides)
    critical = stdtrit(df, 1 - (alpha / 2 if sides == "two" else alpha))
    upper = float(nct.sf(critical, df, shift))
    # Far out scipy has no number: there the tail is nothing.
    far = float(np.nan_to_num(nct.sf(critical, df, -shift)))
    return min(upper + far, 1.0) if sides == "two" else upper


def power_of_z(shift: float, *, alpha: float, sides: Sides = "two") -> float:
    """The power of a test whose statistic is normal with mean `shift` and variance 1."""
    critical = ndtri(1 - (alpha / 2 if sides == "two" else alpha))
    upper = float(ndtr(shift - critical))
    return upper + float(ndtr(-shift - critical)) if sides == "two" else upper


def power_of_t(
    difference: float, sd: float, n_1: float, n_2: float, *, alpha: float, sides: Sides = "two", df: float | None = None
) -> float:
    """The power of the two-sample t test with equal variances. df: those of the variance, n_1 + n_2 - 2 by default."""
    shift = difference / (sd * np.sqrt(1 / n_1 + 1 / n_2))
    return power_with(float(shift), n_1 + n_2 - 2 if df is None else df, alpha=alpha, sides=sides)


def power_of_ancova(
    difference: float,
    sd: float,
    n_1: float,
    n_2: float,
    covariates: int,
    *,
    alpha: float,
    sides: Sides = "two",
    within: float | None = None,
) -> float:
    """The power of a difference of two means adjusted for normal covariates, which differ between arms by chance.

    sd: given the covariates, sigma sqrt(1 - R^2). within: degrees of freedom within arms, before the covariates, of all
    arms of the model; n_1 + n_2 - 2 by default. The power is the mean over what arms differ by (`mean_over_imbalance`).
    """
    df = n_1 + n_2 - 2 if within is None else within
    if covariates == 0:
        return power_of_t(difference, sd, n_1, n_2, alpha=alpha, sides=sides, df=df)
    plain = float(difference / (sd * np.sqrt(1 / n_1 + 1 / n_2)))
    return mean_over_imbalance(
        lambda factor: power_with(plain / factor, df - covariates, alpha=alpha, sides=sides), df, covariates
    )
