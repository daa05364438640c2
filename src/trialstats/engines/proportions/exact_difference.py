"""The exact unconditional interval of a difference of shares, from two one-sided score tests (SAS METHOD=SCORE).

Chan & Zhang, Biometrics 1999;55:1202-1209. The p value of a difference is the largest probability, over all shares
that have it, of tables whose score statistic lies at least as far on its side as that of the table observed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from trialstats.engines.proportions.score import difference_variance
from trialstats.engines.tails import Tails
from trialstats.errors import FitError

__all__ = ["MOST_TABLES", "exact_limits", "exact_tails"]

Counts = tuple[int, int, int, int]
Floats = NDArray[np.float64]
# Tables beyond which an exact interval is refused: it would take minutes, and hardly differ from the score interval.
MOST_TABLES = 1_000_000
# Shares at which the probability is looked for at first, and how much of a statistic is rounding.
SHARES, ROUNDING = 101, 1e-9
# Differences at which a limit is looked for at first, and its digits.
STEPS, DIGITS = 40, 1e-7


def exact_limits(counts: Counts, conf_level: float) -> tuple[float, float]:
    """Give the limits: the differences nearest to the estimate beyond which no one-sided test reaches half of alpha."""
    refuse_many(counts)
    count, total, count_reference, total_reference = counts
    estimate = count / total - count_reference / total_reference
    half = (1 - conf_level) / 2
    low = outermost(lambda delta: one_sided(counts, delta, +1) - half, -1.0, estimate)
    high = outermost(lambda delta: one_sided(counts, delta, -1) - half, 1.0, estimate)
    return low, high


def exact_tails(counts: Counts, value: float) -> Tails:
    """Give the one-sided exact p values of a difference."""
    refuse_many(counts)
    return Tails(one_sided(counts, value, +1), one_sided(counts, value, -1))


def refuse_many(counts: Counts) -> None:
    tables = (counts[1] + 1) * (counts[3] + 1)
    if tables > MOST_TABLES:
        raise FitError(
            f"an exact interval would look at {tables:,} tables again and again: with so many subjects take "
            "`interval: miettinen-nurminen`"
        )


def one_sided(counts: Counts, delta: float, side: int) -> float:
    """Give the largest probability of tables at least as far above (`side` 1) or below (-1) a true difference."""
    count, total, count_reference, total_reference = counts
    arm, reference = np.arange(total + 1.0)[:, None], np.arange(total_reference + 1.0)[None, :]
    gap = arm / total - reference / total_reference - delta
    variance = difference_variance(arm, float(total), reference, float(total_reference), delta, corrected=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, gap / np.sqrt(variance), np.where(np.abs(gap) > ROUNDING, np.sign(gap) * np.inf, 0))
    far = (side * z >= side * z[count, count_reference] - ROUNDING).astype(float)

    def probability(share: Floats) -> Floats:
        of_arm, of_reference = binomial(total, share + delta), binomial(total_reference, share)
        return np.asarray(((of_arm @ far) * of_reference).sum(axis=1))

    return largest(probability, max(0.0, -delta), min(1.0, 1 - delta))


def binomial(total: int, share: Floats) -> Floats:
    """Give the probabilities of 0 to `total` events at each share, (shares, total + 1)."""
    p, x = np.clip(share, 0.0, 1.0)[:, None], np.arange(total + 1.0)
    choose = -np.log1p(total) - special.betaln(total - x + 1, x + 1)
    return np.asarray(np.exp(choose + special.xlogy(x, p) + special.xlog1py(total - x, -p)))


def largest(probability: Callable[[Floats], Floats], low: float, high: float) -> float:
    """Find the largest value of a function of a share: on a grid, then around the best places of it."""
    grid = np.linspace(low, high, SHARES)
    values = probability(grid)
    best = float(values.max())
    inner = np.flatnonzero((values[1:-1] >= values[:-2]) & (values[1:-1] >= values[2:])) + 1
    for place in inner[np.argsort(values[inner])[-3:]]:
        bounds = (float(grid[place - 1]), float(grid[place + 1]))
        found = optimize.minimize_scalar(
            lambda share: -float(probability(np.array([share]))[0]),
            bounds=bounds,
            method="bounded",
            options={"xatol": 1e-9},
        )
        best = max(best, -float(found.fun))
    return min(best, 1.0)


def outermost(excess: Callable[[float], float], end: float, estimate: float) -> float:
    """Find, coming from the end of the range, where a p value first exceeds its part of alpha."""
    if end == estimate or excess(end) > 0:
        return end
    steps = np.linspace(end, estimate, STEPS + 1)
    outer = end
    for step in map(float, steps[1:]):
        if excess(step) > 0:
            return float(optimize.brentq(excess, outer, step, xtol=DIGITS))
        outer = step
    return estimate
