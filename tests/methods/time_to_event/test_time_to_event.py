"""Times to an event by the options of the trial file: R's data through the method, its displays, and what is absent."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from tests.methods.build import choose, pick
from tests.tiny import Tiny
from trialstats.display.figure.step_curves import readable
from trialstats.display.look import Look
from trialstats.methods.draw import draw_figure
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.time_to_event.kaplan_meier_figure_panel import CurvePanel
from trialstats.methods.time_to_event.options import (
    KaplanMeierFigure,
    ProportionalHazardsFigure,
    TimesToEvent,
    TimeToEventTable,
)
from trialstats.methods.time_to_event.rows import Share
from trialstats.methods.time_to_event.time_to_event import check, run
from trialstats.methods.time_to_event.time_to_event_table import tabulate
from trialstats.methods.time_to_event.times import steps
from trialstats.results.shape import Result
from trialstats.validate.reference import REFERENCE

R = REFERENCE
ARMS = ("Sham", "Low", "High")
PRINTED = dict(line.split() for line in (R / "survival.txt").read_text("utf-8").splitlines())
OPTIONS: dict[str, Any] = {"method": "time_to_event", "population": "ITTFL"}
LOOK = Look("T", ARMS, "Sham", ())


def r(name: str) -> float:
    return float(PRINTED[name])


def inputs(which: int = 1, desirable: bool = False, **changed: Any) -> Inputs:
    """One of R's data sets as ADSL and ADTTE."""
    frame = pd.read_csv(R / "survival.csv").query("set == @which").reset_index(drop=True).assign(**changed)
    people = pd.DataFrame(
        {
            "USUBJID": [f"p{k:03d}" for k in frame.index],
            "TRT01P": pd.Categorical(frame["arm"], ARMS, ordered=True),
            "ITTFL": "Y",
            "AGE": frame["age"].astype(float),
            "SITEID": frame["site"].astype("category"),
        }
    )
    times = pd.DataFrame(
        {
            "USUBJID": people["USUBJID"],
            "PARAMCD": "TTE",
            "AVAL": frame["time"].astype(float),
            "CNSR": 1.0 - frame["event"],
            "EVNTDESC": frame["event"].map({1: "Relapse", 0: "Last visit"}),
            "REASND": "",
        }
    )
    return Inputs(
        name="test",
        adsl=people,
        arms=ARMS,
        visits=("Baseline",),
        baseline="Baseline",
        datasets={"adtte": times},
        outcomes={"TTE": Outcome("Time to relapse", "days", "higher" if desirable else "lower")},
        covariates={"SITEID": Outcome("Site")},
    )


def made(given: Inputs, **changes: Any) -> Result:
    analysis = TimesToEvent(**{**OPTIONS, **changes})
    check(analysis, given)
    return run(analysis, given)


@cache
def plain() -> Result:
    return made(inputs(), at={"Day 28": 28, "Day 56": 56})


# -- R, by the trial file's options


@pytest.mark.parametrize(
    ("options", "model"),
    [
        ({}, "efron/arm"),
        ({"ties": "breslow", "covariates": "AGE"}, "breslow/arm+age"),
        ({"covariates": "AGE", "strata": "SITEID"}, "efron/arm+age+strata(site)"),
        ({"covariates": ["SITEID", "AGE"], "std_error": "robust"}, "efron/arm+site+age"),
    ],
)
def test_hazard_ratios_and_their_proportionality(options: dict[str, Any], model: str) -> None:
    result = made(inputs(2), **options)
    for arm in ARMS[1:]:
        row = pick(result, kind="hazard_ratio", ARM=arm, REFERENCE="Sham")
        error = "robust" if "std_error" in options else "se"
        coefficient, std = r(f"2/cox/{model}/arm{arm}"), r(f"2/cox/{model}/arm{arm}/{error}")
        assert row[["estimate", "std_error"]].tolist() == pytest.approx([math.exp(coefficient), std], rel=1e-8)
        assert row["conf_low"] == pytest.approx(math.exp(coefficient - 1.959963984540054 * std), rel=1e-7)
    told = result.notes["brief"]
    assert ("Age" in told or "AGE" in told, "stratum (Site)" in told) == ("covariates" in options, "strata" in options)
    assert ("strata(SITEID)" in result.notes["fits"][0]["formula"]) == ("strata" in options)
    tested = pick(result, variable="PROPORTIONALITY", level="GLOBAL")
    assert tested["statistic"] == pytest.approx(r(f"2/zph/{model}/km/GLOBAL"), rel=1e-8)
    assert tested["num_df"] == r(f"2/zph/{model}/km/GLOBAL/df")


def test_quartiles_shares_tests_and_restricted_means() -> None:
    result = plain()
    for arm in ARMS:
        row = pick(result, kind="time_by", ARM=arm, level="50")
        assert row["estimate"] == r(f"1/quantile/{arm}/50/quantile")
        assert row["conf_low"] == r(f"1/quantile/{arm}/50/lower")
        share = pick(result, kind="point", ARM=arm, AVISIT="Day 28")
        assert share[["estimate", "conf_low"]].tolist() == pytest.approx(
            [100 * r(f"1/at/{arm}/28/surv"), 100 * r(f"1/at/{arm}/28/lower")]
        )
        assert share["n"] == r(f"1/at/{arm}/28/n.risk")
        mean, tau = pick(result, kind="restricted_mean", ARM=arm), PRINTED["1/tau"]
        assert mean[["value", "estimate", "std_error"]].tolist() == pytest.approx(
            [float(tau), r(f"1/rmst/{arm}/{tau}"), r(f"1/rmst/{arm}/{tau}/se")]
        )
    for arm in ARMS[1:]:
        z = pick(result, kind="rank_test", ARM=arm)["statistic"]
        assert z**2 == pytest.approx(r(f"1/logrank/{arm}"))
        means = [pick(result, kind="restricted_mean", ARM=one) for one in (arm, "Sham")]
        difference = pick(result, kind="difference", ARM=arm, variable="RMST")
        assert difference["estimate"] == pytest.approx(means[0]["estimate"] - means[1]["estimate"])
        assert difference["std_error"] == pytest.approx(math.hypot(*(mean["std_error"] for mean in means)))
        ratio = pick(result, kind="ratio", ARM=arm, variable="RMST")
        assert ratio["estimate"] == pytest.approx(means[0]["estimate"] / means[1]["estimate"])
    assert pick(result, kind="joint_test", variable="LOG-RANK")["statistic"] == pytest.approx(r("1/logrank.all"))
    stratified = made(inputs(), strata="SITEID")
    for arm in ARMS[1:]:
        z = pick(stratified, kind="rank_test", ARM=arm, variable="STRATIFIED LOG-RANK")["statistic"]
        assert z**2 == pytest.approx(r(f"1/logrank.strata/{arm}"))


# -- counts, directions, absences


def test_counts_add_up() -> None:
    result = plain()
    for arm in ARMS:
        event, censored = (pick_any(result, variable, arm) for variable in ("EVENT", "CENSORED"))
        assert event["count"] + censored["count"] == event["total"] == 20
    (account,) = result.notes["excluded"]
    assert (account["in"], account["used"]) == (60, 60)


def pick_any(result: Result, variable: str, arm: str) -> pd.Series:
    rows = choose(result, {"kind": "count", "variable": variable, "ARM": arm})
    (row,) = rows[rows["level"].isna()].to_dict("records")
    return pd.Series(row)


def test_of_a_desirable_event_the_share_with_it_is_given_and_sooner_is_better() -> None:
    one, other = plain(), made(inputs(desirable=True), at={"Day 28": 28, "Day 56": 56})
    had, without = (pick(result, kind="point", ARM="Low", AVISIT="Day 28") for result in (other, one))
    assert (had["variable"], without["variable"]) == ("HAD", "WITHOUT")
    assert had["estimate"] == pytest.approx(100 - without["estimate"])
    assert had["conf_low"] == pytest.approx(100 - without["conf_high"])
    assert [pick(result, kind="hazard_ratio", ARM="Low")["better"] for result in (one, other)] == ["lower", "higher"]
    assert [pick(result, kind="difference", ARM="Low")["better"] for result in (one, other)] == ["higher", "lower"]


def test_who_has_no_time_or_no_covariate_is_counted() -> None:
    given = inputs()
    times = given.datasets["adtte"].assign(REASND=lambda d: d["REASND"].mask(d.index < 3, "no RANDDT"))
    people = given.adsl.assign(AGE=given.adsl["AGE"].mask(given.adsl.index == 10))
    (account,) = made(replace(given, adsl=people, datasets={"adtte": times}), covariates="AGE").notes["excluded"]
    assert account["left_out"] == {"no RANDDT": 3, "AGE missing": 1}
    assert (account["in"], account["used"]) == (60, 56)


def test_an_arm_without_an_event_has_a_reason_and_leaves_the_others_as_they_are() -> None:
    frame = pd.read_csv(R / "survival.csv").query("set == 1").reset_index(drop=True)
    result = made(inputs(event=frame["event"].where(frame["arm"] != "High", 0)))
    row = pick(result, kind="hazard_ratio", ARM="High")
    assert pd.isna(row["estimate"])
    assert row["reason"] == "the arm has no event: the model has no estimate of its hazard"
    assert pick(result, kind="hazard_ratio", ARM="Low")["estimate"] > 0
    median = pick(result, kind="time_by", ARM="High", level="50")
    assert median["reason"].startswith("not reached: fewer than 50%")


def test_nobody_with_an_event() -> None:
    result = made(inputs(event=0))
    estimated = result.rows[result.rows["kind"].isin(["hazard_ratio", "rank_test", "joint_test", "time_by"])]
    assert estimated[["estimate", "statistic"]].isna().all(axis=None)
    assert estimated["reason"].notna().all()
    assert result.notes["failed"] == []


def test_an_empty_arm() -> None:
    given = inputs()
    times = given.datasets["adtte"]
    gone = set(given.adsl.loc[given.adsl["TRT01P"] == "High", "USUBJID"])
    left = times.assign(REASND=times["REASND"].mask(times["USUBJID"].isin(gone), "no RANDDT"))
    result = made(replace(given, datasets={"adtte": left}))
    for kind in ("time_by", "restricted_mean", "hazard_ratio", "rank_test"):
        rows = choose(result, {"kind": kind, "ARM": "High"})
        assert rows["reason"].notna().all()
        assert len(rows)


def test_tau_beyond_a_curve_has_a_reason() -> None:
    row = pick(made(inputs(), tau=1000), kind="restricted_mean", ARM="Low")
    assert "before 1000" in row["reason"]


def test_the_order_of_rows_does_not_matter() -> None:
    given = inputs()
    mixed = replace(given, datasets={"adtte": given.datasets["adtte"].sample(frac=1, random_state=5)})
    numbers = ["estimate", "std_error", "statistic", "conf_low", "conf_high"]
    one, other = (made(one, covariates="AGE").rows.set_index("id")[numbers] for one in (given, mixed))
    pd.testing.assert_frame_equal(one, other.loc[one.index], rtol=1e-9)


@pytest.mark.parametrize(
    ("last", "unit", "names"),
    [(84, "days", ["14", "28", "42", "56", "70", "84"]), (11, "weeks", ["2", "4", "6", "8", "10"])],
)
def test_round_times(last: float, unit: str, names: list[str]) -> None:
    assert list(steps(last, unit)) == names


# -- displays


def test_the_table() -> None:
    table = tabulate(TimeToEventTable.model_validate({"kind": "time_to_event", "analysis": "test"}), plain().rows, LOOK)
    (group,) = table.groups
    cells = {row.label: [cell.text for cell in row.cells] for row in group.rows}
    lower = f"{r('1/quantile/Sham/50/lower'):.1f}"
    assert cells["Median time (95% CI)"][0].startswith(f"{r('1/quantile/Sham/50/quantile'):.1f} ({lower} to ")
    assert cells["Hazard ratio (95% CI)"][0] == ""
    assert cells["Hazard ratio (95% CI)"][1].startswith(f"{math.exp(r('1/cox/efron/arm/armLow')):.2f} (")
    assert any("below 1: the event comes later or less often, which is better" in note for note in table.footnotes)


def test_a_time_that_is_not_reached_is_written_so() -> None:
    result = made(inputs(event=0))
    table = tabulate(TimeToEventTable.model_validate({"kind": "time_to_event", "analysis": "test"}), result.rows, LOOK)
    cells = {row.label: row.cells for group in table.groups for row in group.rows}
    assert cells["Median time (CI)"][0].text == "NR"
    assert str(cells["Median time (CI)"][0].reason).startswith("Not reached")


def test_the_figure_has_the_curves_and_the_numbers_at_risk() -> None:
    rows = plain().rows.assign(label="Relapse")
    figure = KaplanMeierFigure.model_validate({"kind": "kaplan_meier", "analysis": "test"})
    drawing = draw_figure(figure, rows, LOOK)
    words = {text.get_text() for axes in drawing.plot.axes for text in axes.texts}
    assert {"At risk", "Sham", "Low", "High", f"{r('1/at/Sham/28/n.risk'):.0f}"} <= words
    curves = drawing.data[drawing.data["kind"] == "point"]
    assert set(curves["ARM"]) == set(ARMS)


def test_a_hazard_ratio_is_drawn_over_time() -> None:
    """r/schoenfeld.R has its numbers (tests/engines); here they come with their subjects, the test and the ratio."""
    result = run(TimesToEvent.model_validate({**OPTIONS, "covariates": ["AGE"]}), inputs())
    rows = result.rows.assign(label="Relapse")
    own = rows[rows["variable"] == "HR OVER TIME"]
    for arm in ("Low", "High"):
        ratio = pick(result, kind="hazard_ratio", ARM=arm)["estimate"]
        at_events = own[(own["kind"] == "value") & (own["ARM"] == arm)]
        assert at_events["estimate"].mean() == pytest.approx(math.log(ratio), abs=1e-8)
        assert at_events["USUBJID"].is_unique
    drawn = {"kind": "proportional_hazards", "analysis": "test"}
    drawing = draw_figure(ProportionalHazardsFigure.model_validate(drawn), rows, LOOK)
    words = " ".join(text.get_text() for axes in drawing.plot.axes for text in axes.texts)
    assert "Low over Sham" in words
    assert "change over time: chi-square" in " ".join(words.split())
    assert {"value", "point", "hazard_ratio", "joint_test"} == set(drawing.data["kind"])


# -- the trial file


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"dataset": "adpain"}, "leave `dataset` out"),
        ({"population": None}, "give `estimand`"),
        ({"strata": "SITEID", "covariates": "SITEID"}, "both have SITEID"),
    ],
)
def test_options_that_do_not_go_together(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        TimesToEvent(**{**OPTIONS, **said})


TIMES = """times_to_event:
  TTE:
    label: Time to headache
    start: RANDDT
    event: {occurrence: adae, where: {AETERM: headache}, label: Headache}
    censor: {last_record: adpain, label: Last visit}

estimands:
  headache: {label: Does headache come later?, population: ITTFL, variable: {time_to: TTE}}
"""
ANALYSES = "analyses:\n  headache: {method: time_to_event, estimand: headache, role: primary}\n"


def declare(tiny: Tiny) -> None:
    tiny.spec("estimands:\n", TIMES)
    tiny.spec("analyses:\n", ANALYSES)


def test_an_estimand_may_be_about_a_time(tiny: Tiny) -> None:
    declare(tiny)
    assert tiny.spec_problems() == []
    assert tiny.load().complete("headache").parameters == ("TTE",)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("time_to: TTE", "time_to: TTX", "TTX is not a known time to an event"),
        (
            "{method: time_to_event, estimand: headache,",
            "{method: ancova, estimand: headache,",
            "is about a time to an",
        ),
        ("estimand: headache, role", "estimand: primary, role", "method time_to_event analyses times to an event"),
        ("role: primary}", "role: primary, covariates: BASE}", "times have none"),
        ("estimand: headache, role: primary}", "population: ITTFL, parameters: TTX}", "TTX is not a known time"),
    ],
)
def test_what_is_wrong_is_said(tiny: Tiny, old: str, new: str, said: str) -> None:
    declare(tiny)
    tiny.spec(old, new)
    problems = tiny.spec_problems()
    assert any(said in problem for problem in problems), problems


def test_the_strategy_of_an_event_is_that_of_the_times(tiny: Tiny) -> None:
    declare(tiny)
    tiny.spec(
        "times_to_event:\n", "intercurrent_events:\n  warm: {label: Warmth, occurrence: adae}\n\ntimes_to_event:\n"
    )
    tiny.spec("variable: {time_to: TTE}}", "variable: {time_to: TTE}, intercurrent_events: {warm: hypothetical}}")
    (problem,) = tiny.spec_problems()
    assert "asks for `hypothetical` of warm, and times_to_event.TTE makes `treatment policy` of it" in problem
    tiny.spec("censor: {last_record: adpain, label: Last visit}", "censor: [{intercurrent: warm, label: Warmth}]")
    assert tiny.spec_problems() == []


def test_displays_are_named_by_the_time(tiny: Tiny) -> None:
    declare(tiny)
    tiny.spec("tables:\n", "displays: standard\n\ntables:\n")
    trial = tiny.load()
    for display in (trial.tables["headache"], trial.figures["headache"]):
        assert (display.title, display.section) == ("Time to headache (randomised)", "Times to events")


def test_between_the_times_asked_for_stand_round_ones_with_the_numbers_at_risk() -> None:
    given = inputs()
    rows = made(given, at={"Day 28": 28}).rows.assign(analysis="tte", label="Times", PARAM="Time (days)")
    points = rows[rows["kind"].eq("point") & rows["variable"].isin([*Share])]
    figure = KaplanMeierFigure.model_validate({"kind": "kaplan_meier", "analysis": "test"})
    panel = CurvePanel(figure, points, rows[rows["kind"] == "rank_test"], Look("T", ARMS, "Sham", ()), of_several=False)
    assert panel.named == {0.0: "0", 28.0: "Day 28"}
    ticks = readable(panel.named, 150.0, panel.end(150.0), panel.between, panel.cell)
    assert "Day 28" in ticks.values()
    assert max(ticks) > 0.7 * panel.last
    followed = given.datasets["adtte"].merge(given.adsl, on="USUBJID")
    for arm, told in panel.at_risk(ticks, list(panel.arms)).items():
        own = followed.loc[followed["TRT01P"].astype(str) == arm, "AVAL"]
        assert told == {time: f"{(own >= time).sum()}" for time in ticks}
    assert readable({0.0: "0", 8.0: "Week 8"}, 70, 26, {7.0: "7", 10.0: "10", 20.0: "20"}) == {
        0.0: "0",
        8.0: "Week 8",
        20.0: "20",
    }
