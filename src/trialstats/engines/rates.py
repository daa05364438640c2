"""Incidence per person-time, and rates of what may happen to a subject again and again."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["PER", "UNIT", "exact_rate", "rate_over_time", "rate_ratio", "recurrent_rate", "years"]

PER = 100.0
"""Rates are per so many person-years."""
UNIT = "per 100 person-years"
DAYS = 365.25

Floats = NDArray[np.float64]
# Events and days of each subject.
Counted = tuple[pd.Series, pd.Series]


def years(days: float) -> float:
    """Turn person-days into person-years of 365.25 days."""
    return days / DAYS


def exact_rate(
    count: int, person_years: float, n: int, conf_level: float, per: float = PER, unit: str = UNIT
) -> Estimate:
    """Estimate the rate of events that a subject has once at most, with Garwood's exact interval for a Poisson count.

    Garwood, Biometrika 1936;28:437-442. n: subjects that were at risk; per: the time that rates are of, in the unit of
    the time observed. FitError where nobody was.
    """
    if not person_years > 0:
        raise FitError("no time under observation")
    from statsmodels.stats.rates import confint_poisson

    low, high = confint_poisson(count, 1, method="exact-c", alpha=1 - conf_level)
    scale = per / person_years
    return {
        "n": n,
        "count": count,
        "value": person_years,
        "estimate": count * scale,
        "conf_low": low * scale,
        "conf_high": high * scale,
        "conf_level": conf_level,
        "unit": unit,
    }


def recurrent_rate(counts: pd.Series, days: pd.Series, conf_level: float) -> Estimate:
    """Estimate the rate of events that a subject may have again and again, per 100 person-years: `rate_over_time`."""
    return rate_over_time(counts, days.map(years), conf_level, PER, UNIT)


def rate_over_time(counts: pd.Series, time: pd.Series, conf_level: float, per: float, unit: str) -> Estimate:
    """Estimate the rate of what a subject may have again and again: all events over all time, times `per`.

    The interval is that of the logarithm, with the variance between subjects (see `log_variance`); without any event
    it is Garwood's. Where nothing tells that variance, the rate stands and the reason takes the place of its interval.
    FitError where nobody was observed.
    """
    events, observed = int(counts.sum()), float(time.sum())
    if not events:
        return {**exact_rate(0, observed, len(time), conf_level, per, unit), "events": 0}
    rate = per * events / observed
    row: Estimate = {
        "n": len(time),
        "count": int((counts > 0).sum()),
        "events": events,
        "value": observed,
        "estimate": rate,
        "unit": unit,
    }
    try:
        error = math.sqrt(log_variance(counts.to_numpy(dtype=float), time.to_numpy(dtype=float)))
    except NoSuchNumber as without:
        return {**row, "reason": str(without)}
    return {**row, **_limits(rate, error, conf_level)}


def rate_ratio(active: Counted, reference: Counted, conf_level: float) -> Estimate:
    """Compare two rates of recurrent events: their ratio, with a Wald interval of its logarithm.

    Each arm is given as events and days of its subjects. That is the Poisson model of the number of events with the
    arm, log person-time as offset and a sandwich variance by subject, n / (n - 1) in each arm: Lawless & Nadeau,
    Technometrics 1995;37:158-168; Lin et al., JRSS B 2000;62:711-730. Where nothing tells the variance of an arm, the
    ratio stands and the reason takes the place of its interval; so does 0, where the active arm has no event.
    FitError where the reference has none, and nothing can be divided by its rate.
    """
    if not (active[1].sum() > 0 and reference[1].sum() > 0):
        raise FitError("no time under observation")
    if not reference[0].sum():
        raise NoSuchNumber("the reference has no event: there is no rate to divide by")
    pairs = [(counts.to_numpy(dtype=float), days.to_numpy(dtype=float)) for counts, days in (active, reference)]
    rates = [counts.sum() / days.sum() for counts, days in pairs]
    ratio = float(rates[0] / rates[1])
    row: Estimate = {"n": len(active[0]) + len(reference[0]), "estimate": ratio}
    if not ratio:
        return {**row, "reason": "no interval: an arm has no event"}
    try:
        error = math.sqrt(sum(log_variance(*pair) for pair in pairs))
    except NoSuchNumber as without:
        return {**row, "reason": str(without)}
    z = math.log(ratio) / error
    test = {"std_error": error, "statistic": z, "p_value": float(2 * stats.norm.sf(abs(z)))}
    return {**row, **test, **_limits(ratio, error, conf_level)}


def log_variance(counts: Floats, days: Floats) -> float:
    """Estimate the variance of the logarithm of a rate from how subjects differ: sum (N - rate t)^2 / (sum N)^2.

    Times n / (n - 1). NoSuchNumber with fewer than two subjects, or where they do not differ.
    """
    n = len(counts)
    if n < 2:
        raise NoSuchNumber("no interval: one subject of an arm tells nothing of how subjects differ")
    left = counts - counts.sum() / days.sum() * days
    variance = float((left**2).sum() / counts.sum() ** 2 * n / (n - 1))
    if not variance > 1e-20:
        raise NoSuchNumber("no interval: subjects of an arm all have the same rate, so nothing tells how they differ")
    return variance


def _limits(estimate: float, error: float, conf_level: float) -> Estimate:
    """Give the limits of a rate or ratio whose logarithm has a standard error."""
    factor = math.exp(float(stats.norm.ppf((1 + conf_level) / 2)) * error)
    return {"conf_low": estimate / factor, "conf_high": estimate * factor, "conf_level": conf_level}
