"""Analysis of covariance at a visit, of many completed sets at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats
from trialstats.errors import FitError

__all__ = ["Estimates", "compare"]


@dataclass(frozen=True)
class Estimates:
    """estimates and variances (..., k) of k combinations, with the residual degrees of freedom of complete data."""

    estimates: Floats
    variances: Floats
    df: float


def compare(outcomes: Floats, predictors: Floats, combinations: Floats) -> Estimates:
    """Estimate combinations (k, p) of the coefficients of least squares of outcomes (..., n) on predictors (n, p).

    Raises FitError where the predictors are not independent or leave no degree of freedom.
    """
    n, p = predictors.shape
    columns, root = np.linalg.qr(predictors)
    size = np.abs(np.diag(root))
    if n <= p or size.min() <= 1e-10 * size.max():
        raise FitError("the predictors of the analysis are not independent, or leave no degree of freedom")
    inverse = np.linalg.inv(root)
    scores = outcomes @ columns
    variance = ((outcomes**2).sum(axis=-1) - (scores**2).sum(axis=-1)) / (n - p)
    weights = combinations @ inverse
    return Estimates(scores @ weights.T, variance[..., None] * (weights**2).sum(axis=1), float(n - p))
