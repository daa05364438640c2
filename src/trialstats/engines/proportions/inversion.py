"""From a statistic to an interval, and back: what an interval holds is what its test does not reject."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy import optimize, stats

__all__ = ["limits", "quantile", "z_over", "z_where_reached"]

# The largest z that is looked for: beyond it there is no p value in double precision.
FARTHEST = 37.0
DIGITS = 1e-13


def quantile(conf_level: float) -> float:
    """Give the z of a two-sided interval."""
    return float(stats.norm.ppf((1 + conf_level) / 2))


def z_over(numerator: float, variance: float) -> float:
    """Divide by the root of a variance; infinite where that is 0 and the numerator is not."""
    if variance > 0:
        return numerator / math.sqrt(variance)
    return math.copysign(math.inf, numerator) if numerator else 0.0


def limits(
    statistic: Callable[[float], float], low: float, high: float, conf_level: float, centre: float | None = None
) -> tuple[float, float]:
    """Invert a statistic that falls with the parameter: where it is +z and -z, or the end of the parameter's range.

    centre: a value between the limits, such as the estimate, where the statistic is steep or odd far from it.
    """
    z = quantile(conf_level)
    found = []
    for target, end in ((z, low), (-z, high)):
        first, last = (low, high) if centre is None else (min(end, centre), max(end, centre))
        at_first, at_last = statistic(first) - target, statistic(last) - target
        found.append(
            float(optimize.brentq(lambda x, t=target: statistic(x) - t, first, last, xtol=DIGITS, rtol=DIGITS))
            if at_first > 0 > at_last
            else end
        )
    return found[0], found[1]


def z_where_reached(limits_at: Callable[[float], tuple[float, float]], value: float) -> float:
    """Give the z whose interval just reaches a value: the statistic of an interval that has a formula and no test.

    limits_at: the interval of a z above 0. The result is positive where the value lies below the estimate.
    """
    low, high = limits_at(0.0)
    if low <= value <= high:
        return 0.0
    side, sign = (0, 1.0) if value < low else (1, -1.0)
    beyond = limits_at(FARTHEST)[side] - value
    if sign * beyond > 0:
        return sign * math.inf
    return sign * float(optimize.brentq(lambda z: limits_at(z)[side] - value, 0.0, FARTHEST, xtol=DIGITS, rtol=DIGITS))
