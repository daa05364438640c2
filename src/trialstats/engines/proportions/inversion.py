"""From a statistic to an interval, and back: what an interval holds is what its test does not reject."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import optimize, stats

from trialstats.engines.estimate import Estimate

__all__ = ["Tails", "limits", "of_tails", "of_z", "quantile", "z_over", "z_where_reached"]

# The largest z that is looked for: beyond it there is no p value in double precision.
FARTHEST = 37.0
DIGITS = 1e-13


@dataclass(frozen=True)
class Tails:
    """One-sided p values of a value of the parameter: that it is larger than the value, and that it is smaller.

    above: of the hypothesis that the parameter is at most the value; below: that it is at least the value.
    z: the statistic, positive where the estimate is larger; None of an exact test.
    """

    above: float
    below: float
    z: float | None = None

    @property
    def both(self) -> float:
        """The two-sided p value: twice the smaller."""
        return min(1.0, 2 * min(self.above, self.below))


def of_z(z: float) -> Tails:
    """Give the p values of a statistic that is standard normal where the parameter has the value."""
    return Tails(float(stats.norm.sf(z)), float(stats.norm.cdf(z)), z)


def of_tails(tails: Tails) -> Estimate:
    """Give the two-sided test as numbers of an estimate."""
    told = {} if tails.z is None or not math.isfinite(tails.z) else {"statistic": tails.z}
    return {**told, "p_value": tails.both}


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
