"""p values adjusted without a graph: all hypotheses alike.

Bonferroni; Holm (1979); Hochberg (Biometrika 1988;75:800-802); Hommel (Biometrika 1988;75:383-386), which is the closed
test of Simes' tests; Sidak, at once and after Holm; Benjamini & Hochberg (1995), which controls the rate of false
discoveries and not the chance of any.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from trialstats.engines.multiplicity.graph import Floats
from trialstats.engines.multiplicity.rejection import p_values

__all__ = ["benjamini_hochberg", "bonferroni", "hochberg", "holm", "holm_sidak", "hommel", "sidak", "simes"]


def bonferroni(p: ArrayLike) -> Floats:
    """min(1, m p)."""
    own = _taken(p)
    return np.minimum(1.0, own.size * own)


def holm(p: ArrayLike) -> Floats:
    """The largest (m - j + 1) p_(j) up to each."""
    return _down(_taken(p), lambda ordered, left: left * ordered)


def holm_sidak(p: ArrayLike) -> Floats:
    """The same with 1 - (1 - p)^left."""
    with np.errstate(divide="ignore"):
        return _down(_taken(p), lambda ordered, left: np.asarray(-np.expm1(left * np.log1p(-ordered))))


def sidak(p: ArrayLike) -> Floats:
    """1 - (1 - p)^m, of independent statistics."""
    own = _taken(p)
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(own.size * np.log1p(-own)))


def hochberg(p: ArrayLike) -> Floats:
    """The smallest (m - j + 1) p_(j) from each on."""
    own = _taken(p)
    order = np.argsort(-own, kind="stable")
    adjusted = np.empty(own.size)
    adjusted[order] = np.minimum.accumulate(np.arange(1, own.size + 1) * own[order])
    return np.minimum(1.0, adjusted)


def hommel(p: ArrayLike) -> Floats:
    """The largest p of Simes' test over the intersections that hold each.

    Of those of one size, that with the largest other p values has the largest.
    """
    own = _taken(p)
    others = [np.sort(np.delete(own, place))[::-1] for place in range(own.size)]
    return np.array(
        [
            max(simes([one, *rest[:size]]) for size in range(own.size))
            for one, rest in zip(own.tolist(), others, strict=True)
        ]
    )


def simes(p: ArrayLike) -> float:
    """Simes (Biometrika 1986;73:751-754): the p value of the intersection of all, the smallest m p_(j) / j."""
    own = np.sort(_taken(p))
    return float(min(1.0, (own.size * own / np.arange(1, own.size + 1)).min()))


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """The smallest m p_(j) / j from each on."""
    adjusted: Floats = np.asarray(stats.false_discovery_control(_taken(p)))
    return adjusted


def _taken(p: ArrayLike) -> Floats:
    return p_values(p, np.asarray(p).size)


def _down(own: Floats, step: Callable[[Floats, Floats], Floats]) -> Floats:
    """Adjust from the smallest on, each by how many are left, and never below the one before."""
    order = np.argsort(own, kind="stable")
    adjusted = np.empty(own.size)
    left = np.arange(own.size, 0, -1, dtype=float)
    adjusted[order] = np.maximum.accumulate(step(own[order], left))
    return np.minimum(1.0, adjusted)
