"""Dose-response against scipy, statsmodels with covariates, and sessions counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from tests.methods.build import choose, make_inputs, options, pick
from tests.methods.exposure.build import COLUMNS, DAY_ONE, NAMES
from trialstats.methods.exposure.dose_response import run
from trialstats.methods.exposure.options import DoseResponse
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.results.shape import Result

NUMBERS = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]
DOSES = {"doses": ["sessions", "energy", "fluence"]}


def dose_response(**others: Any) -> DoseResponse:
    return DoseResponse(**options("dose_response", **{**NAMES, "covariates": [], **DOSES, **others}))


def trial(seed: int = 4, n: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records at week 6 (day 43), and the sessions before and after it; Sham gives no dose."""
    rng = np.random.default_rng(seed)
    who = [f"S{k:02d}" for k in range(n)]
    arm = np.where(np.arange(n) % 2 == 0, "Laser", "Sham")
    number = rng.integers(3, 13, n)
    rows = [
        (
            who[k],
            place + 1,
            DAY_ONE + pd.Timedelta(days=int(5 * place)),
            980.0,
            float(rng.integers(400, 800)) if arm[k] == "Laser" else 0.0,
            100.0 + k,
            "Y",
            "laser" if arm[k] == "Laser" else "sham",
        )
        for k in range(n)
        for place in range(number[k])
    ]
    names = ["USUBJID", "EXSEQ", "ASTDT", "EXWAVE", "EXENERGY", "EXAREA", "EXATTFL", "EXDEVICE"]
    base = rng.normal(60, 10, n)
    records = pd.DataFrame(
        {
            "USUBJID": who,
            "TRT01P": arm,
            "AVISIT": "Week 6",
            "ADT": DAY_ONE + pd.Timedelta(days=42),
            "BASE": base,
            "SITEID": rng.choice(["1", "2"], n),
            "CHG": -1.5 * number - 0.3 * base + rng.normal(0, 4, n),
        }
    )
    return records, pd.DataFrame(rows, columns=names)


def inputs_of(records: pd.DataFrame, sessions: pd.DataFrame, **others: Any) -> Inputs:
    settings = {"datasets": {"adex": sessions}, "columns": {"adex": COLUMNS}, "day_one": "RANDDT"}
    settings |= {"outcomes": {"PAIN": Outcome("Pain", "mm")}, **others}
    dates = records["ADT"]
    return replace(made := make_inputs(records.drop(columns="ADT")), records=made.records.assign(ADT=dates), **settings)


def laser(records: pd.DataFrame, sessions: pd.DataFrame, until: int = 42) -> pd.DataFrame:
    """Join the doses up to a day, added up apart."""
    counted = sessions[sessions["ASTDT"] <= DAY_ONE + pd.Timedelta(days=until)]
    counted = counted.assign(fluence=counted["EXENERGY"] / counted["EXAREA"])
    doses = counted.groupby("USUBJID").agg(
        sessions=("EXSEQ", "size"), energy=("EXENERGY", "sum"), fluence=("fluence", "sum")
    )
    return records[records["TRT01P"] == "Laser"].join(doses, on="USUBJID")


@pytest.mark.parametrize(
    ("dose", "variable", "step", "unit"),
    [
        ("sessions", "SESSIONS", 1, "mm per session"),
        ("energy", "ENERGY", 100, "mm per 100 J"),
        ("fluence", "CUMFLU", 1, "mm per 1 J/cm2"),
    ],
)
def test_without_covariates_it_is_simple_regression(dose: str, variable: str, step: float, unit: str) -> None:
    records, sessions = trial()
    result = run(dose_response(), inputs_of(records, sessions))
    frame = laser(records, sessions)
    line = stats.linregress(frame[dose], frame["CHG"])
    row = pick(result, kind="slope", variable=variable)
    assert [row[c] for c in ("estimate", "std_error", "p_value")] == pytest.approx(
        [step * line.slope, step * line.stderr, line.pvalue]
    )
    assert (row["n"], row["df"], row["unit"], row["ARM"]) == (20, 18, unit, "Laser")
    r = stats.pearsonr(frame[dose], frame["CHG"])
    low, high = r.confidence_interval(0.95)
    row = pick(result, kind="correlation", variable=variable)
    found = [row[c] for c in ("estimate", "p_value", "conf_low", "conf_high")]
    assert found == pytest.approx([r.statistic, r.pvalue, low, high])
    assert row["unit"] == ""


def test_with_covariates_it_is_their_coefficient_and_the_band_is_the_mean_prediction() -> None:
    records, sessions = trial()
    result = run(dose_response(covariates=["BASE", "SITEID"]), inputs_of(records, sessions))
    frame = laser(records, sessions)
    fit = smf.ols("CHG ~ energy + BASE + SITEID", frame).fit()
    low, high = 100 * fit.conf_int().loc["energy"]
    row = pick(result, kind="slope", variable="ENERGY")
    found = [row[c] for c in ("estimate", "std_error", "p_value", "conf_low", "conf_high")]
    expected = [100 * fit.params["energy"], 100 * fit.bse["energy"], fit.pvalues["energy"], low, high]
    assert found == pytest.approx(expected, rel=1e-7)
    points = choose(result, {"kind": "point", "variable": "ENERGY"})
    assert (points["value"].min(), points["value"].max()) == (frame["energy"].min(), frame["energy"].max())
    # A mean over the subjects, each at that dose with its own covariates, is what the line shows.
    middle = points.iloc[20]
    rows = fit.model.exog.copy()
    rows[:, fit.model.exog_names.index("energy")] = middle["value"]
    told = fit.t_test(rows.mean(axis=0)).summary_frame(alpha=0.05).iloc[0]
    found = [middle[c] for c in ("estimate", "std_error", "conf_low", "conf_high")]
    assert found == pytest.approx([told["coef"], told["std err"], told["Conf. Int. Low"], told["Conf. Int. Upp."]])


def test_a_parabola_is_a_second_model() -> None:
    records, sessions = trial()
    result = run(dose_response(quadratic=True, covariates=["BASE"]), inputs_of(records, sessions))
    frame = laser(records, sessions)
    fit = smf.ols("CHG ~ energy + I(energy ** 2) + BASE", frame.assign(energy=frame["energy"] / 100)).fit()
    row = pick(result, kind="coefficient", level="square", variable="ENERGY")
    assert [row[c] for c in ("estimate", "std_error", "p_value")] == pytest.approx(
        [fit.params.iloc[2], fit.bse.iloc[2], fit.pvalues.iloc[2]], rel=1e-6
    )
    assert row["unit"] == "mm per (100 J) squared"
    line = run(dose_response(covariates=["BASE"]), inputs_of(records, sessions))
    both = [pick(made, kind="slope", variable="ENERGY")["estimate"] for made in (result, line)]
    assert both[0] == both[1]
    told = fit.get_prediction(pd.DataFrame({"energy": [frame["energy"].max() / 100], "BASE": frame["BASE"].mean()}))
    last = choose(result, {"kind": "point", "variable": "ENERGY"}).iloc[-1]
    assert last["conf_low"] == pytest.approx(told.conf_int()[0, 0])


def test_only_sessions_up_to_the_day_of_the_visit_count() -> None:
    records, sessions = trial()
    result = run(dose_response(), inputs_of(records, sessions))
    drawn = choose(result, {"kind": "value", "variable": "SESSIONS"}).set_index("USUBJID")
    # A session every five days from day 1: nine of them are on or before day 43.
    for who, sessions_of in sessions[sessions["EXDEVICE"] == "laser"].groupby("USUBJID"):
        assert drawn.loc[who, "value"] == min(len(sessions_of), 9)
    (_, counted) = result.notes["sessions"]
    after = int((sessions["ASTDT"] > DAY_ONE + pd.Timedelta(days=42)).sum())
    assert counted["left_out"] == {"after the visit": after}
    assert counted["in"] == len(sessions) == counted["used"] + after
    everything = run(dose_response(up_to="end"), inputs_of(records, sessions))
    assert choose(everything, {"kind": "value", "variable": "SESSIONS"})["value"].max() == 12


def test_a_visit_without_a_date_has_no_dose_up_to_it() -> None:
    records, sessions = trial()
    records.loc[0, "ADT"] = pd.NaT
    result = run(dose_response(), inputs_of(records, sessions))
    assert pick(result, kind="slope", variable="SESSIONS")["n"] == 19
    assert result.notes["excluded"][0]["left_out"] == {"dose not known": 1}


def test_who_has_no_session_received_none() -> None:
    records, sessions = trial()
    result = run(dose_response(), inputs_of(records, sessions[sessions["USUBJID"] != "S00"]))
    row = pick(result, kind="value", variable="ENERGY", USUBJID="S00")
    assert row["value"] == 0


def test_the_active_arms_alone_unless_others_are_named() -> None:
    records, sessions = trial()
    plain = run(dose_response(), inputs_of(records, sessions))
    assert set(plain.rows["ARM"]) == {"Laser"}
    both = run(dose_response(arms=["Laser", "Sham"]), inputs_of(records, sessions))
    assert pd.notna(pick(both, kind="slope", variable="SESSIONS", ARM="Sham")["estimate"])
    energy = pick(both, kind="slope", variable="ENERGY", ARM="Sham")
    assert energy["reason"] == "the sessions of this arm give no dose by design"
    for row in ("slope", "correlation"):
        mine = [pick(made, kind=row, variable="ENERGY", ARM="Laser")["estimate"] for made in (plain, both)]
        assert mine[0] == mine[1]


def test_a_dose_that_all_received_alike_has_no_slope() -> None:
    records, sessions = trial()
    alike = sessions[sessions["EXSEQ"] <= 3]
    result = run(dose_response(doses="sessions"), inputs_of(records, alike))
    for kind in ("slope", "correlation"):
        assert pick(result, kind=kind)["reason"] == "the dose is 3 in every record: there is nothing to model"
    assert [entry["variable"] for entry in result.notes["failed"]] == ["SESSIONS"]


def test_it_is_said_to_be_exploratory_and_not_randomised() -> None:
    notes = run(dose_response(), inputs_of(*trial())).notes
    assert notes["inference"].startswith("Exploratory: the dose was not randomised.")


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    records, sessions = trial()
    plain = run(dose_response(), inputs_of(records, sessions))
    shuffled = records.sample(frac=1, random_state=seed), sessions.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(run(dose_response(), inputs_of(*shuffled)).rows, plain.rows)


def slopes(result: Result, variable: str) -> np.ndarray:
    return pick(result, kind="slope", variable=variable)[NUMBERS].to_numpy(dtype=float)


def test_kilojoules_and_other_steps_scale_the_slope_alone() -> None:
    records, sessions = trial()
    analysis = dose_response(covariates=["BASE"])
    plain = run(analysis, inputs_of(records, sessions))
    words = {"adex": {**COLUMNS, "EXENERGY": Outcome("Energy", "kJ")}}
    in_kilojoules = inputs_of(records, sessions.assign(EXENERGY=sessions["EXENERGY"] / 1000), columns=words)
    by = np.array([1000, 1000, 1, 1, 1000, 1000])
    np.testing.assert_allclose(slopes(run(analysis, in_kilojoules), "ENERGY"), slopes(plain, "ENERGY") * by, rtol=1e-8)
    stepped = run(dose_response(covariates=["BASE"], per={"energy": 1000, "sessions": 4}), inputs_of(records, sessions))
    by = np.array([10, 10, 1, 1, 10, 10])
    np.testing.assert_allclose(slopes(stepped, "ENERGY"), slopes(plain, "ENERGY") * by, rtol=1e-8)
    assert pick(stepped, kind="slope", variable="SESSIONS")["unit"] == "mm per 4 sessions"
    r = [pick(made, kind="correlation", variable="ENERGY")["estimate"] for made in (plain, stepped)]
    assert r[0] == r[1]


def test_options_that_need_others() -> None:
    for given_, said in (
        ({"energy": None, "area": None, "doses": "energy"}, "dose energy needs `energy`"),
        ({"area": None, "doses": "fluence"}, "dose fluence needs `energy` and `area`"),
        ({"date": None}, "`up_to: visit` needs `date`"),
    ):
        with pytest.raises(ValidationError, match=said):
            dose_response(**given_)


def test_in_the_generator_dose_has_no_effect_of_its_own_within_an_arm() -> None:
    # Pain and sessions are drawn from streams of their own: given the arm, the true slope is zero among those who
    # completed. Each trial has its own slope and standard error; their weighted mean is N(0, 1 / sum of weights).
    from trialstats.simulate.laser.trial import laser_tables

    found = []
    for seed in range(101, 113):
        tables = laser_tables(seed)
        pain = tables["vas"].assign(result=pd.to_numeric(tables["vas"]["result"]))
        wide = pain.pivot_table(index="patient_id", columns="visit", values="result")
        sessions = tables["sessions"].assign(energy=pd.to_numeric(tables["sessions"]["energy_j"]))
        active = tables["subjects"].query("arm == 'L'")["patient_id"]
        energy = sessions.groupby("patient_id")["energy"].sum().reindex(active) / 10_000
        frame = pd.DataFrame({"energy": energy, "y": wide["V3"] - wide["V0"], "base": wide["V0"]}).dropna()
        fit = smf.ols("y ~ energy + base", frame).fit()
        found.append((fit.params["energy"], fit.bse["energy"]))
    slope, error = np.array(found).T
    weight = 1 / error**2
    assert abs((weight * slope).sum() / weight.sum()) < 2.6 / np.sqrt(weight.sum())


def test_a_slope_of_percent_changes_is_in_percent() -> None:
    records, sessions = trial()
    percent = records.assign(PCHG=100 * records["CHG"] / 50)
    result = run(dose_response(value="PCHG"), inputs_of(percent, sessions))
    assert pick(result, kind="slope", variable="SESSIONS")["unit"] == "% per session"
