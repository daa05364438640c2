"""Many completed sets analysed at once: analysis of covariance at a visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats
from trialstats.errors import FitError

__all__ = ["Estimates", "compare", "compare_samples"]

# A direction of the predictors shorter than this, of the longest, is none.
ALIASED = 1e-10
# So much of a combination, of its length, may lie in such a direction: it is rounding.
LEFT = 1e-6


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
    columns, root = _orthonormal(predictors)
    scores = outcomes @ columns
    residuals = outcomes - scores @ columns.T
    variance = (residuals**2).sum(axis=-1) / (n - p)
    weights = combinations @ np.linalg.inv(root)
    return Estimates(scores @ weights.T, variance[..., None] * (weights**2).sum(axis=1), float(n - p))


def compare_samples(outcomes: Floats, predictors: Floats, combinations: Floats, counts: Floats) -> Floats:
    """Estimate the combinations as `compare`, (S, k), in samples in which a subject stands `counts` (S, n) times.

    outcomes (S, n). A predictor that nobody of a sample has need not be known there. Raises FitError where a
    combination rests on it.
    """
    columns, root = _orthonormal(predictors)
    n, p = predictors.shape
    products = (columns[:, :, None] * columns[:, None, :]).reshape(n, p * p)
    sizes, vectors = np.linalg.eigh((counts @ products).reshape(-1, p, p))
    known = (sizes > ALIASED * sizes[:, -1:])[:, None]
    weights = combinations @ np.linalg.inv(root) @ vectors
    beyond = np.abs(np.where(known, 0.0, weights)).max(axis=-1) > LEFT * np.linalg.norm(weights, axis=-1)
    if beyond.any():
        sample = int(np.argmax(beyond.any(axis=1))) + 1
        raise FitError(f"sample {sample}: its predictors do not determine what is compared")
    scores = ((counts * outcomes) @ columns)[:, None] @ vectors
    return np.asarray((weights * scores / np.where(known, sizes[:, None], np.inf)).sum(axis=-1))


def _orthonormal(predictors: Floats) -> tuple[Floats, Floats]:
    n, p = predictors.shape
    columns, root = np.linalg.qr(predictors)
    size = np.abs(np.diag(root))
    if n <= p or size.min() <= ALIASED * size.max():
        raise FitError("the predictors of the analysis are not independent, or leave no degree of freedom")
    return columns, root
