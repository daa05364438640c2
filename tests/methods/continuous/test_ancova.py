"""Analysis of covariance against the pilot's report, SAS, Chow 2006, and algebra done apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.methods.continuous.ancova import run
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result
from trialstats.trialfile.parts.analysis import Findings

ESTIMATES = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]


def ancova(**others: object) -> Ancova:
    return Ancova(**options("ancova", **others))


def test_pilot_table_14_3_01(pilot: Callable[[Findings], Inputs]) -> None:
    # CDISC pilot, clinical study report, table 14-3.01: ADAS-Cog (11), change to week 24, LOCF; as printed there.
    analysis = ancova(
        population="EFFFL",
        parameters="ACTOT",
        visits="Week 24",
        covariates=("SITEGR1", "BASE"),
        weights="observed",
        dose_response=True,
    )
    result = run(analysis, pilot(analysis))
    low = pick(result, kind="difference", ARM="Xanomeline Low Dose")
    high = pick(result, kind="difference", ARM="Xanomeline High Dose")
    assert [round(low[c], d) for c, d in zip(ESTIMATES, (1, 2, 0, 9, 3, 1, 1), strict=True) if d < 9] == [
        -0.5,
        0.82,
        220,
        0.569,
        -2.1,
        1.1,
    ]
    assert [round(high[c], d) for c, d in zip(ESTIMATES, (1, 2, 0, 9, 3, 1, 1), strict=True) if d < 9] == [
        -1.0,
        0.84,
        220,
        0.233,
        -2.7,
        0.7,
    ]
    assert round(pick(result, kind="trend")["p_value"], 3) == 0.245
    assert [int(pick(result, kind="lsmean", ARM=arm)["n"]) for arm in pilot(analysis).arms] == [79, 81, 74]


def test_chow_change_score_and_ancova(chow: Inputs) -> None:
    # Chow 2006 at 12 weeks, active minus placebo: change -2.93 (-3.82 to -2.05), ANCOVA -2.35 (-3.26 to -1.43).
    change = pick(run(ancova(covariates=()), chow), kind="difference", AVISIT="Week 12")
    adjusted = pick(run(ancova(), chow), kind="difference", AVISIT="Week 12")
    bounds = ["estimate", "conf_low", "conf_high"]
    assert [round(change[c], 2) for c in bounds] == [-2.93, -3.82, -2.05]
    assert [round(adjusted[c], 2) for c in bounds] == [-2.35, -3.26, -1.43]


LEPROSY = {
    "F": "16 13 13 10 11 18 9 5 21 23 16 12 12 5 12 16 7 1 12 20",
    "A": "11 6 8 0 5 2 14 8 19 11 6 4 10 13 6 1 11 8 3 0",
    "D": "6 0 6 2 7 3 8 1 18 18 8 4 19 14 8 9 5 1 15 9",
}


def test_leprosy_as_sas_prints_it() -> None:
    # SAS/STAT user's guide, PROC GLM, "Analysis of Covariance" (Snedecor & Cochran 1967, p. 422).
    rows = [
        (f"{drug}{k}", drug, "After", float(pair[0]), float(pair[1]))
        for drug, text in LEPROSY.items()
        for k, pair in enumerate(np.array(text.split()).reshape(-1, 2))
    ]
    records = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "BASE", "AVAL"])
    inputs = make_inputs(records, arms=("F", "A", "D"), visits=("Before", "After"))
    result = run(ancova(value="AVAL"), inputs)
    expected = {"A": (6.7149635, 1.2884943), "D": (6.8239348, 1.2724690), "F": (10.1611017, 1.3159234)}
    for drug, numbers in expected.items():
        row = pick(result, kind="lsmean", ARM=drug)
        assert (row["estimate"], row["std_error"]) == pytest.approx(numbers, abs=1e-7)
    row = pick(result, kind="difference", ARM="A")
    assert (row["estimate"], row["std_error"]) == pytest.approx((-3.446138280, 1.88678065), abs=1e-8)
    (fit,) = result.notes["fits"]
    assert fit["residual_sd"] ** 2 == pytest.approx(16.046254, abs=1e-6)
    assert fit["r_squared"] == pytest.approx(0.676261, abs=1e-6)


def simulated(seed: int = 1, n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    arm = np.array(["Sham", "Laser", "Light"])[rng.integers(0, 3, n)]
    frame = pd.DataFrame(
        {
            "USUBJID": [f"S{k:03d}" for k in range(n)],
            "TRT01P": arm,
            "AVISIT": "Week 6",
            "BASE": rng.normal(50, 10, n),
            "SITEID": rng.choice(["1", "2", "3"], n, p=[0.6, 0.3, 0.1]),
            "SEX": rng.choice(["F", "M"], n),
        }
    )
    return frame.assign(CHG=-0.3 * frame["BASE"] + 4 * (arm == "Laser") + rng.normal(0, 5, n))


ARMS = ("Sham", "Laser", "Light")


def inputs_of(frame: pd.DataFrame, arms: tuple[str, ...] = ARMS) -> Inputs:
    return make_inputs(frame, arms=arms, doses={"Sham": 0.0, "Laser": 4.0, "Light": 1.0})


def test_without_covariates_two_arms_are_students_t() -> None:
    frame = simulated().query("TRT01P != 'Light'")
    row = pick(run(ancova(covariates=()), inputs_of(frame, ARMS[:2])), kind="difference")
    test = stats.ttest_ind(*(frame.loc[frame["TRT01P"] == arm, "CHG"] for arm in ("Laser", "Sham")))
    interval = test.confidence_interval()
    assert (row["statistic"], row["p_value"]) == pytest.approx((test.statistic, test.pvalue))
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((interval.low, interval.high))


def by_hand(frame: pd.DataFrame, hc3: bool = False) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Dummy coding and the normal equations, written out."""
    columns = {"one": np.ones(len(frame)), "BASE": frame["BASE"].to_numpy()}
    for name, levels in (("TRT01P", ("Laser", "Light")), ("SITEID", ("2", "3")), ("SEX", ("M",))):
        columns |= {f"{name}{level}": (frame[name] == level).to_numpy(dtype=float) for level in levels}
    x, y = np.column_stack(list(columns.values())), frame["CHG"].to_numpy()
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    residuals = y - x @ beta
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    if hc3:
        covariance = inverse @ (x.T * (residuals / (1 - leverage)) ** 2) @ x @ inverse
    else:
        covariance = inverse * (residuals @ residuals / (len(y) - x.shape[1]))
    return beta, covariance, list(columns)


@pytest.mark.parametrize("std_error", ["classical", "HC3"])
@pytest.mark.parametrize("weights", ["equal", "observed"])
def test_margins_and_standard_errors_by_hand(std_error: str, weights: str) -> None:
    frame = simulated()
    beta, covariance, names = by_hand(frame, std_error == "HC3")
    analysis = ancova(covariates=("BASE", "SITEID", "SEX"), std_error=std_error, weights=weights)
    result = run(analysis, inputs_of(frame))
    sites = {"2": 1 / 3, "3": 1 / 3} if weights == "equal" else (frame["SITEID"].value_counts() / len(frame)).to_dict()
    male = 1 / 2 if weights == "equal" else float((frame["SEX"] == "M").mean())
    at = {"one": 1, "BASE": frame["BASE"].mean(), "SITEID2": sites["2"], "SITEID3": sites["3"], "SEXM": male}
    for arm in ARMS:
        vector = np.array([at.get(name, float(name == f"TRT01P{arm}")) for name in names])
        row = pick(result, kind="lsmean", ARM=arm)
        assert row["estimate"] == pytest.approx(vector @ beta)
        assert row["std_error"] == pytest.approx(np.sqrt(vector @ covariance @ vector))
        assert row["df"] == len(frame) - len(names)


def test_observed_margins_are_the_mean_prediction_over_the_sample() -> None:
    frame = simulated()
    beta, _, names = by_hand(frame)
    row = pick(
        run(ancova(covariates=("BASE", "SITEID", "SEX"), weights="observed"), inputs_of(frame)),
        kind="lsmean",
        ARM="Laser",
    )
    everybody = frame.assign(TRT01P="Laser")
    columns = {
        "one": 1.0,
        "BASE": everybody["BASE"],
        "SITEID2": everybody["SITEID"] == "2",
        "SITEID3": everybody["SITEID"] == "3",
    }
    columns |= {"SEXM": everybody["SEX"] == "M", "TRT01PLaser": 1.0, "TRT01PLight": 0.0}
    predicted = sum(beta[names.index(name)] * np.asarray(column, dtype=float) for name, column in columns.items())
    assert row["estimate"] == pytest.approx(np.mean(predicted))


def test_the_dose_slope_is_a_regression_on_dose() -> None:
    frame = simulated()
    row = pick(run(ancova(covariates=(), dose_response=True), inputs_of(frame)), kind="trend")
    line = stats.linregress(frame["TRT01P"].map({"Sham": 0.0, "Laser": 4.0, "Light": 1.0}), frame["CHG"])
    assert (row["estimate"], row["std_error"], row["p_value"]) == pytest.approx((line.slope, line.stderr, line.pvalue))
    assert (row["variable"], row["n"]) == ("TRT01PN", 60)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.floats(0.01, 100))
def test_order_of_rows_relabelling_and_scale(seed: int, scale: float) -> None:
    frame = simulated(seed)
    analysis = ancova(covariates=("BASE", "SITEID"))
    result = run(analysis, inputs_of(frame))
    shuffled = run(analysis, inputs_of(frame.sample(frac=1, random_state=seed)))
    pd.testing.assert_frame_equal(result.rows, shuffled.rows, rtol=1e-9)
    swapped = run(analysis, inputs_of(frame, ("Laser", "Sham", "Light")))
    one, other = pick(result, kind="difference", ARM="Laser"), pick(swapped, kind="difference", ARM="Sham")
    assert one["estimate"] == pytest.approx(-other["estimate"])
    assert one["conf_low"] == pytest.approx(-other["conf_high"])
    assert one["p_value"] == pytest.approx(other["p_value"])
    scaled = run(analysis, inputs_of(frame.assign(CHG=frame["CHG"] * scale)))
    row = pick(scaled, kind="difference", ARM="Laser")
    assert row["estimate"] == pytest.approx(one["estimate"] * scale)
    assert row["std_error"] == pytest.approx(one["std_error"] * scale)
    assert row["p_value"] == pytest.approx(one["p_value"])


def reasons(result: Result) -> set[str]:
    return set(result.rows["reason"].dropna())


def test_missing_values_are_counted_and_left_out() -> None:
    frame = simulated()
    frame.loc[:2, "CHG"] = np.nan
    frame.loc[2:5, "BASE"] = np.nan
    result = run(ancova(), inputs_of(frame))
    (counted,) = result.notes["excluded"]
    assert (counted["in"], counted["left_out"], counted["used"]) == (60, {"CHG missing": 3, "BASE missing": 3}, 54)
    pd.testing.assert_frame_equal(result.rows, run(ancova(), inputs_of(frame.iloc[6:])).rows)


def test_one_parameter_that_fails_leaves_the_others() -> None:
    good, bad = simulated().assign(PARAMCD="PAIN"), simulated().assign(PARAMCD="FLAT", CHG=3.0)
    result = run(ancova(), inputs_of(pd.concat([good, bad])))
    assert choose(result, {"PARAMCD": "PAIN"})["estimate"].notna().all()
    flat = choose(result, {"PARAMCD": "FLAT"})
    assert len(flat) == 5
    assert flat["estimate"].isna().all()
    assert set(flat["reason"]) == {"CHG is 3 in every record: there is nothing to model"}
    assert [entry["PARAMCD"] for entry in result.notes["failed"]] == ["FLAT"]


def test_an_arm_that_nobody_is_left_in_leaves_the_others() -> None:
    result = run(ancova(), inputs_of(simulated().query("TRT01P != 'Light'")))
    light = choose(result, {"ARM": "Light"})
    assert light["estimate"].isna().all()
    assert set(light["reason"]) == {"no complete record of arm Light at this visit"}
    assert pick(result, kind="difference", ARM="Laser")["estimate"] != 0
    alone = run(ancova(), inputs_of(simulated().query("TRT01P == 'Sham'")))
    assert pick(alone, kind="lsmean", ARM="Sham")["estimate"] != 0
    assert pick(alone, kind="difference", ARM="Laser")["reason"] == "no complete record of arm Laser at this visit"


@pytest.mark.parametrize(
    ("change", "others", "reason"),
    [
        ({"SITEID": "1", "BASE": 5.0}, {}, "cannot tell BASE from the others"),
        ({"CHG": np.nan}, {}, "no record has CHG, BASE"),
        ({"USUBJID": "S001"}, {}, "more than one record for a subject and visit: S001 at Week 6"),
    ],
)
def test_what_cannot_be_fitted_says_why(change: dict[str, object], others: dict[str, object], reason: str) -> None:
    result = run(ancova(**others), inputs_of(simulated().assign(**change)))
    assert result.rows["estimate"].isna().all()
    assert all(reason in text for text in reasons(result))


def test_hc3_needs_company_in_every_level() -> None:
    frame = simulated()
    frame.loc[0, "SITEID"] = "9"
    result = run(ancova(covariates=("BASE", "SITEID"), std_error="HC3"), inputs_of(frame))
    assert reasons(result) == {
        "HC3 is not defined where a record is alone in a level of a factor and so fits exactly (here 1)"
    }


def test_more_coefficients_than_records() -> None:
    few = simulated().groupby("TRT01P").head(1)
    assert "no degree of freedom" in reasons(run(ancova(covariates=()), inputs_of(few))).pop()


def test_a_missing_dose_spoils_only_the_trend() -> None:
    inputs = make_inputs(simulated(), arms=ARMS, doses={"Sham": 0.0, "Laser": 4.0})
    result = run(ancova(dose_response=True), inputs)
    assert pick(result, kind="trend")["reason"] == "no dose is given for arm Light"
    assert choose(result, {"kind": "difference"})["estimate"].notna().all()
