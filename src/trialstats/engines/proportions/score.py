"""Score statistics of two shares: the variance is that of the shares likeliest under the value that is tested.

Miettinen & Nurminen, Stat Med 1985;4:213-226, whose variance has the factor N / (N - 1); without it (`corrected` false)
they are the statistics of Mee (Biometrics 1984;40:1175) and Farrington & Manning (Stat Med 1990;9:1447-1454) of a
difference, of Koopman (Biometrics 1984;40:513-517) of a ratio. Counts and totals are numbers, or arrays of them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.proportions.inversion import z_over

__all__ = [
    "difference_error",
    "difference_shares",
    "difference_statistic",
    "difference_variance",
    "odds_shares",
    "odds_statistic",
    "ratio_shares",
    "ratio_statistic",
]

Floats = NDArray[np.float64]
Shares = tuple[Any, Any]


def difference_shares(count: Any, total: Any, count_reference: Any, total_reference: Any, delta: float) -> Shares:
    """Give the likeliest shares of arm and reference whose difference is `delta`: the root of a cubic."""
    n, events = total + total_reference, count + count_reference
    l2 = (total + 2 * total_reference) * delta - n - events
    l1 = (total_reference * delta - n - 2 * count_reference) * delta + events
    l0 = count_reference * delta * (1 - delta)
    q = (l2 / (3 * n)) ** 3 - l1 * l2 / (6 * n**2) + l0 / (2 * n)
    p = np.copysign(np.sqrt(np.maximum((l2 / (3 * n)) ** 2 - l1 / (3 * n), 0.0)), q)
    cube = p**3
    flat = cube == 0
    angle = np.where(flat, 0.0, (math.pi + np.arccos(np.clip(q / np.where(flat, 1.0, cube), -1.0, 1.0))) / 3)
    reference = np.clip(2 * p * np.cos(angle) - l2 / (3 * n), max(0.0, -delta), min(1.0, 1 - delta))
    return reference + delta, reference


def ratio_shares(count: Any, total: Any, count_reference: Any, total_reference: Any, ratio: float) -> Shares:
    """Give the likeliest shares of arm and reference whose ratio is `ratio`."""
    n = total + total_reference
    b = ratio * total + count + total_reference + ratio * count_reference
    root = np.sqrt(np.maximum(b * b - 4 * n * ratio * (count + count_reference), 0.0))
    # The smaller root of the quadratic, written so that a ratio near 0 does not cancel its digits away.
    reference = np.minimum(2 * (count + count_reference) / (b + root), 1.0)
    return np.minimum(ratio * reference, 1.0), reference


def odds_shares(count: Any, total: Any, count_reference: Any, total_reference: Any, odds: float) -> Shares:
    """Give the likeliest shares of arm and reference whose odds have the ratio `odds`."""
    events = count + count_reference
    a = total_reference * (odds - 1)
    b = total * odds + total_reference - events * (odds - 1)
    root = np.sqrt(np.maximum(b * b + 4 * a * events, 0.0))
    reference = np.minimum(2 * events / (b + root), 1.0)
    return np.minimum(odds * reference / (1 + reference * (odds - 1)), 1.0), reference


def correction(total: Any, total_reference: Any, *, corrected: bool) -> Any:
    """Give the factor N / (N - 1) of a variance, or 1."""
    n = total + total_reference
    return n / (n - 1) if corrected else 1.0


def difference_variance(
    count: Any, total: Any, count_reference: Any, total_reference: Any, delta: float, *, corrected: bool = True
) -> Any:
    """Give the variance of the difference of observed shares, at the shares likeliest under a true one of `delta`."""
    active, reference = difference_shares(count, total, count_reference, total_reference, delta)
    variance = active * (1 - active) / total + reference * (1 - reference) / total_reference
    return np.maximum(variance, 0.0) * correction(total, total_reference, corrected=corrected)


def difference_error(count: int, total: int, count_reference: int, total_reference: int, delta: float) -> float:
    """Give the standard error of Farrington and Manning's test of a margin, which SAS prints beside it."""
    counts = (count, total, count_reference, total_reference)
    return float(np.sqrt(difference_variance(*counts, delta, corrected=False)))


def difference_statistic(
    count: int, total: int, count_reference: int, total_reference: int, delta: float, *, corrected: bool = True
) -> float:
    """Give z for a true difference of `delta`."""
    variance = difference_variance(count, total, count_reference, total_reference, delta, corrected=corrected)
    return z_over(count / total - count_reference / total_reference - delta, float(variance))


def ratio_statistic(
    count: int, total: int, count_reference: int, total_reference: int, log_ratio: float, *, corrected: bool = True
) -> float:
    """Give z for a true ratio, of which the logarithm is given."""
    ratio = math.exp(log_ratio)
    active, reference = ratio_shares(count, total, count_reference, total_reference, ratio)
    variance = active * (1 - active) / total + ratio**2 * reference * (1 - reference) / total_reference
    variance = float(variance) * correction(total, total_reference, corrected=corrected)
    return z_over(count / total - ratio * count_reference / total_reference, variance)


def odds_statistic(
    count: int, total: int, count_reference: int, total_reference: int, log_odds: float, *, corrected: bool = True
) -> float:
    """Give z for a true odds ratio, of which the logarithm is given: events in the arm beyond those likeliest."""
    active, reference = odds_shares(count, total, count_reference, total_reference, math.exp(log_odds))
    within, beside = total * active * (1 - active), total_reference * reference * (1 - reference)
    if not (within > 0 and beside > 0):
        return 0.0 if count in (total * active, 0) else math.copysign(math.inf, count - total * float(active))
    variance = float(1 / (1 / within + 1 / beside)) * correction(total, total_reference, corrected=corrected)
    return z_over(float(count - total * active), variance)
