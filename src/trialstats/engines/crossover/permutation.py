"""Exact distributions of the sum of scores in one of two groups, over all ways to choose the group."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["exact_p", "wilcoxon_quantile"]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def exact_p(scores: Integers, size: int) -> float:
    """P(the sum of `size` of the scores is as far from its mean as that of the first `size`, or farther).

    scores: (n,) whole numbers, ties as they are: twice the midranks, or -1, 0 and 1.
    """
    lowest = int(scores.min())
    shifted = np.asarray(scores, dtype=int) - lowest
    weights = _distribution(shifted, size)
    sums = np.arange(len(weights))
    # n T - m S: whole numbers, so that what is equally far is equally far.
    distance = np.abs(len(scores) * sums - size * int(shifted.sum()))
    seen = abs(len(scores) * int(shifted[:size].sum()) - size * int(shifted.sum()))
    return min(float(weights[distance >= seen].sum()), 1.0)


def _distribution(scores: Integers, size: int) -> Floats:
    """Give P(sum = s) for s = 0 .. of `size` scores drawn without replacement; scores are not negative."""
    top = int(np.sort(scores)[len(scores) - size :].sum())
    ways = np.zeros((size + 1, top + 1))
    ways[0, 0] = 1.0
    for score in scores:
        moved = np.zeros_like(ways[:-1])
        moved[:, score:] = ways[:-1, : top + 1 - score]
        ways[1:] += moved
    probabilities: Floats = ways[size] / math.comb(len(scores), size)
    return probabilities


def wilcoxon_quantile(probability: float, m: int, n: int) -> int:
    """Give the smallest w with P(W <= w) >= probability, W the Mann-Whitney count without ties, but 1 at the least.

    It is the place of the lower limit among the ordered differences (Hollander & Wolfe 1999, section 4.3).
    """
    weights = _distribution(np.arange(1, m + n + 1), m)[m * (m + 1) // 2 :]
    # A sum that equals the probability but for rounding reaches it.
    return max(int(np.searchsorted(np.cumsum(weights), probability * (1 - 1e-12))), 1)
