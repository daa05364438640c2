"""The difference of two shares: nine intervals, each with the test that agrees with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from trialstats.engines.estimate import Estimate
from trialstats.engines.proportions.exact_difference import exact_limits, exact_tails
from trialstats.engines.proportions.inversion import limits, quantile, z_where_reached
from trialstats.engines.proportions.score import difference_statistic
from trialstats.engines.proportions.shares import refuse_nobody, wilson_limits
from trialstats.engines.tails import Tails, of_tails, of_z
from trialstats.errors import NoSuchNumber

__all__ = ["DIFFERENCE_INTERVALS", "difference_tails", "risk_difference"]

Counts = tuple[int, int, int, int]
Limits = tuple[float, float]
NO_SPREAD = (
    "each arm has the event in nobody or in everybody: there is no Wald interval; `interval: miettinen-nurminen`, "
    "`newcombe` or `agresti-caffo` have one"
)


@dataclass(frozen=True)
class Method:
    """How limits are found of counts and a confidence level, and how a value is tested, so that both agree."""

    limits: Callable[[Counts, float], Limits]
    tails: Callable[[Counts, float], Tails]


def risk_difference(
    count: int,
    total: int,
    count_reference: int,
    total_reference: int,
    conf_level: float,
    interval: str = "miettinen-nurminen",
) -> Estimate:
    """Compare two shares: their difference, by default with the score interval of Miettinen & Nurminen (1985).

    The p value is that of the test which the interval inverts: the interval excludes 0 where p < 1 - conf_level.
    FitError where an arm has nobody; NoSuchNumber where the interval asked for does not exist.
    """
    refuse_nobody(total, total_reference)
    counts = (count, total, count_reference, total_reference)
    method = DIFFERENCE_INTERVALS[interval]
    low, high = method.limits(counts, conf_level)
    return {
        "n": total + total_reference,
        "estimate": observed(counts),
        **of_tails(method.tails(counts, 0.0)),
        "conf_low": max(low, -1.0),
        "conf_high": min(high, 1.0),
        "conf_level": conf_level,
    }


def difference_tails(counts: Counts, value: float, interval: str) -> Tails:
    """Test that the difference is a value, such as a margin, in agreement with an interval."""
    refuse_nobody(counts[1], counts[3])
    return DIFFERENCE_INTERVALS[interval].tails(counts, value)


def observed(counts: Counts) -> float:
    count, total, count_reference, total_reference = counts
    return count / total - count_reference / total_reference


def by_score(*, corrected: bool) -> Method:
    def statistic(counts: Counts, delta: float) -> float:
        return difference_statistic(*counts, delta, corrected=corrected)

    return Method(
        lambda counts, level: limits(partial(statistic, counts), -1.0, 1.0, level),
        lambda counts, delta: of_z(statistic(counts, delta)),
    )


def by_error(place: Callable[[Counts], tuple[float, float, float]]) -> Method:
    """Give the interval of a centre, a standard error and a continuity correction, which widens it."""

    def interval(counts: Counts, level: float) -> Limits:
        centre, error, wider = place(counts)
        half = quantile(level) * error + wider
        return centre - half, centre + half

    def tails(counts: Counts, value: float) -> Tails:
        centre, error, wider = place(counts)
        beyond = centre - value
        return of_z(math.copysign(max(abs(beyond) - wider, 0.0), beyond) / error)

    return Method(interval, tails)


def wald_place(counts: Counts, corrected: bool = False) -> tuple[float, float, float]:
    count, total, count_reference, total_reference = counts
    share, reference = count / total, count_reference / total_reference
    error = math.sqrt(share * (1 - share) / total + reference * (1 - reference) / total_reference)
    if error == 0:
        raise NoSuchNumber(NO_SPREAD)
    return share - reference, error, (1 / total + 1 / total_reference) / 2 if corrected else 0.0


def agresti_caffo_place(counts: Counts) -> tuple[float, float, float]:
    """Agresti & Caffo, Am Stat 2000;54:280-288: one subject with and one without the event more in each arm."""
    count, total, count_reference, total_reference = counts
    return wald_place((count + 1, total + 2, count_reference + 1, total_reference + 2))


def hauck_anderson_place(counts: Counts) -> tuple[float, float, float]:
    """Hauck & Anderson, Am Stat 1986;40:318-322: variances over n - 1, corrected by half over the smaller arm."""
    count, total, count_reference, total_reference = counts
    if min(total, total_reference) < 2:
        raise NoSuchNumber("an arm has one subject alone: Hauck and Anderson divide by n - 1")
    share, reference = count / total, count_reference / total_reference
    error = math.sqrt(share * (1 - share) / (total - 1) + reference * (1 - reference) / (total_reference - 1))
    if error == 0:
        raise NoSuchNumber(NO_SPREAD)
    return share - reference, error, 1 / (2 * min(total, total_reference))


def newcombe_limits(counts: Counts, z: float, *, corrected: bool) -> Limits:
    """Newcombe, Stat Med 1998;17:873-890, method 10 (or 11, corrected): Wilson's limits of both arms combined."""
    count, total, count_reference, total_reference = counts
    share, reference = count / total, count_reference / total_reference
    low, high = wilson_limits(share, total, z, corrected=corrected)
    low_reference, high_reference = wilson_limits(reference, total_reference, z, corrected=corrected)
    return (
        share - reference - math.hypot(share - low, high_reference - reference),
        share - reference + math.hypot(high - share, reference - low_reference),
    )


def by_newcombe(*, corrected: bool) -> Method:
    def tails(counts: Counts, value: float) -> Tails:
        return of_z(z_where_reached(lambda z: newcombe_limits(counts, z, corrected=corrected), value))

    return Method(lambda counts, level: newcombe_limits(counts, quantile(level), corrected=corrected), tails)


DIFFERENCE_INTERVALS = {
    "miettinen-nurminen": by_score(corrected=True),
    "score": by_score(corrected=False),
    "newcombe": by_newcombe(corrected=False),
    "newcombe corrected": by_newcombe(corrected=True),
    "wald": by_error(wald_place),
    "wald corrected": by_error(partial(wald_place, corrected=True)),
    "agresti-caffo": by_error(agresti_caffo_place),
    "hauck-anderson": by_error(hauck_anderson_place),
    "exact": Method(exact_limits, exact_tails),
}
"""Interval and test of a difference by the words of the trial file; `score` is Mee's, and Farrington and Manning's."""
