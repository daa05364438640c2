"""Survival analysis against R's survival (survival.R, .csv and .txt of trialstats/validate/reference): every number.

Three made-up data sets with ties, a covariate, a stratum and three arms, and small ones with curves that lie exactly
at a share. R 4.2.2, survival 3.5-3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats
from statsmodels.duration.hazard_regression import PHReg

from trialstats.engines.cox import curve_over_time, fit_cox, residuals_over_time, scaled_residuals
from trialstats.engines.survival import kaplan_meier, log_rank
from trialstats.engines.survival_summaries import along, quantile, restricted_mean, without_at
from trialstats.errors import FitError, NoSuchNumber
from trialstats.validate.domains.times import cox, curve, curves, data, hazards, log_ranks, printed
from trialstats.validate.reference import REFERENCE

R = REFERENCE
PRINTED = printed()


def computed(name: str) -> float:
    which, kind, *_ = name.split("/")
    if kind == "tau":
        return float(data(which).groupby("arm")["time"].max().min())
    if kind in ("cox", "zph"):
        return hazards(name)
    return log_ranks(name) if kind.startswith("logrank") else curves(name)


def at_time(name: str) -> float:
    """Give a number at a time; to a time that nobody was followed to R carries the last number on, and here is none."""
    which, _, arm, time, _ = name.split("/")
    try:
        return curves(name)
    except NoSuchNumber:
        assert PRINTED[f"{which}/at/{arm}/{time}/n.risk"] == 0
        return PRINTED[name]


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
