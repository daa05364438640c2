"""Time to a first event: Kaplan and Meier's estimate of who has had one, and the log-rank test, by scipy."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["had_by", "kaplan_meier", "log_rank"]


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


def log_rank(days: pd.Series[float], happened: pd.Series[bool], active: pd.Series[bool]) -> Estimate:
    """Compare two arms by the log-rank test: z = (observed - expected) / sqrt(variance) of the active arm.

    The variance is that of the hypergeometric (Mantel, Cancer Chemother Rep 1966;50:163-170), as in R's survdiff,
    whose chi-square is the square of z. FitError where nobody has an event, or an arm has nobody.
    """
    if not happened.any():
        raise NoSuchNumber("nobody has an event")
    if active.all() or not active.any():
        raise FitError("an arm has no subject")
    if not both_at_risk(days, happened, active):
        raise NoSuchNumber("events happened only where one arm alone was at risk")
    test = stats.logrank(censored(days[active], happened[active]), censored(days[~active], happened[~active]))
    return {
        "n": len(days),
        "events": int(happened.sum()),
        "statistic": float(test.statistic),
        "p_value": float(test.pvalue),
    }


def both_at_risk(days: pd.Series[float], happened: pd.Series[bool], active: pd.Series[bool]) -> bool:
    """Tell whether an event happened while somebody of each arm was at risk, and not to all who were."""
    first_of_both = min(days[active].max(), days[~active].max())
    at = np.asarray(days[happened & (days <= first_of_both)], dtype=np.float64)
    day, had = np.asarray(days, dtype=np.float64), np.asarray(days[happened], dtype=np.float64)
    return any((had == time).sum() < (day >= time).sum() for time in at)
