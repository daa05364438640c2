"""Standardised mean differences: how far apart two arms are at baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.engines.rounding import PART
from trialstats.engines.standardised import scale_of
from trialstats.errors import FitError

__all__ = ["FORMULA", "smd_categorical", "smd_numeric"]

FORMULA = (
    "Standardised mean difference, active minus reference: difference of means over the root of the mean of the two "
    "variances; of a categorical variable, the Mahalanobis distance of the arms' proportions (Yang & Dalton 2012), "
    "which has no sign. Subjects without a value are left out of it."
)


def smd_numeric(active: pd.Series, reference: pd.Series) -> float:
    """Return (m1 - m0) / sqrt((s1^2 + s0^2) / 2) of the values that are present (Austin, Stat Med 2009;28:3083-3107).

    Raises FitError with fewer than two values in an arm, or where the values vary in neither.
    """
    first, second = active.dropna().to_numpy(dtype=float), reference.dropna().to_numpy(dtype=float)
    if min(first.size, second.size) < 2:
        raise FitError("fewer than two values in an arm")
    if max(np.ptp(first), np.ptp(second)) <= PART * max(np.abs(first).max(), np.abs(second).max()):
        raise FitError("the values do not vary within the arms")
    # About one mean: a small difference of large means has few digits.
    about = scale_of(np.concatenate([first, second]), "the variable")
    first, second = about.place(first), about.place(second)
    spread = float(np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2))
    return float(first.mean() - second.mean()) / spread


def smd_categorical(active: pd.Series, reference: pd.Series) -> float:
    """Return sqrt((p1 - p0)' S^-1 (p1 - p0)) over the levels but one, S the mean of the multinomial covariances.

    Source: Yang & Dalton, A unified approach to measuring the effect size between two groups, SAS Global Forum
    2012, paper 335. Of two levels this is |p1 - p0| / sqrt((p1 q1 + p0 q0) / 2).
    Raises FitError without a value in an arm, or where S is singular (the arms share no level).
    """
    first, second = active.dropna().astype(str), reference.dropna().astype(str)
    if first.empty or second.empty:
        raise FitError("no value in an arm")
    levels = sorted(set(first) | set(second))[1:]
    p, q = (np.array([(values == level).mean() for level in levels]) for values in (first, second))
    difference = p - q
    if not difference.any():
        return 0.0
    spread = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    if np.linalg.matrix_rank(spread) < len(levels):
        raise FitError("the arms have no level in common")
    return float(np.sqrt(difference @ np.linalg.solve(spread, difference)))
