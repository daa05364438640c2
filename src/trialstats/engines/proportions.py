"""Shares of subjects, and how two of them compare: difference, ratio and number needed to treat."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["difference_statistic", "needed_to_treat", "proportion", "ratio_statistic", "risk_difference", "risk_ratio"]

# The logarithm of the largest ratio that is looked for.
WIDEST = 30.0


def proportion(count: int, total: int, conf_level: float) -> Estimate:
    """Estimate a share with Wilson's interval (JASA 1927;22:209-212). FitError where there is nobody.

    Of nobody it begins at 0 and of everybody it ends at 1, which the formula reaches but for the last binary digit.
    """
    if total == 0:
        raise FitError("no subject")
    low, high = proportion_confint(count, total, 1 - conf_level, method="wilson")
    return {
        "count": count,
        "total": total,
        "n": total,
        "percent": 100 * count / total,
        "estimate": count / total,
        "conf_low": float(low) if count else 0.0,
        "conf_high": float(high) if count < total else 1.0,
        "conf_level": conf_level,
    }


def risk_difference(count: int, total: int, count_reference: int, total_reference: int, conf_level: float) -> Estimate:
    """Compare two shares: their difference, with the score interval of Miettinen & Nurminen (Stat Med 1985;4:213-226).

    The p value is that of the score test which the interval inverts: the interval excludes 0 where p < 1 - conf_level.
    FitError where an arm has nobody.
    """
    _refuse_nobody(total, total_reference)
    counts = (count, total, count_reference, total_reference)
    low, high = _limits(partial(difference_statistic, *counts), -1.0, 1.0, conf_level)
    z = difference_statistic(*counts, 0.0)
    return {
        "n": total + total_reference,
        "estimate": count / total - count_reference / total_reference,
        "statistic": z,
        "p_value": float(2 * stats.norm.sf(abs(z))),
        "conf_low": low,
        "conf_high": high,
        "conf_level": conf_level,
    }


def risk_ratio(count: int, total: int, count_reference: int, total_reference: int, conf_level: float) -> Estimate:
    """Compare two shares: their ratio, with the score interval of Miettinen & Nurminen.

    FitError where an arm has nobody, or the reference no event, so that there is no ratio.
    """
    _refuse_nobody(total, total_reference)
    if not count_reference:
        raise NoSuchNumber("no event in the reference arm: a ratio needs a share above zero to divide by")
    statistic = partial(ratio_statistic, count, total, count_reference, total_reference)
    low, high = _limits(statistic, -WIDEST, WIDEST, conf_level)
    return {
        "n": total + total_reference,
        "estimate": (count / total) / (count_reference / total_reference),
        "conf_low": math.exp(low) if count else 0.0,
        "conf_high": math.exp(high),
        "conf_level": conf_level,
    }


def needed_to_treat(difference: Estimate) -> Estimate:
    """Give the number needed to treat, 1 / difference, from a risk difference that is a benefit where positive.

    Its limits are the reciprocals of the difference's. FitError where the difference's interval holds zero: the
    number's would run through infinity (Altman, BMJ 1998;317:1309-1312), so there is none that two limits can show.
    """
    low, high = difference["conf_low"], difference["conf_high"]
    if low <= 0 <= high:
        raise NoSuchNumber(
            "the interval of the risk difference holds zero, so that of its reciprocal runs through infinity"
        )
    return {
        "n": difference["n"],
        "estimate": 1 / difference["estimate"],
        "conf_low": 1 / high,
        "conf_high": 1 / low,
        "conf_level": difference["conf_level"],
    }


def _limits(statistic: Callable[[float], float], low: float, high: float, conf_level: float) -> tuple[float, float]:
    """Invert a statistic that falls with the parameter: where it is +z and -z, or the end of the parameter's range."""
    z = float(stats.norm.ppf((1 + conf_level) / 2))
    found = []
    for target, end in ((z, low), (-z, high)):
        at_low, at_high = statistic(low) - target, statistic(high) - target
        found.append(
            float(optimize.brentq(lambda x, t=target: statistic(x) - t, low, high, xtol=1e-13, rtol=1e-13))
            if at_low > 0 > at_high
            else end
        )
    return found[0], found[1]


def _ratio_over(numerator: float, variance: float) -> float:
    if variance > 0:
        return numerator / math.sqrt(variance)
    return math.copysign(math.inf, numerator) if numerator else 0.0


def difference_statistic(count: int, total: int, count_reference: int, total_reference: int, delta: float) -> float:
    """Give Miettinen and Nurminen's z for a true difference `delta`, variances at the shares likeliest under it.

    Those shares solve a cubic, whose root they give in closed form.
    """
    n, events = total + total_reference, count + count_reference
    l2 = (total + 2 * total_reference) * delta - n - events
    l1 = (total_reference * delta - n - 2 * count_reference) * delta + events
    l0 = count_reference * delta * (1 - delta)
    q = (l2 / (3 * n)) ** 3 - l1 * l2 / (6 * n**2) + l0 / (2 * n)
    p = math.copysign(math.sqrt(max((l2 / (3 * n)) ** 2 - l1 / (3 * n), 0.0)), q)
    angle = (math.pi + math.acos(min(max(q / p**3, -1.0), 1.0))) / 3 if p else 0.0
    reference = min(max(2 * p * math.cos(angle) - l2 / (3 * n), max(0.0, -delta)), min(1.0, 1 - delta))
    active = reference + delta
    variance = active * (1 - active) / total + reference * (1 - reference) / total_reference
    observed = count / total - count_reference / total_reference
    return _ratio_over(observed - delta, variance * n / (n - 1))


def ratio_statistic(count: int, total: int, count_reference: int, total_reference: int, log_ratio: float) -> float:
    """Give Miettinen and Nurminen's z for a true ratio, variances at the shares likeliest under it."""
    n, ratio = total + total_reference, math.exp(log_ratio)
    b = ratio * total + count + total_reference + ratio * count_reference
    reference = (b - math.sqrt(max(b * b - 4 * n * ratio * (count + count_reference), 0.0))) / (2 * n * ratio)
    active = min(ratio * reference, 1.0)
    variance = active * (1 - active) / total + ratio**2 * reference * (1 - reference) / total_reference
    return _ratio_over(count / total - ratio * count_reference / total_reference, variance * n / (n - 1))


def _refuse_nobody(*totals: int) -> None:
    if not all(totals):
        raise FitError("an arm has no subject")
