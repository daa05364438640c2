"""Survival analysis against R's survival (survival.R, .csv and .txt of trialstats/validate/reference): every number.

Three made-up data sets with ties, a covariate, a stratum and three arms, and small ones with curves that lie exactly
at a share. R 4.2.2, survival 3.5-3.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats
from statsmodels.duration.hazard_regression import PHReg

from trialstats.engines.cox import (
    CoxFit,
    curve_over_time,
    fit_cox,
    proportionality,
    residuals_over_time,
    scaled_residuals,
)
from trialstats.engines.survival import kaplan_meier, log_rank, log_rank_all
from trialstats.engines.survival_summaries import along, quantile, restricted_mean, without_at
from trialstats.errors import FitError, NoSuchNumber
from trialstats.validate.reference import REFERENCE

R = REFERENCE
ARMS = ("Sham", "Low", "High")
LINES = [line.split() for line in (R / "survival.txt").read_text("utf-8").splitlines()]
PRINTED = {name: float("nan") if value == "NA" else float(value) for name, value in LINES}
LIMITS = {"quantile": "estimate", "lower": "conf_low", "upper": "conf_high"}
SMALL = {
    "flat": ([1, 2, 3, 4], [1, 1, 0, 0]),
    "step": ([1, 2, 3, 4], [1, 1, 1, 1]),
    "last": ([2, 4, 6, 8, 10, 12], [1, 0, 1, 1, 0, 1]),
    "one": ([5, 6, 7, 8, 9], [0, 0, 1, 0, 0]),
}


@cache
def data(which: str) -> pd.DataFrame:
    frame = pd.read_csv(R / "survival.csv")
    own = frame[frame["set"] == int(which)].reset_index(drop=True)
    arms = pd.Categorical(own["arm"], ARMS, ordered=True)
    return own.assign(TRT01P=arms, site=own["site"].astype("category"), age=own["age"].astype(float))


@cache
def curve(which: str, arm: str) -> pd.DataFrame:
    own = data(which).query("arm == @arm")
    return kaplan_meier(own["time"].astype(float), own["event"] == 1, 0.95)


@cache
def cox(which: str, ties: Any, model: str, robust: bool) -> CoxFit:
    own = data(which)
    strata = own["site"].cat.codes.to_numpy(np.intp) if "strata(site)" in model else None
    covariates = tuple(name for name in model.split("+")[1:] if not name.startswith("strata"))
    time, event = own["time"].to_numpy(float), own["event"].to_numpy() == 1
    return fit_cox(own, time, event, covariates, strata, ties, robust=robust)


def term(name: str) -> str:
    for variable, own in (("arm", "TRT01P"), ("site", "site")):
        if name.startswith(variable) and name != variable:
            return f"{own}[T.{name.removeprefix(variable)}]"
    return name


def quartile(of: pd.DataFrame, percent: str, what: str) -> float:
    return float(quantile(of, int(percent) / 100, 0.95).get(LIMITS[what], np.nan))


def two_arms(which: str, arm: str, stratified: bool) -> float:
    own = data(which).query("arm in ['Sham', @arm]")
    strata = own["site"] if stratified else None
    return float(log_rank(own["time"].astype(float), own["event"] == 1, own["arm"] == arm, strata)["statistic"] ** 2)


def computed(name: str) -> float:
    which, kind, *rest = name.split("/")
    if which in SMALL:
        times, events = SMALL[which]
        return quartile(kaplan_meier(pd.Series(times, dtype=float), pd.Series(events) == 1, 0.95), kind, rest[0])
    if kind == "quantile":
        return quartile(curve(which, rest[0]), *rest[1:])
    if kind == "tau":
        return float(data(which).groupby("arm")["time"].max().min())
    if kind == "rmst":
        made = restricted_mean(curve(which, rest[0]), float(rest[1]), 0.95)
        return float(made["std_error" if len(rest) > 2 else "estimate"])
    if kind.startswith("logrank.all"):
        own = data(which)
        strata = own["site"] if kind.endswith("strata") else None
        made = log_rank_all(own["time"].astype(float), own["event"] == 1, own["TRT01P"].cat.codes.astype(int), strata)
        return float(made["statistic"])
    if kind.startswith("logrank"):
        return two_arms(which, rest[0], kind.endswith("strata"))
    if kind == "cox":
        ties, model, *place = rest
        fit = cox(which, ties, model, place[-1] == "robust")
        if place == ["loglik"]:
            return fit.log_likelihood
        made = fit.coefficient(term(place[0]), 0.95)
        return float(made["std_error" if len(place) > 1 else "estimate"])
    assert kind == "zph"
    ties, model, transform, variable, *what = rest
    tested = proportionality(cox(which, ties, model, False), transform)["TRT01P" if variable == "arm" else variable]
    return float(tested["num_df" if what else "statistic"])


def at_time(name: str) -> float:
    """Give a number at a time; to a time that nobody was followed to R carries the last number on, and here is none."""
    which, _, arm, time, what = name.split("/")
    names = {"n.risk": "n", "surv": "estimate", "lower": "conf_low", "upper": "conf_high"}
    try:
        made = without_at(curve(which, arm), float(time), 0.95)
    except NoSuchNumber:
        assert PRINTED[f"{which}/at/{arm}/{time}/n.risk"] == 0
        return PRINTED[name]
    return float(made.get(names[what], np.nan)) / (1 if what == "n.risk" else 100)


# But the standard error at a time, of which R makes the limits beside it.
NAMES = [name for name in PRINTED if not name.endswith("std.err")]


def test_every_number_of_r() -> None:
    assert len(NAMES) == 972
    wrong = []
    for name in NAMES:
        value, expected = at_time(name) if "/at/" in name else computed(name), PRINTED[name]
        if value != pytest.approx(expected, rel=1e-8, abs=1e-9, nan_ok=True):
            wrong.append((name, value, expected))
    assert not wrong, (len(wrong), wrong[:12])


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_statsmodels_finds_the_same_maximum(ties: Any) -> None:
    own = data("3")
    fit = cox("3", ties, "arm+age+strata(site)", False)
    time, event = own["time"].to_numpy(float), own["event"].to_numpy(int)
    other = PHReg(time, fit.matrix, status=event, strata=own["site"].cat.codes, ties=ties).fit(disp=0)
    assert fit.coefficients == pytest.approx(other.params, abs=1e-6)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(other.bse, rel=1e-6)
    assert fit.log_likelihood == pytest.approx(other.llf, abs=1e-8)


# -- closed forms


def exponential(n: int, seed: int = 4) -> pd.DataFrame:
    """Times without ties, all with an event."""
    random = np.random.default_rng(seed)
    arm = pd.Categorical(np.repeat(["Sham", "Low"], [n, n + 3]), ["Sham", "Low"], ordered=True)
    return pd.DataFrame({"TRT01P": arm, "time": random.exponential(np.repeat([10.0, 16.0], [n, n + 3]))})


def ratio(frame: pd.DataFrame, arm: str = "Low", reference: str = "Sham", **how: Any) -> dict[str, Any]:
    event = frame.get("event", pd.Series(True, index=frame.index)).to_numpy(bool)
    return fit_cox(frame, frame["time"].to_numpy(float), event, (), **how).hazard_ratio(arm, reference, 0.95)


def test_the_log_rank_test_by_hand_and_by_scipy() -> None:
    """Without ties: observed less expected over the root of the sum of p (1 - p), p the share of the arm at risk."""
    frame = exponential(12)
    low = frame["TRT01P"] == "Low"
    expected = variance = 0.0
    for time in frame["time"]:
        share = float(low[frame["time"] >= time].mean())
        expected, variance = expected + share, variance + share * (1 - share)
    z = (low.sum() - expected) / np.sqrt(variance)
    every = pd.Series(True, index=frame.index)
    assert log_rank(frame["time"], every, low)["statistic"] == pytest.approx(z)
    assert stats.logrank(frame["time"][low], frame["time"][~low]).statistic == pytest.approx(z)


def test_without_censoring_the_restricted_mean_to_the_end_is_the_mean() -> None:
    """And its variance the mean square from the mean over n."""
    times = exponential(12)["time"]
    made = restricted_mean(kaplan_meier(times, pd.Series(True, index=times.index), 0.95), float(times.max()), 0.95)
    assert made["estimate"] == pytest.approx(times.mean())
    assert made["std_error"] == pytest.approx(np.sqrt(times.var(ddof=0) / len(times)))


def test_the_area_by_hand() -> None:
    """Events at 2 and 6, one last seen at 4 and one at 8: 2 + 4 * 3/4 + 1 * 3/8."""
    of = kaplan_meier(pd.Series([2.0, 4, 6, 8]), pd.Series([True, False, True, False]), 0.95)
    made = restricted_mean(of, 7, 0.95)
    assert made["estimate"] == pytest.approx(2 + 4 * 0.75 + 0.375)
    variance = (4 * 0.75 + 0.375) ** 2 / (4 * 3) + 0.375**2 / (2 * 1)
    assert made["std_error"] == pytest.approx(np.sqrt(variance))


def test_the_hazard_ratio_by_hand() -> None:
    """Low, Sham, Low, Sham: the score 2 - 2r/(2r + 2) - r/(r + 2) - r/(r + 1) is 0."""
    frame = pd.DataFrame({"time": [1.0, 2, 3, 4], "TRT01P": ["Low", "Sham", "Low", "Sham"]})
    frame["TRT01P"] = pd.Categorical(frame["TRT01P"], ["Sham", "Low"], ordered=True)
    root = optimize.brentq(lambda r: 2 - 2 * r / (2 * r + 2) - r / (r + 2) - r / (r + 1), 0.01, 100)
    assert ratio(frame)["estimate"] == pytest.approx(root, rel=1e-9)


def test_swapping_the_arms_inverts_the_ratio_and_no_unit_of_time_matters() -> None:
    frame = data("1").assign(event=lambda d: d["event"] == 1)
    one, other = ratio(frame), ratio(frame, "Sham", "Low")
    assert other["estimate"] == pytest.approx(1 / one["estimate"])
    assert other["statistic"] == pytest.approx(-one["statistic"])
    for changed in (frame.assign(time=frame["time"] / 7), frame.sample(frac=1, random_state=3).reset_index(drop=True)):
        assert ratio(changed)["estimate"] == pytest.approx(one["estimate"], rel=1e-10)
    of, weeks = curve("1", "Sham"), data("1").query("arm == 'Sham'")
    in_weeks = kaplan_meier(weeks["time"] / 7, weeks["event"] == 1, 0.95)
    for share in (0.25, 0.5):
        assert quantile(of, share, 0.95)["estimate"] == pytest.approx(7 * quantile(in_weeks, share, 0.95)["estimate"])
    days, in_unit = restricted_mean(of, 49, 0.95), restricted_mean(in_weeks, 7, 0.95)
    assert days["estimate"] == pytest.approx(7 * in_unit["estimate"])
    assert days["std_error"] == pytest.approx(7 * in_unit["std_error"])


def test_the_residuals_lie_about_the_coefficient() -> None:
    """The mean of the scaled residuals is the estimate, for the departures add up to the score, which is 0."""
    fit = cox("2", "efron", "arm+age", False)
    vector = np.array([1.0, 0, 0])
    residuals = scaled_residuals(fit, vector)
    assert residuals["estimate"].mean() == pytest.approx(float(vector @ fit.coefficients), abs=1e-8)
    assert len(residuals) == fit.event.sum()


def test_residuals_and_their_curve_are_those_of_cox_zph() -> None:
    """r/schoenfeld.R, its output in r/schoenfeld.txt: 2,958 numbers. R's band is 2 standard errors to each side."""
    lines = [line.split() for line in (R / "schoenfeld.txt").read_text("utf-8").splitlines()]
    printed = {name: np.array([float(value) for value in values]) for name, *values in lines}
    level = 2 * stats.norm.cdf(2) - 1
    for name in {key.rpartition("/")[0] for key in printed}:
        which, ties, transform, arm = name.split("/")
        fit = cox(which, ties, "arm+age", False)
        vector = np.array([float(arm == each) for each in ("Low", "High", "age")])
        made = residuals_over_time(fit, vector, transform)  # type: ignore[arg-type]
        by_value = made.sort_values(["time", "estimate"])
        if f"{name}/residuals" in printed:
            assert by_value["estimate"].to_numpy() == pytest.approx(printed[f"{name}/residuals"], abs=2e-8), name
        if f"{name}/x" in printed:
            assert by_value["x"].to_numpy() == pytest.approx(printed[f"{name}/x"], abs=1e-9), name
        curve = curve_over_time(fit, vector, made, level).iloc[::3]
        assert curve["estimate"].to_numpy() == pytest.approx(printed[f"{name}/curve"], abs=1e-7), name
        half = (curve["conf_high"] - curve["estimate"]).to_numpy()
        assert half == pytest.approx(printed[f"{name}/half"], rel=1e-7), name


def test_too_few_events_tell_no_curve() -> None:
    own = data("2").assign(event=lambda frame: frame["event"].where(frame.index < 9, 0))
    fit = fit_cox(own, own["time"].to_numpy(float), own["event"].to_numpy() == 1, ())
    vector = np.array([1.0, 0.0])
    residuals = residuals_over_time(fit, vector, "km")
    assert len(residuals) > 4
    with pytest.raises(NoSuchNumber, match="events are too few"):
        curve_over_time(fit, vector, residuals.iloc[:4], 0.95)


def test_the_points_along_a_curve_are_those_at_its_times() -> None:
    of = curve("2", "Low")
    for made in along(of, 0.95):
        expected = without_at(of, made["value"], 0.95)
        assert {name: made[name] for name in expected} == pytest.approx(expected)
    assert sum(made["events"] for made in along(of, 0.95)) == of["events"].sum()


# -- what cannot be estimated


def test_an_arm_without_an_event_has_no_ratio() -> None:
    frame = exponential(8).assign(event=lambda d: d["TRT01P"] == "Low")
    with pytest.raises(FitError, match=r"no maximum: TRT01P\[T.Low\]"):
        ratio(frame)


def test_an_arm_with_all_events_first_has_no_ratio() -> None:
    frame = exponential(8)
    frame["time"] = np.where(frame["TRT01P"] == "Low", 1.0, 100.0) + np.arange(len(frame))
    with pytest.raises(FitError, match="no maximum"):
        ratio(frame)


def test_nobody_with_an_event() -> None:
    with pytest.raises(NoSuchNumber, match="nobody has an event"):
        ratio(exponential(8).assign(event=False))


def test_a_curve_that_ends_too_early() -> None:
    of = kaplan_meier(pd.Series([1.0, 2.0]), pd.Series([True, False]), 0.95)
    with pytest.raises(NoSuchNumber, match="the curve ends at 2, before 5"):
        restricted_mean(of, 5, 0.95)


def test_strata_of_one_arm_compare_nobody() -> None:
    frame = exponential(6)
    every = pd.Series(True, index=frame.index)
    with pytest.raises(NoSuchNumber, match="one arm of a stratum alone"):
        log_rank(frame["time"], every, frame["TRT01P"] == "Low", frame["TRT01P"].astype(str))
