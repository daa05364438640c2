"""Repeated-measures correlation: how two measurements go together within subjects, with one slope for all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

__all__ = ["repeated_correlation"]

Floats = NDArray[np.float64]


def repeated_correlation(x: Floats, y: Floats, subjects: int) -> tuple[float, float, float]:
    """Return r within subjects, its degrees of freedom and p value (Bakdash & Marusich, Front Psychol 2017;8:456).

    x, y (n,): values less the mean of their subject, of which there are `subjects`; they vary. r is that of the
    analysis of covariance y ~ subject + x: sign(slope) sqrt(SS x / (SS x + SS error)). A coefficient for each subject
    takes away their means (Frisch & Waugh, Econometrica 1933;1:387-401), so sums within subjects give the same as a
    column for each, in time that grows with n and not with its cube.
    """
    slope = float(x @ y) / float(x @ x)
    explained, left = slope * float(x @ y), float(np.sum((y - slope * x) ** 2))
    r = float(np.copysign(np.sqrt(explained / (explained + left)), slope))
    df = float(len(x) - subjects - 1)
    t = np.sqrt(explained / (left / df)) if left > 0 else np.inf
    return r, df, float(2 * stdtr(df, -t))
