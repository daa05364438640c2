"""How probable it is that none of several test statistics goes beyond its limit: multivariate normal or t.

Statistics T_i = X_i / S with known correlation, S^2 a chi-squared over its degrees of freedom, 1 where these are
infinite. Where the correlation is a product, r_ij = l_i l_j, as between arms that are compared with one reference
(Dunnett, JASA 1955;50:1096-1121: l_i^2 = n_i / (n_i + n_0)),

    P = E_S int phi(z) prod_i [ F((c_i S - l_i z) / sqrt(1 - l_i^2)) - F((-c_i S - l_i z) / sqrt(1 - l_i^2)) ] dz

(one-sided: without what follows the minus), by Gauss-Legendre in panels: to 1e-10. Any other correlation goes by the
transformation of Genz (J Comput Graph Stat 1992;1:141-149) and a fixed lattice: to about 1e-6. Both give the same
number every time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from scipy import special, stats

from trialstats.engines.multiplicity.graph import Floats
from trialstats.errors import ArgumentError

__all__ = ["Sides", "check_correlation", "loadings", "within_limits"]

Sides = Literal[1, 2]
NODES, REACH, TAIL = 12, 9.0, 1e-16
POINTS = 2**17
SAME = 1e-10
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def check_correlation(correlation: Floats) -> None:
    """Raise ArgumentError where something is no correlation matrix of statistics that all differ."""
    square = correlation.ndim == 2 and correlation.shape[0] == correlation.shape[1]
    if not square or not np.allclose(correlation, correlation.T) or not np.allclose(correlation.diagonal(), 1):
        raise ArgumentError("a correlation matrix is square and symmetric and has ones on its diagonal")
    if np.linalg.eigvalsh(correlation).min() < 1e-9:
        raise ArgumentError("the correlation matrix is not positive definite: some statistic follows from the others")


def within_limits(limits: Floats, correlation: Floats, df: float = np.inf, sides: Sides = 2) -> float:
    """The probability that every T_i <= limits[i] (sides = 1), or |T_i| <= limits[i] (sides = 2)."""
    check_correlation(correlation)
    if sides == 2 and (limits <= 0).any():
        return 0.0
    factors = loadings(correlation)
    if factors is not None:
        return _by_product(limits, factors, df, sides)
    return _by_lattice(limits, correlation, df, sides)


def loadings(correlation: Floats) -> Floats | None:
    """The l of r_ij = l_i l_j; None where there are none, or one is not below 1."""
    m = len(correlation)
    apart = correlation - np.eye(m)
    if m == 1 or np.abs(apart).max() < SAME:
        return np.zeros(m)
    j, k = (int(place) for place in np.unravel_index(np.abs(apart).argmax(), apart.shape))
    third = np.minimum(np.abs(apart[j]), np.abs(apart[k]))
    i = int(third.argmax())
    own = apart[i, j] * apart[j, k] / apart[i, k] if third[i] > SAME else abs(apart[j, k])
    if own <= 0:
        return None
    factors = apart[j] / np.sqrt(own)
    factors[j] = np.sqrt(own)
    product = np.outer(factors, factors)
    np.fill_diagonal(product, 0.0)
    return factors if np.abs(product - apart).max() < SAME and (factors**2 < 1 - 1e-8).all() else None


def _by_product(limits: Floats, factors: Floats, df: float, sides: Sides) -> float:
    """One integral over what the statistics share, and one over S."""
    rest = np.sqrt(1 - factors**2)
    # Two-sided, what is integrated is the same at z and -z.
    start, times = (0.0, 2.0) if sides == 2 else (-REACH, 1.0)
    z, weight = _panels(start, REACH, int((REACH - start) * max(1.5, 1 / rest.min())))
    density = times * weight * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    s, chance = _scale(df)
    product = np.ones((s.size, z.size))
    for limit, factor, left in zip(limits, factors, rest, strict=True):
        shared = factor * z / left
        inside = special.ndtr(limit / left * s[:, None] - shared)
        if sides == 2:
            inside -= special.ndtr(-limit / left * s[:, None] - shared)
        product *= inside
    return float(np.clip(chance @ product @ density, 0.0, 1.0))


@lru_cache
def _panels(low: float, high: float, panels: int) -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss and Legendre in panels of equal width."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    edges = np.linspace(low, high, panels + 1)
    half = np.diff(edges)[:, None] / 2
    middle = edges[:-1, None] + half
    return (middle + half * nodes).ravel(), (half * weights).ravel()


@lru_cache
def _scale(df: float) -> tuple[Floats, Floats]:
    """Nodes of S, and their probabilities: along log S, whose density is smooth for every df."""
    if np.isinf(df):
        return np.ones(1), np.ones(1)
    ends = np.log(np.array([stats.chi2.ppf(TAIL, df), stats.chi2.isf(TAIL, df)]) / df) / 2
    log_s, weight = _panels(float(ends[0]), float(ends[1]), max(12, int(1.5 * (ends[1] - ends[0]))))
    s = np.exp(log_s)
    chance = weight * stats.chi2.pdf(df * s**2, df) * 2 * df * s**2
    return s, chance / chance.sum()  # of a large df the density is known to fewer digits than its shape


def _by_lattice(limits: Floats, correlation: Floats, df: float, sides: Sides) -> float:
    """Genz: one statistic after the other given those before, averaged over the points of a lattice."""
    m = len(limits)
    root = np.linalg.cholesky(correlation)
    points = _lattice(m)
    scale = np.ones(POINTS) if np.isinf(df) else np.sqrt(stats.chi2.ppf(points[m - 1], df) / df)
    chance, drawn = np.ones(POINTS), np.zeros((m, POINTS))
    for i in range(m):
        before = root[i, :i] @ drawn[:i]
        above = special.ndtr((limits[i] * scale - before) / root[i, i])
        below = special.ndtr((-limits[i] * scale - before) / root[i, i]) if sides == 2 else 0.0
        chance *= above - below
        if i < m - 1:
            drawn[i] = special.ndtri(np.clip(below + points[i] * (above - below), 1e-300, 1 - 1e-16))
    return float(np.clip(chance.mean(), 0.0, 1.0))


@lru_cache(maxsize=4)
def _lattice(dimensions: int) -> Floats:
    """Richtmyer's lattice, folded so that what it integrates is periodic: (dimensions, POINTS) within (0, 1)."""
    if dimensions > len(PRIMES):
        raise ArgumentError(f"{dimensions} statistics are too many for one test; {len(PRIMES)} are the most")
    steps = np.arange(1, POINTS + 1) * np.sqrt(np.array(PRIMES[:dimensions]))[:, None]
    folded: Floats = np.abs(2 * (steps % 1.0) - 1)
    return np.clip(folded, 1e-12, 1 - 1e-12)
