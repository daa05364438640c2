"""The precision of a mixed model for repeated measures at one visit, where values are missing.

A subject seen at the visits g tells S[g, g]^-1 of the means, so that the mean of an arm at the visits has the variance
I^-1 / n with I the mean of these over the patterns of who is seen when (Lu, Luo & Chen, Int J Biostat 2008;4(1),
formula 3, where the patterns are those of dropout).
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

__all__ = ["Patterns", "conditional_on", "patterns", "variance_factor"]

Floats = NDArray[np.float64]
Patterns = list[tuple[tuple[bool, ...], float]]


def patterns(retained: Floats, missed: float = 0.0) -> Patterns:
    """Give the visits seen and how often: retained (T,) falls; of those still there each visit is missed by itself."""
    here = np.append(np.asarray(retained, dtype=float), 0.0)
    found: dict[tuple[bool, ...], float] = {}
    for last in range(len(here)):
        stays = float((here[last - 1] if last else 1.0) - here[last])  # seen until visit `last`, and not after
        if stays <= 0:
            continue
        for seen in product((True, False), repeat=last) if missed else [(True,) * last]:
            key = (*seen, *(False,) * (len(here) - 1 - last))
            chance = stays * float(np.prod([1 - missed if one else missed for one in seen]))
            found[key] = found.get(key, 0.0) + chance
    return list(found.items())


def variance_factor(covariance: Floats, of: Patterns, visit: int) -> float:
    """The variance of an arm's mean at a visit, times the number of its subjects; covariance (T, T)."""
    information = np.zeros_like(covariance)
    for seen, chance in of:
        places = np.flatnonzero(seen)
        if places.size:
            information[np.ix_(places, places)] += chance * np.linalg.inv(covariance[np.ix_(places, places)])
    return float(np.linalg.inv(information)[visit, visit])


def conditional_on(covariance: Floats, *, by_visit: bool) -> Floats:
    """The covariance (T, T) of the visits after baseline, adjusted for baseline, the first of covariance (T+1, T+1).

    With a coefficient a visit that is the conditional one. With one for all visits, b, the slopes s of the visits
    differ from it, and v (s - b)(s - b)' remains, v being the variance at baseline; b is the one that weights the
    slopes by the inverse of the conditional covariance.
    """
    variance, slopes = covariance[0, 0], covariance[1:, 0] / covariance[0, 0]
    conditional = covariance[1:, 1:] - variance * np.outer(slopes, slopes)
    if by_visit:
        return np.asarray(conditional)
    weights = np.linalg.solve(conditional, np.ones(len(slopes)))
    apart = slopes - weights @ slopes / weights.sum()
    return np.asarray(conditional + variance * np.outer(apart, apart))
