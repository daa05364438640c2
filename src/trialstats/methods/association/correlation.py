"""Correlations with their intervals: within subjects over visits, and partial ones with the line they test."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines import with_pingouin
from trialstats.engines.linear import build_design, fit_linear
from trialstats.engines.repeated_correlation import repeated_correlation
from trialstats.engines.standardised import scale_of
from trialstats.errors import FitError
from trialstats.methods.shared.variation import rounding
from trialstats.results.shape import Row

__all__ = ["adjusted_line", "fisher_interval", "partial_correlation", "within_subjects"]

Floats = NDArray[np.float64]

# A part of a change's SD below this is rounding.
NOTHING = 1e-9
EXPLAINED = "a change does not vary, or the covariates explain it wholly"
# How many points draw the line, of which the interval is curved.
POINTS = 41


def fisher_interval(r: float, df: float, level: float) -> tuple[float, float]:
    """Return the interval of a correlation with `df` degrees of freedom: tanh(atanh r +- z / sqrt(df - 1)).

    df is n - 2 of a plain, n - 2 - k of a partial correlation given k columns (Fisher, Metron 1924;3:329-332), and
    N - k - 1 of N pairs of k subjects in a repeated-measures correlation (Bakdash & Marusich 2017).
    Raises FitError where df is not above 1 or r is 1 or -1.
    """
    if df <= 1:
        raise FitError(f"{df:g} degrees of freedom: an interval needs two")
    if abs(r) >= 1:
        raise FitError("the correlation is perfect: Fisher's z is infinite")
    half = float(stats.norm.ppf((1 + level) / 2)) / math.sqrt(df - 1)
    z = math.atanh(r)
    return math.tanh(z - half), math.tanh(z + half)


def within_subjects(pairs: pd.DataFrame, level: float) -> Row:
    """Estimate the repeated-measures correlation of x and y: pairs with USUBJID, two or more a subject.

    r is that of the analysis of covariance y ~ subject + x: sign(slope) sqrt(SS x / (SS x + SS error)), with one slope
    for all subjects and df = pairs - subjects - 1. FitError where there are too few subjects or nothing varies.
    """
    subjects = int(pairs["USUBJID"].nunique())
    if subjects < 3:
        raise FitError(f"{subjects} subjects with two pairs of values or more: the correlation needs three")
    r, df, p_value = repeated_correlation(_about_means(pairs, "x"), _about_means(pairs, "y"), subjects)
    return _statistics(r, df, p_value, level)


def _about_means(pairs: pd.DataFrame, name: str) -> Floats:
    """Give values less their subject's mean, with root mean square 1: r is the same, and no digits are lost to size."""
    first = pairs.groupby("USUBJID")[name].transform("first")
    apart = pairs[name] - first
    centred = (apart - apart.groupby(pairs["USUBJID"]).transform("mean")).to_numpy(dtype=float)
    if np.abs(centred).max() <= rounding(pairs, name):
        raise FitError("the values do not vary within subjects")
    return np.asarray(centred / np.sqrt(np.mean(centred**2)))


def partial_correlation(frame: pd.DataFrame, terms: Sequence[str], level: float) -> Row:
    """Estimate the correlation of x and y given `terms` of the frame; factors count as one column a level but one.

    FitError where columns depend on one another, nothing varies, or too few degrees of freedom are left.
    """
    given = _columns(frame, terms)
    df = len(frame) - 2 - given.shape[1]
    if df < 2:
        raise FitError(f"{len(frame)} subjects for {given.shape[1]} covariates: too few to correlate changes")
    names = [f"given_{place}" for place in range(given.shape[1])]
    residuals = {name: _unexplained(frame, name, given) for name in ("x", "y")}
    numbers = pd.DataFrame(given, columns=names).assign(**residuals)
    r, p_value = with_pingouin.partial_correlation(numbers, "x", "y", names)
    return _statistics(r, df, p_value, level)


def adjusted_line(frame: pd.DataFrame, terms: Sequence[str], level: float) -> list[Row]:
    """Draw the least squares line of y on x and `terms`, at the means of these over the subjects.

    Its slope has the same test as the partial correlation. Returns points from the least to the greatest x: x,
    estimate, and the interval of the mean.
    """
    design = build_design([*terms, "x"], frame)
    fit = fit_linear(frame["y"].to_numpy(dtype=float), design, "classical", rounding(frame, "y"))
    middle, along = design.matrix.mean(axis=0), design.coefficient("x")
    mean = frame["x"].mean()
    return [
        {"x": float(x), **fit.estimate(middle + (x - mean) * along, level)}
        for x in np.linspace(frame["x"].min(), frame["x"].max(), POINTS)
    ]


def _columns(frame: pd.DataFrame, terms: Sequence[str]) -> Floats:
    if frame.empty:
        raise FitError("no subject has both changes")
    return build_design(list(terms), frame).matrix[:, 1:]


def _unexplained(frame: pd.DataFrame, name: str, given: Floats) -> Floats:
    """Give what the covariates leave of a change, with root mean square 1; its partial correlation is the same.

    FitError where that is rounding.
    """
    values, step = frame[name].to_numpy(dtype=float), rounding(frame, name)
    if np.ptp(values) <= step:
        raise FitError(EXPLAINED)
    about = scale_of(values, f"the change {name}")
    full, places = np.column_stack([np.ones(len(values)), given]), about.place(values)
    residual = places - full @ np.linalg.lstsq(full, places, rcond=None)[0]
    left = float(np.sqrt(np.mean(residual**2)))
    if left <= max(NOTHING, step / about.unit):
        raise FitError(EXPLAINED)
    return np.asarray(residual / left)


def _statistics(r: float, df: float, p_value: float, level: float) -> Row:
    low, high = fisher_interval(r, df, level)
    t = r * math.sqrt(df / (1 - r * r))
    return {
        "estimate": r,
        "df": df,
        "statistic": t,
        "p_value": p_value,
        "conf_low": low,
        "conf_high": high,
        "conf_level": level,
    }
