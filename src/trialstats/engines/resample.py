"""Bootstrap and permutation of the difference of two arms' means, without a loop over draws."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trialstats.errors import FitError

__all__ = ["bca_limits", "bootstrap_indices", "difference_draws", "percentile_limits", "permutation_p"]

Floats = NDArray[np.float64]

# Numbers held at once: draws are taken in chunks of so many.
HELD = 4_000_000


def bootstrap_indices(size: int, draws: int, random: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    """Draw subjects with replacement: chunks (k, size) of indices, `draws` rows in all."""
    rows = max(1, HELD // max(size, 1))
    for start in range(0, draws, rows):
        yield random.integers(0, size, (min(rows, draws - start), size))


def difference_draws(
    active: Floats, reference: Floats, draws: int, streams: tuple[np.random.Generator, np.random.Generator]
) -> Floats:
    """Give bootstrap differences of means, subjects drawn within their arm: (draws,)."""
    means = [
        np.concatenate([values[index].mean(axis=1) for index in bootstrap_indices(len(values), draws, random)])
        for values, random in zip((active, reference), streams, strict=True)
    ]
    return np.asarray(means[0] - means[1])


def percentile_limits(draws: Floats, conf_level: float) -> tuple[float, float]:
    """Give the percentile interval (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13)."""
    low, high = np.quantile(draws, [(1 - conf_level) / 2, (1 + conf_level) / 2])
    return float(low), float(high)


def bca_limits(draws: Floats, active: Floats, reference: Floats, conf_level: float) -> tuple[float, float]:
    """Give the bias-corrected and accelerated interval of a difference of means (Efron, JASA 1987;82:171-185).

    The acceleration of several samples is sum(l^3 / n^3) / (6 sum(l^2 / n^2)^1.5), l the influence of a subject on
    the estimate and n the size of its arm (Davison & Hinkley, Bootstrap Methods, 1997, equation 5.30).
    Raises FitError where all draws lie on one side of the estimate, so that the bias correction is infinite.
    """
    estimate = active.mean() - reference.mean()
    below = float(np.mean(draws < estimate) + np.mean(draws == estimate) / 2)
    influences = [active - active.mean(), -(reference - reference.mean())]
    spread = sum(float((d**2).sum()) / len(d) ** 2 for d in influences)
    if not 0 < below < 1 or spread == 0:
        raise FitError("the bootstrap draws do not vary around the estimate: there is no BCa interval")
    skew = sum(float((d**3).sum()) / len(d) ** 3 for d in influences)
    acceleration, bias = skew / (6 * spread**1.5), float(special.ndtri(below))
    tails = special.ndtri([(1 - conf_level) / 2, (1 + conf_level) / 2]) + bias
    low, high = np.quantile(draws, special.ndtr(bias + tails / (1 - acceleration * tails)))
    return float(low), float(high)


def permutation_p(active: Floats, reference: Floats, permutations: int, random: np.random.Generator) -> float:
    """Give the two-sided p of random permutations of arms: (b + 1) / (B + 1), b the differences as large or larger.

    Phipson & Smyth, Stat Appl Genet Mol Biol 2010;9:39: never zero, and a valid test at every B.
    """
    both = np.concatenate([active, reference])
    size, observed = len(active), abs(active.mean() - reference.mean())
    total, n = both.sum(), len(both)
    as_large, rows = 0, max(1, HELD // n)
    for start in range(0, permutations, rows):
        keys = random.random((min(rows, permutations - start), n))
        chosen = np.argpartition(keys, size - 1, axis=1)[:, :size]
        sums = both[chosen].sum(axis=1)
        differences = np.abs(sums / size - (total - sums) / (n - size))
        as_large += int((differences >= observed - 1e-9 * max(1.0, observed)).sum())
    return (as_large + 1) / (permutations + 1)
