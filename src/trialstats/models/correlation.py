"""Correlations with their intervals: within subjects over visits, and partial ones with the line they test."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.errors import FitError
from trialstats.models import with_pingouin
from trialstats.models.linear import build_design, fit_linear
from trialstats.models.rows import Row

__all__ = ["adjusted_line", "fisher_interval", "partial_correlation", "within_subjects"]

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
    means = pairs.groupby("USUBJID")[["x", "y"]].transform("mean")
    for name in ("x", "y"):
        if np.allclose(pairs[name], means[name], rtol=1e-12, atol=0):
            raise FitError("the values do not vary within subjects")
    r, df, p_value = with_pingouin.repeated_correlation(pairs, "x", "y", "USUBJID")
    return _statistics(r, df, p_value, level)


def partial_correlation(frame: pd.DataFrame, terms: Sequence[str], level: float) -> Row:
    """Estimate the correlation of x and y given `terms` of the frame; factors count as one column a level but one.

    FitError where columns depend on one another, nothing varies, or too few degrees of freedom are left.
    """
    given = _columns(frame, terms)
    df = len(frame) - 2 - given.shape[1]
    if df < 2:
        raise FitError(f"{len(frame)} subjects for {given.shape[1]} covariates: too few to correlate changes")
    for name in ("x", "y"):
        _refuse_explained(frame[name].to_numpy(dtype=float), given)
    names = [f"given_{place}" for place in range(given.shape[1])]
    numbers = pd.DataFrame(given, columns=names).assign(x=frame["x"], y=frame["y"])
    r, p_value = with_pingouin.partial_correlation(numbers, "x", "y", names)
    return _statistics(r, df, p_value, level)


def adjusted_line(frame: pd.DataFrame, terms: Sequence[str], level: float) -> list[Row]:
    """Draw the least squares line of y on x and `terms`, at the means of these over the subjects.

    Its slope has the same test as the partial correlation. Returns points from the least to the greatest x: x,
    estimate, and the interval of the mean.
    """
    design = build_design([*terms, "x"], frame)
    fit = fit_linear(frame["y"].to_numpy(dtype=float), design, "classical")
    middle = design.matrix.mean(axis=0)
    place = design.terms.index("x")
    points = []
    for x in np.linspace(frame["x"].min(), frame["x"].max(), POINTS):
        middle[place] = x
        points.append({"x": float(x), **fit.estimate(middle.copy(), level)})
    return points


def _columns(frame: pd.DataFrame, terms: Sequence[str]) -> NDArray[np.float64]:
    if frame.empty:
        raise FitError("no subject has both changes")
    return build_design(list(terms), frame).matrix[:, 1:]


def _refuse_explained(values: NDArray[np.float64], given: NDArray[np.float64]) -> None:
    full = np.column_stack([np.ones(len(values)), given])
    residual = values - full @ np.linalg.lstsq(full, values, rcond=None)[0]
    if residual @ residual <= 1e-18 * max(float(values @ values), 1e-300):
        raise FitError("a change does not vary, or the covariates explain it wholly")


def _statistics(r: float, df: float, p_value: float, level: float) -> Row:
    low, high = fisher_interval(r, df, level)
    t = r * math.sqrt(df / (1 - r * r))
    return {
        "estimate": r, "df": df, "statistic": t, "p_value": p_value, "conf_low": low, "conf_high": high,
        "conf_level": level,
    }  # fmt: skip
