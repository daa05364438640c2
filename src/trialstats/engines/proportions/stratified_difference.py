"""The difference of two shares over strata: five ways to weigh it, each with an interval and the test of that.

mantel-haenszel: sum of w (p1 - p0), weights n1 n0 / N, with the variance of Sato (Biometrics 1989;45:1323-1324; SAS
    COMMONRISKDIFF), which is right for many small strata and for few large ones, or of Greenland & Robins (Biometrics
    1985;41:55-68), which needs large ones.
miettinen-nurminen: the stratified score interval with the same weights, which do not move with the difference tested.
miettinen-nurminen optimal: the same with the weights of Miettinen & Nurminen (1985), the inverse of a variance that is
    common to the strata at the difference tested; its estimate is where the score is 0.
newcombe: Yan & Su, Stat Biopharm Res 2010;2:383-392, with Mantel-Haenszel weights.
summary score: midpoints of the strata's Miettinen-Nurminen intervals, weighted by the inverse of their squared widths
    (SAS COMMONRISKDIFF, "summary score").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from trialstats.engines.estimate import Estimate
from trialstats.engines.proportions.difference import risk_difference
from trialstats.engines.proportions.inversion import limits, quantile, z_over, z_where_reached
from trialstats.engines.proportions.score import difference_shares, difference_variance
from trialstats.engines.proportions.shares import wilson_limits
from trialstats.engines.proportions.strata import Strata
from trialstats.engines.tails import Tails, of_tails, of_z
from trialstats.errors import NoSuchNumber

__all__ = ["STRATIFIED_DIFFERENCES", "stratified_difference", "stratified_difference_tails"]

Floats = NDArray[np.float64]
Limits = tuple[float, float]


@dataclass(frozen=True)
class Method:
    """Estimate and standard error (None where there is none), limits and the test of a value, of strata and a level.

    Of most, the level of confidence decides the limits alone.
    """

    estimate: Callable[[Strata, float], tuple[float, float | None]]
    limits: Callable[[Strata, float], Limits]
    tails: Callable[[Strata, float, float], Tails]


def stratified_difference(strata: Strata, conf_level: float, method: str = "mantel-haenszel") -> Estimate:
    """Compare two shares over strata; NoSuchNumber where the interval asked for does not exist."""
    own = STRATIFIED_DIFFERENCES[method]
    estimate, error = own.estimate(strata, conf_level)
    low, high = own.limits(strata, conf_level)
    return {
        "n": strata.n,
        "estimate": estimate,
        **({} if error is None else {"std_error": error}),
        **of_tails(own.tails(strata, 0.0, conf_level)),
        "conf_low": max(low, -1.0),
        "conf_high": min(high, 1.0),
        "conf_level": conf_level,
    }


def stratified_difference_tails(strata: Strata, value: float, method: str, conf_level: float = 0.95) -> Tails:
    """Test that the difference is a value, such as a margin, in agreement with an interval."""
    return STRATIFIED_DIFFERENCES[method].tails(strata, value, conf_level)


def weighted(strata: Strata) -> float:
    return float(strata.mantel_haenszel @ (strata.share - strata.share_reference))


def sato(strata: Strata) -> float:
    n1, n0, size = strata.total, strata.total_reference, strata.size
    x1, x0 = strata.count, strata.count_reference
    p = (n1**2 * x0 - n0**2 * x1 + n1 * n0 * (n0 - n1) / 2) / size**2
    q = (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * size)
    return float((weighted(strata) * p.sum() + q.sum()) / (n1 * n0 / size).sum() ** 2)


def greenland_robins(strata: Strata) -> float:
    share, reference, w = strata.share, strata.share_reference, strata.mantel_haenszel
    spread = share * (1 - share) / strata.total + reference * (1 - reference) / strata.total_reference
    return float((w**2 * spread).sum())


def by_error(place: Callable[[Strata], tuple[float, float]]) -> Method:
    """Give the interval of an estimate and its standard error."""

    def interval(strata: Strata, level: float) -> Limits:
        estimate, error = place(strata)
        return estimate - quantile(level) * error, estimate + quantile(level) * error

    def tails(strata: Strata, value: float, _: float) -> Tails:
        estimate, error = place(strata)
        return of_z((estimate - value) / error)

    return Method(lambda strata, _: place(strata), interval, tails)


def with_variance(variance: Callable[[Strata], float], strata: Strata) -> tuple[float, float]:
    found = variance(strata)
    if not found > 0:
        raise NoSuchNumber(
            "in each stratum the event is that of nobody or of everybody in an arm: there is no standard error; "
            "`combine: miettinen-nurminen` or `newcombe` have an interval"
        )
    return weighted(strata), math.sqrt(found)


def score(strata: Strata, delta: float, weights: Floats, *, corrected: bool = True) -> float:
    variance = difference_variance(*strata.counts, delta, corrected=corrected)
    gap = weights @ (strata.share - strata.share_reference) - delta
    return z_over(float(gap), float((weights**2 * variance).sum()))


def fixed_score(strata: Strata, delta: float, *, corrected: bool) -> float:
    return score(strata, delta, strata.mantel_haenszel, corrected=corrected)


def by_score(statistic: Callable[[Strata, float], float], estimate: Callable[[Strata], float]) -> Method:
    return Method(
        lambda strata, _: (estimate(strata), None),
        lambda strata, level: limits(partial(statistic, strata), -1.0, 1.0, level),
        lambda strata, delta, _: of_z(statistic(strata, delta)),
    )


def optimal_weights(strata: Strata, delta: float) -> Floats:
    """Weigh by 1 / (R / n1 + 1 / n0), R the ratio of the variances of the weighted mean shares under `delta`.

    The weights and the mean shares that they give are found in turns (Miettinen & Nurminen 1985, p. 219).
    """
    active, reference = difference_shares(*strata.counts, delta)
    weights = strata.mantel_haenszel
    for _ in range(200):
        within, beside = (float(weights @ shares) for shares in (active, reference))
        above, below = within * (1 - within), beside * (1 - beside)
        if not (above > 0 and below > 0):
            return weights
        new = 1 / (above / below / strata.total + 1 / strata.total_reference)
        new = new / new.sum()
        if np.abs(new - weights).max() < 1e-14:
            return np.asarray(new)
        weights = new
    return weights


def optimal_score(strata: Strata, delta: float) -> float:
    return score(strata, delta, optimal_weights(strata, delta))


def optimal_estimate(strata: Strata) -> float:
    """Find the difference at which the score is 0: the mean of the strata's with the weights at itself."""

    def gap(delta: float) -> float:
        return float(optimal_weights(strata, delta) @ (strata.share - strata.share_reference)) - delta

    if gap(-1.0) <= 0:
        return -1.0
    return 1.0 if gap(1.0) >= 0 else float(optimize.brentq(gap, -1.0, 1.0, xtol=1e-13))


def newcombe_at(strata: Strata, z: float) -> Limits:
    weights = strata.mantel_haenszel
    share, reference = float(weights @ strata.share), float(weights @ strata.share_reference)
    low, high = wilson_of(weights, strata.share, strata.total, z)
    low_reference, high_reference = wilson_of(weights, strata.share_reference, strata.total_reference, z)
    spread, spread_reference = ((weights**2 / n).sum() for n in (strata.total, strata.total_reference))

    def half(one: float, other: float) -> float:
        return z * math.sqrt(max(spread * one * (1 - one) + spread_reference * other * (1 - other), 0.0))

    difference = share - reference
    return difference - half(low, high_reference), difference + half(high, low_reference)


def wilson_of(weights: Floats, share: Floats, total: Floats, z: float) -> Limits:
    """Combine Wilson's limits of the strata at the z at which their weighted halves are the half of the whole."""
    errors = np.sqrt(share * (1 - share) / total)
    if not (weights @ errors) > 0:
        errors = np.sqrt(1 / total)  # what both sums tend to where every share goes to 0, or to 1, alike
    inner = z * float(np.sqrt((weights**2 * errors**2).sum()) / (weights @ errors))
    found = [wilson_limits(float(p), float(n), inner) for p, n in zip(share, total, strict=True)]
    low, high = zip(*found, strict=True)
    return float(weights @ np.array(low)), float(weights @ np.array(high))


def newcombe_tails(strata: Strata, value: float, _: float) -> Tails:
    return of_z(z_where_reached(partial(newcombe_at, strata), value))


def summary_place(strata: Strata, conf_level: float) -> tuple[float, float]:
    """Give the summary score estimate and its standard error, which hangs on the level of the strata's intervals."""
    tables = np.column_stack(strata.counts).astype(int).tolist()
    found = [risk_difference(x1, n1, x0, n0, conf_level) for x1, n1, x0, n0 in tables]
    low, high = (np.array([made[name] for made in found]) for name in ("conf_low", "conf_high"))
    precision = (2 * quantile(conf_level) / (high - low)) ** 2
    return float((precision @ ((low + high) / 2)) / precision.sum()), float(1 / math.sqrt(precision.sum()))


def summary_limits(strata: Strata, conf_level: float) -> Limits:
    estimate, error = summary_place(strata, conf_level)
    return estimate - quantile(conf_level) * error, estimate + quantile(conf_level) * error


def summary_tails(strata: Strata, value: float, conf_level: float) -> Tails:
    estimate, error = summary_place(strata, conf_level)
    return of_z((estimate - value) / error)


STRATIFIED_DIFFERENCES = {
    "mantel-haenszel": by_error(partial(with_variance, sato)),
    "mantel-haenszel, greenland-robins": by_error(partial(with_variance, greenland_robins)),
    "miettinen-nurminen": by_score(partial(fixed_score, corrected=True), weighted),
    "score": by_score(partial(fixed_score, corrected=False), weighted),
    "miettinen-nurminen optimal": by_score(optimal_score, optimal_estimate),
    "newcombe": Method(
        lambda strata, _: (weighted(strata), None),
        lambda strata, level: newcombe_at(strata, quantile(level)),
        newcombe_tails,
    ),
    "summary score": Method(summary_place, summary_limits, summary_tails),
}
"""Ways to combine differences by the words of the trial file; `score` is miettinen-nurminen without N / (N - 1)."""
