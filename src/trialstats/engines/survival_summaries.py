"""What a Kaplan-Meier curve says in a number: quantiles of the time to an event, and the mean of a restricted time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import NoSuchNumber

__all__ = ["along", "mean_difference", "mean_ratio", "quantile", "restricted_mean", "without_at"]

# Shares closer than this are the same, as in R.
SAME = math.sqrt(float(np.finfo(float).eps))


def quantile(curve: pd.DataFrame, share: float, conf_level: float) -> Estimate:
    """Give the time by which a share of the subjects have had the event, with Brookmeyer and Crowley's interval.

    curve: of `kaplan_meier`, at this level. Where the share without is exactly met from one event to the next, the time
    lies in the middle between them (after the last event between it and the last time), as in R's survival and SAS.
    Limits are the times at which those of the curve are down to the share (Biometrics 1982;38:29-41), absent where
    they do not come down to it; so is the estimate where the curve does not, with the reason.
    """
    target = 1 - share
    curves = {"estimate": curve["without"], "conf_low": curve["low"].dropna(), "conf_high": curve["high"].dropna()}
    found = {name: crossing(values, target) for name, values in curves.items()}
    row: Estimate = {name: value for name, value in found.items() if value is not None}
    if "estimate" not in row:
        row["reason"] = f"not reached: fewer than {100 * share:g}% have had the event by the end of the curve"
    elif "conf_high" not in row:
        row["reason"] = "the upper limit is not reached by the end of the curve"
    return {**row, "conf_level": conf_level}


def crossing(values: pd.Series[float], target: float) -> float | None:
    """Find when a falling step function is down to a target."""
    numbers = values.to_numpy(dtype=float)
    reached, below = np.flatnonzero(numbers <= target + SAME), np.flatnonzero(numbers < target - SAME)
    if not len(reached):
        return None
    first = float(values.index[reached[0]])
    if numbers[reached[0]] < target - SAME:
        return first
    after = float(values.index[below[0]]) if len(below) else float(values.index[-1])
    return (first + after) / 2


def without_at(curve: pd.DataFrame, time: float, conf_level: float) -> Estimate:
    """Give the share, in percent, without an event after a time, its interval and those still at risk then.

    NoSuchNumber where nobody was followed to it and not everybody had had the event.
    """
    if time > curve.index.max() and curve["without"].iloc[-1] > 0:
        raise NoSuchNumber(f"nobody was followed to {time:g}")
    past, later = curve.loc[:time], curve.loc[time:]
    row: Estimate = {
        "n": int(later["at_risk"].iloc[0]) if len(later) else 0,
        "count": int(past["events"].sum()),
        "value": float(time),
        "estimate": 100 * float(past["without"].iloc[-1]) if len(past) else 100.0,
        "unit": "%",
    }
    if past.empty or past[["low", "high"]].iloc[-1].isna().any():
        return row
    limits = {"conf_low": 100 * float(past["low"].iloc[-1]), "conf_high": 100 * float(past["high"].iloc[-1])}
    return {**row, **limits, "conf_level": conf_level}


def along(curve: pd.DataFrame, conf_level: float) -> list[Estimate]:
    """Give what `without_at` gives for 0 and every time of the curve, in order; `events` are those of that time."""
    names = ("at_risk", "events", "without", "low", "high")
    at_risk, events, without, low, high = (curve[name].to_numpy(dtype=float) for name in names)
    made: list[Estimate] = []
    if not (curve.index == 0).any():
        start = {"n": int(at_risk[0]), "count": 0, "value": 0.0, "estimate": 100.0, "unit": "%"}
        made.append({**start, "events": 0})
    for place, (time, count) in enumerate(zip(curve.index, events.cumsum(), strict=True)):
        row: Estimate = {
            "n": int(at_risk[place]),
            "count": int(count),
            "value": float(time),
            "estimate": 100 * float(without[place]),
            "unit": "%",
            "events": int(events[place]),
        }
        if not np.isnan([low[place], high[place]]).any():
            limits = {"conf_low": 100 * float(low[place]), "conf_high": 100 * float(high[place])}
            row |= {**limits, "conf_level": conf_level}
        made.append(row)
    return made


def restricted_mean(curve: pd.DataFrame, until: float, conf_level: float) -> Estimate:
    """Give the mean of the time to the event or `until`, whichever comes first: the area under the curve.

    The variance is Greenwood's, sum over events of (area beyond)^2 d / (r (r - d)), as of R's survival and survRM2.
    NoSuchNumber where the curve ends before.
    """
    if until > curve.index.max() and curve["without"].iloc[-1] > 0:
        raise NoSuchNumber(f"the curve ends at {curve.index.max():g}, before {until:g}")
    own = curve.loc[: until - SAME * abs(until)]
    steps = np.r_[1.0, own["without"].to_numpy(dtype=float)]
    areas = steps * np.diff(np.r_[0.0, own.index.to_numpy(dtype=float), until])
    beyond = np.cumsum(areas[::-1])[::-1][1:]
    events, at_risk = (own[name].to_numpy(dtype=float) for name in ("events", "at_risk"))
    some = (events > 0) & (at_risk > events)
    parts = beyond[some] ** 2 * events[some] / (at_risk[some] * (at_risk[some] - events[some]))
    mean, error = float(areas.sum()), math.sqrt(float(parts.sum()))
    row: Estimate = {"estimate": mean, "std_error": error}
    if not error:
        return {**row, "reason": "no interval: nobody had the event before"}
    half = float(stats.norm.ppf((1 + conf_level) / 2)) * error
    return {**row, "conf_low": mean - half, "conf_high": mean + half, "conf_level": conf_level}


def mean_difference(active: Estimate, reference: Estimate, conf_level: float) -> Estimate:
    """Compare two restricted means by their difference, with a normal interval and test."""
    difference = active["estimate"] - reference["estimate"]
    error = math.hypot(active["std_error"], reference["std_error"])
    return _tested(difference, difference, error, conf_level)


def mean_ratio(active: Estimate, reference: Estimate, conf_level: float) -> Estimate:
    """Compare two restricted means by their ratio, with a normal interval and test of its logarithm."""
    log = math.log(active["estimate"] / reference["estimate"])
    error = math.hypot(*(one["std_error"] / one["estimate"] for one in (active, reference)))
    made = _tested(math.exp(log), log, error, conf_level)
    if "conf_low" in made:
        made |= {name: math.exp(made[name]) for name in ("conf_low", "conf_high")}
    return made


def _tested(estimate: float, on_scale: float, error: float, conf_level: float) -> Estimate:
    if not error:
        return {"estimate": estimate, "reason": "no interval: nobody had the event before, in either arm"}
    half = float(stats.norm.ppf((1 + conf_level) / 2)) * error
    z = on_scale / error
    limits = {"conf_low": on_scale - half, "conf_high": on_scale + half, "conf_level": conf_level}
    test = {"std_error": error, "statistic": z, "p_value": float(2 * stats.norm.sf(abs(z)))}
    return {"estimate": estimate, **test, **limits}
