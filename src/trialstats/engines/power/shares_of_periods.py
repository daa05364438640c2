"""The precision of a difference of shares in a crossover trial, by least squares with the robust variance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from trialstats.engines.power.repeated import Patterns

__all__ = ["covariance_of_yes", "variance_of_shares"]

Floats = NDArray[np.float64]


def covariance_of_yes(shares: Floats, correlation: Floats) -> Floats:
    """The covariance (T, T) of yes (1) and no (0) with these shares (T,), whose normal tendencies are correlated."""
    found = np.diag(shares * (1 - shares))
    for i, j in zip(*np.triu_indices(len(shares), 1), strict=True):
        r = float(correlation[i, j])
        both = multivariate_normal.cdf(ndtri(shares[[i, j]]), cov=[[1.0, r], [r, 1.0]])
        found[i, j] = found[j, i] = float(both) - shares[i] * shares[j]
    return found


def variance_of_shares(
    columns: Floats, covariances: Floats, sizes: Floats, of: Sequence[Patterns], row: Floats
) -> float | None:
    """The variance of row' b, b of least squares on columns (S, T, p); None where the columns are not independent.

    covariances (S, T, T): of the outcomes of a subject; sizes (S,): subjects; of: how often which periods are seen. It
    is what the robust variance of estimating equations with independence estimates (Liang and Zeger 1986).
    """
    width = columns.shape[2]
    bread, meat = np.zeros((width, width)), np.zeros((width, width))
    for own, covariance, size, patterns in zip(columns, covariances, sizes, of, strict=True):
        for seen, chance in patterns:
            places = np.flatnonzero(seen)
            x = own[places]
            bread += size * chance * x.T @ x
            meat += size * chance * x.T @ covariance[np.ix_(places, places)] @ x
    if np.linalg.matrix_rank(bread) < width:
        return None
    along = np.linalg.solve(bread, row)
    return float(along @ meat @ along)
