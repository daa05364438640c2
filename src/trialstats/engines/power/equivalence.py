"""The power of a test of equivalence: two one-sided t tests, which share one standard error."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit
from scipy.stats import chi

__all__ = ["power_of_equivalence"]

# Nodes of Gauss and Legendre over the distribution of the standard error, and how much of that lies beyond its ends.
NODES, BEYOND = 400, 1e-15


def power_of_equivalence(
    difference: float, std_error: float, df: float, lower: float, upper: float, *, alpha: float
) -> float:
    """The power of two one-sided t tests at `alpha` each that a difference lies between two margins.

    std_error: the true one of the estimate; df: of its own estimate. Both tests reject where the estimate lies between
    lower + t s and upper - t s; given s the chance is normal, and the power is its mean over s, which is chi
    distributed: Owen's Q (Phillips, J Pharmacokinet Biopharm 1990;18:137-144). Infinite degrees of freedom: normal.
    """
    low, high = (lower - difference) / std_error, (upper - difference) / std_error
    if not np.isfinite(df):
        critical = float(ndtri(1 - alpha))
        return max(0.0, float(ndtr(high - critical) - ndtr(low + critical)))
    critical = float(stdtrit(df, 1 - alpha))
    most = (high - low) / (2 * critical)  # of s over its true value: beyond it nothing lies between
    first, last = (float(chi.ppf(end, df)) / np.sqrt(df) for end in (BEYOND, 1 - BEYOND))
    if most <= first:
        return 0.0
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half = (min(most, last) - first) / 2
    s = first + half * (nodes + 1)
    density = chi.pdf(s * np.sqrt(df), df) * np.sqrt(df)
    between = ndtr(high - critical * s) - ndtr(low + critical * s)
    return float(np.dot(weights, between * density) * half)
