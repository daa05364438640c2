"""From rows of a contrast matrix to a table of estimates with their tests and intervals."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Floats

__all__ = ["Inference", "estimate_rows"]


class Inference(Protocol):
    """How sure a fit is of its coefficients: their covariance and the degrees of freedom of a test."""

    @property
    def vcov(self) -> Floats:
        """(p, p)."""
        ...

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        """(r,), of the t test of each row of `rows` (r, p)."""
        ...


def estimate_rows(
    rows: Floats, labels: pd.DataFrame, coefficients: Floats, inference: Inference, conf_level: float
) -> pd.DataFrame:
    """Return `labels` (r rows) with estimate std_error df statistic p_value conf_low conf_high conf_level.

    Each row l of `rows` (r, p) gives l'b, its standard error sqrt(l' Phi l), a two-sided t test of
    l'b = 0 and an interval.
    Raises FitError for a row of zeros, which has no standard error.
    """
    empty = ~rows.any(axis=1)
    if empty.any():
        raise FitError(f"contrast {labels[empty].iloc[0].tolist()} is zero in every coefficient")
    estimate = rows @ coefficients
    error = np.sqrt(np.einsum("rp,pq,rq->r", rows, inference.vcov, rows))
    df = inference.degrees_of_freedom(rows)
    statistic = estimate / error
    half = stdtrit(df, 0.5 + 0.5 * conf_level) * error
    return labels.assign(
        estimate=estimate,
        std_error=error,
        df=df,
        statistic=statistic,
        p_value=2.0 * stdtr(df, -np.abs(statistic)),
        conf_low=estimate - half,
        conf_high=estimate + half,
        conf_level=conf_level,
    )
