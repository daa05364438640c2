"""Time to a first event: Kaplan and Meier's estimate of who has had one, and the log-rank test."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["had_by", "kaplan_meier", "log_rank"]

Floats = NDArray[np.float64]


def kaplan_meier(days: pd.Series[float], happened: pd.Series[bool]) -> pd.DataFrame:
    """Estimate the share without an event after each day on which somebody has one or is last seen.

    days: the day of the event or the last of follow-up; happened: whether it was an event. Who is last seen on the
    day of another's event is at risk then. Returns by `day`: at_risk, events, without (Kaplan & Meier, JASA
    1958;53:457-481), greenwood (sum of events / (at_risk (at_risk - events)), infinite where nobody is left without).
    """
    by_day = pd.DataFrame({"day": days, "events": happened.astype(int), "n": 1}).groupby("day")[["events", "n"]].sum()
    at_risk = len(days) - by_day["n"].cumsum().shift(fill_value=0)
    left = at_risk - by_day["events"]
    without = (left / at_risk).cumprod()
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(by_day["events"] > 0, by_day["events"] / (at_risk * left), 0.0)
    return pd.DataFrame(
        {"at_risk": at_risk, "events": by_day["events"], "without": without, "greenwood": terms.cumsum()}
    )


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
    past = curve.loc[:day]
    without, greenwood = (float(past["without"].iloc[-1]), float(past["greenwood"].iloc[-1])) if len(past) else (1.0, 0)
    later = curve.loc[day:]
    row: Estimate = {
        "value": float(day), "n": int(later["at_risk"].iloc[0]) if len(later) else 0,
        "count": int(past["events"].sum()), "total": n, "estimate": 100 * (1 - without), "unit": "%",
    }  # fmt: skip
    if not 0 < without < 1:
        return row
    log = math.log(without)
    spread = float(stats.norm.ppf((1 + conf_level) / 2)) * math.sqrt(greenwood) / abs(log)
    low, high = (100 * (1 - without ** math.exp(sign * spread)) for sign in (-1, 1))
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
    times = np.unique(days[happened])
    day, event, own = np.asarray(days, dtype=np.float64), np.asarray(happened, bool), np.asarray(active, bool)
    risk, risk_active = _at_risk(day, times), _at_risk(day[own], times)
    died, died_active = _on(day[event], times), _on(day[event & own], times)
    expected = died * risk_active / risk
    factor = np.divide(risk - died, risk - 1, out=np.zeros_like(risk), where=risk > 1)
    variance = float((expected * (1 - risk_active / risk) * factor).sum())
    if not variance > 0:
        raise NoSuchNumber("events happened only where one arm alone was at risk")
    z = float((died_active - expected).sum()) / math.sqrt(variance)
    return {"n": len(days), "events": int(event.sum()), "statistic": z, "p_value": float(2 * stats.norm.sf(abs(z)))}


def _at_risk(days: Floats, times: Floats) -> Floats:
    return (len(days) - np.searchsorted(np.sort(days), times, side="left")).astype(float)


def _on(days: Floats, times: Floats) -> Floats:
    ordered = np.sort(days)
    return (np.searchsorted(ordered, times, side="right") - np.searchsorted(ordered, times, side="left")).astype(float)
