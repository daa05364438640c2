"""Rank-sum tests, plain and stratified, and the shift that goes with them.

Wilcoxon: W = sum of the ranks of the active arm, mid-ranks for ties, against its mean m (N + 1) / 2 with the variance
m n / (N (N - 1)) * sum (r - (N + 1) / 2)^2 of all permutations; normal, without continuity correction.
van Elteren (Bull Int Stat Inst 1960;37:351-361): the strata's W - E(W) added with weights 1 / (N_h + 1); it equals the
row-mean-score statistic of SAS PROC FREQ with SCORES=MODRIDIT (CMH2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.ordered_differences import ordered_differences
from trialstats.engines.rounding import joined
from trialstats.errors import FitError

__all__ = ["hodges_lehmann", "van_elteren", "wilcoxon"]

Floats = NDArray[np.float64]


def wilcoxon(x: Floats, y: Floats) -> Estimate:
    """Test whether the scores x (m,) and y (n,) come from one distribution: statistic (z, positive where x is higher).

    Raises FitError where an arm has no value, or all values are the same.
    """
    return _test(*_deviation(x, y))


def van_elteren(strata: Sequence[tuple[Floats, Floats]]) -> Estimate:
    """Test the same within strata, each a pair of scores (x, y); `n` counts the subjects of strata with both arms.

    Strata with one arm only add nothing, and their subjects take no part. Raises FitError where no stratum has both
    arms and values that differ.
    """
    compared = [(x, y) for x, y in strata if x.size and y.size]
    parts = [(*_deviation(x, y), 1 / (x.size + y.size + 1)) for x, y in compared]
    excess = sum(weight * deviation for deviation, _, weight in parts)
    test = _test(excess, sum(weight**2 * variance for _, variance, weight in parts))
    return {"n": sum(x.size + y.size for x, y in compared), **test}


def _deviation(x: Floats, y: Floats) -> tuple[float, float]:
    """Return W - E(W) and its variance over all permutations."""
    total = x.size + y.size
    if not (x.size and y.size):
        raise FitError(f"needs a value in each arm, and there are {x.size} and {y.size}")
    centred = stats.rankdata(np.concatenate([x, y])) - (total + 1) / 2
    spread = float(centred @ centred)
    return float(centred[: x.size].sum()), x.size * y.size / (total * (total - 1)) * spread


def _test(deviation: float, variance: float) -> Estimate:
    if variance <= 0:
        raise FitError("no values differ between subjects that can be compared: there is nothing to test")
    z = deviation / math.sqrt(variance)
    return {"statistic": z, "p_value": float(2 * stats.norm.sf(abs(z)))}


def hodges_lehmann(x: Floats, y: Floats, conf_level: float, step: float = 0.0) -> Estimate:
    """Estimate the shift of x (m,) against y (n,): the median of all differences x_i - y_j, with Moses' interval.

    The interval goes from the C-th smallest to the C-th largest difference, C = floor(mn/2 - z sqrt(mn(N+1)/12))
    (Hollander & Wolfe 1999, Nonparametric Statistical Methods, section 4.3): the shifts that Wilcoxon's test does not
    reject, but for ties, with which it is too wide rather than too narrow. Values that differ by no more than `step`
    are the same.

    Raises FitError where too few values leave no interval of that confidence, and where no values differ.
    """
    pairs = x.size * y.size
    if pairs == 0:
        raise FitError(f"needs a value in each arm, and there are {x.size} and {y.size}")
    reach = float(stats.norm.ppf((1 + conf_level) / 2)) * math.sqrt(pairs * (x.size + y.size + 1) / 12)
    place = math.floor(pairs / 2 - reach)
    if place < 1:
        raise FitError(f"{x.size} and {y.size} values are too few for an interval of confidence {conf_level:g}")
    if np.ptp(joined(np.concatenate([x, y]), step)) == 0:
        raise FitError("no values differ between subjects that can be compared: there is no shift to estimate")
    places = [(pairs - 1) // 2, pairs // 2, place - 1, pairs - place]
    found = np.array(ordered_differences(x, y, places))
    found[np.abs(found) <= step] = 0.0
    return {
        "estimate": float(found[:2].mean()),
        "conf_low": float(found[2]),
        "conf_high": float(found[3]),
        "conf_level": conf_level,
    }
