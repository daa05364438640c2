"""Time to a first event: Kaplan and Meier's estimate of who has had one, by scipy, and the log-rank test."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["had_by", "kaplan_meier", "log_rank", "log_rank_all"]

Floats = NDArray[np.float64]


def kaplan_meier(days: pd.Series[float], happened: pd.Series[bool], conf_level: float) -> pd.DataFrame:
    """Estimate the share without an event after each day on which somebody has one or is last seen.

    days: the day of the event or the last of follow-up; happened: whether it was an event. Who is last seen on the
    day of another's event is at risk then. Returns by `day`: at_risk, events, without (Kaplan & Meier, JASA
    1958;53:457-481), low and high: limits of `without` on the complementary log-log scale (conf.type "log-log" of R's
    survival), NaN while nobody has had an event and once the last at risk has.
    """
    without = stats.ecdf(censored(days, happened)).sf
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        limits: Any = without.confidence_interval(conf_level, method="log-log")
    day = np.asarray(without.quantiles, dtype=np.float64)
    seen = np.sort(np.asarray(days, dtype=np.float64))
    had = np.sort(np.asarray(days[happened], dtype=np.float64))
    return pd.DataFrame(
        {
            "at_risk": len(seen) - np.searchsorted(seen, day, side="left"),
            "events": np.searchsorted(had, day, side="right") - np.searchsorted(had, day, side="left"),
            "without": without.probabilities,
            "low": limits.low.probabilities,
            "high": limits.high.probabilities,
        },
        index=pd.Index(day, name="day"),
    )


def censored(days: pd.Series[float], happened: pd.Series[bool]) -> stats.CensoredData:
    """Give days as scipy takes them: those that are no event's are known to be passed without one."""
    return stats.CensoredData.right_censored(np.asarray(days, dtype=np.float64), ~np.asarray(happened, dtype=bool))


def had_by(curve: pd.DataFrame, day: float, n: int, conf_level: float, followed: float = 0.0) -> Estimate:
    """Give the share, in percent, who have had the event by a day, with its interval; and who is at risk on that day.

    The interval is on the complementary log-log scale of the share without (conf.type "log-log" of R's survival);
    absent while nobody has had it, and once the last at risk has: the share is 100 then and stays so, whoever was
    followed to an earlier day. `count` are the events so far. NoSuchNumber where the last at risk has not had it and
    was followed to an earlier day only; `followed` is the last day of the others, for the reason.
    """
    if day > curve.index.max() and curve["without"].iloc[-1] > 0:
        who = "nobody without an event" if day <= followed else "nobody"
        raise NoSuchNumber(f"{who} was followed to day {day:.0f}")
    past, later = curve.loc[:day], curve.loc[day:]
    row: Estimate = {
        "value": float(day),
        "n": int(later["at_risk"].iloc[0]) if len(later) else 0,
        "count": int(past["events"].sum()),
        "total": n,
        "estimate": 100 * (1 - float(past["without"].iloc[-1])) if len(past) else 0.0,
        "unit": "%",
    }
    if past.empty or past[["low", "high"]].iloc[-1].isna().any():
        return row
    low, high = (100 * (1 - float(past[name].iloc[-1])) for name in ("high", "low"))
    return {**row, "conf_low": low, "conf_high": high, "conf_level": conf_level}


def log_rank(
    days: pd.Series[float], happened: pd.Series[bool], active: pd.Series[bool], strata: pd.Series | None = None
) -> Estimate:
    """Compare two arms by the log-rank test: z = (observed - expected) / sqrt(variance) of the active arm.

    The variance is that of the hypergeometric (Mantel, Cancer Chemother Rep 1966;50:163-170), as in R's survdiff,
    whose chi-square is the square of z. With strata both are summed over them. FitError where an arm has nobody.
    NoSuchNumber where nobody has an event, or events happened only where one arm alone was at risk.
    """
    if not happened.any():
        raise NoSuchNumber("nobody has an event")
    if active.all() or not active.any():
        raise FitError("an arm has no subject")
    difference, variance = departures(days, happened, active.astype(int), strata)
    if not variance[1, 1] > 0:
        within = " of a stratum" if strata is not None else ""
        raise NoSuchNumber(f"events happened only where one arm{within} alone was at risk")
    z = float(difference[1] / math.sqrt(variance[1, 1]))
    return {"n": len(days), "events": int(happened.sum()), "statistic": z, "p_value": float(2 * stats.norm.sf(abs(z)))}


def log_rank_all(
    days: pd.Series[float], happened: pd.Series[bool], arm: pd.Series[int], strata: pd.Series | None = None
) -> Estimate:
    """Compare several arms, numbered from 0, at once: chi-square with one degree of freedom less than arms."""
    if not happened.any():
        raise NoSuchNumber("nobody has an event")
    difference, variance = departures(days, happened, arm, strata)
    rank = int(np.linalg.matrix_rank(variance, hermitian=True))
    if not rank:
        raise NoSuchNumber("events happened only where one arm alone was at risk")
    chi_square = float(difference @ np.linalg.pinv(variance, hermitian=True) @ difference)
    return {
        "n": len(days),
        "events": int(happened.sum()),
        "statistic": chi_square,
        "num_df": rank,
        "p_value": float(stats.chi2.sf(chi_square, rank)),
    }


def departures(
    days: pd.Series[float], happened: pd.Series[bool], arm: pd.Series[int], strata: pd.Series | None
) -> tuple[Floats, Floats]:
    """Sum observed less expected events of each arm (k,) over days and strata, and their covariance (k, k)."""
    k = int(arm.max()) + 1
    member = np.eye(k)[arm.to_numpy(dtype=int)]
    day, had = days.to_numpy(dtype=float), happened.to_numpy(dtype=bool)
    of = np.zeros(len(day), dtype=int) if strata is None else pd.factorize(strata)[0]
    difference, variance = np.zeros(k), np.zeros((k, k))
    for stratum in np.unique(of):
        own = of == stratum
        times = np.unique(day[own & had])
        left = member[own][np.argsort(day[own], kind="stable")]
        gone = np.searchsorted(np.sort(day[own]), times, side="left")
        at_risk = left.sum(axis=0) - np.concatenate([np.zeros((1, k)), np.cumsum(left, axis=0)])[gone]
        place = np.searchsorted(times, day[own & had])
        events = np.zeros((len(times), k))
        np.add.at(events, place, member[own & had])
        n, d = at_risk.sum(axis=1), events.sum(axis=1)
        shares = at_risk / n[:, None]
        difference += (events - d[:, None] * shares).sum(axis=0)
        weight = d * np.where(n > 1, (n - d) / np.maximum(n - 1, 1), 0.0)
        variance += np.diag((weight[:, None] * shares).sum(axis=0)) - np.einsum("t,ta,tb->ab", weight, shares, shares)
    return difference, variance
