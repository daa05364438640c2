"""A yes or no of which the design says the share of each arm: as by the method, as declared, as by formula."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.simulate.arrays import assert_same
from tests.simulate.trial import planned
from trialstats.errors import SpecError
from trialstats.simulate.analyse.door import way_of
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.as_json import as_json
from trialstats.simulate.batch import ALL, ANY, run_batch, world_in
from trialstats.simulate.characteristics import combine
from trialstats.simulate.population import draw
from trialstats.simulate.protocol import paragraph
from trialstats.simulate.questions import questions_of
from trialstats.simulate.result import Simulated
from trialstats.simulate.scenario import Scenario
from trialstats.simulate.screen import lines_of
from trialstats.simulate.truth import Truth, truths_of
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.trial import Trial

PLAN = """\
n: 150
shares:
  SLEEP:
    share: {High: {Week 4: 0.4, Week 8: 0.55}, Low: {Week 4: 0.3, Week 8: 0.4}, Sham: {Week 4: 0.25, Week 8: 0.3}}
    correlation: {cs: 0.5}
dropout: {hazard: {High: 0.1, Low: 0.1, Sham: 0.2}}
"""
NODES = "hypotheses:\n  alpha: 0.05\n  procedure: bonferroni\n  nodes:\n" + "".join(
    f"    {arm.lower()}: {{analysis: slept, arm: {arm}, visit: Week 8}}\n" for arm in ("High", "Low")
)


def comparing(folder: Path, more: str = "", event: str = "{above: 0}", plan: str = PLAN) -> Trial:
    analysis = (
        "  slept: {method: proportions, dataset: adpain, population: EVERYFL, parameters: SLEEP,"
        f" visits: [Week 4, Week 8], event: {event}, desirable: true{more}}}\n"
    )
    return planned(folder, analysis, plan, NODES)


@pytest.mark.parametrize(("more", "event"), [("", "{above: 0}"), (", missing: non-event", "{equals: 1}"),
                                             (", missing: event, interval: newcombe", "{at_most: 0.5}")])  # fmt: skip
def test_tables_and_datasets_give_the_same(tmp_path: Path, more: str, event: str) -> None:
    trial = comparing(tmp_path, more, event)
    assert way_of(trial, "slept")
    questions, drawn = questions_of(trial), draw(world_of(trial), 60, 3, 7, "test", 0)
    assert np.isnan(drawn.recorded["SLEEP"]).any()
    assert_same(trial, questions, drawn, "slept", 1e-9)


def test_shares_are_as_declared(tmp_path: Path) -> None:
    """Also of both visits: of two tendencies with a correlation of 0.5, each above 0 half the time, both are in 1/3."""
    plan = PLAN.replace("Week 4: 0.25, Week 8: 0.3", "Week 4: 0.5, Week 8: 0.5")
    drawn = draw(world_of(comparing(tmp_path, plan=plan)), 900, 50, 1, "test", 0)
    high, sham = (drawn.complete["SLEEP"][:, drawn.arm == arm] for arm in (1, 0))
    assert set(np.unique(high[..., 1:])) == {0.0, 1.0}
    near = 5 * 0.5 / np.sqrt(high[..., 2].size)
    assert high[..., 1].mean() == pytest.approx(0.4, abs=near)
    assert high[..., 2].mean() == pytest.approx(0.55, abs=near)
    assert (sham[..., 1] * sham[..., 2]).mean() == pytest.approx(1 / 3, abs=near)


@pytest.mark.parametrize(("more", "event"), [("", "{above: 0}"), (", missing: non-event", "{above: 0}")])
def test_simulation_and_formula_agree(tmp_path: Path, more: str, event: str) -> None:
    """500 trials: within 3.3 standard errors of the simulation and one percentage point of the formula.

    Of who stays 0.55 and 0.3 have it, 0.81 and 0.64 stay; missing values that are no event lower both shares.
    """
    trial = comparing(tmp_path, more, event)
    questions = questions_of(trial)
    formula = analytic_of(trial, questions, world_of(trial))[0]
    assert formula.power is not None
    declared, null = (simulated(trial, kind) for kind in ("declared", "null"))
    error = np.sqrt(formula.power * (1 - formula.power) / 500)
    assert declared["alone"] == pytest.approx(formula.power, abs=3.3 * error + 0.01)
    assert null["alone"] == pytest.approx(0.05, abs=3.3 * np.sqrt(0.05 * 0.95 / 500))


def test_of_a_margin_rejecting_without_effect_is_no_type_i_error(tmp_path: Path) -> None:
    """The screen, the paragraph and the JSON say so; the hypothesis beside it, of no difference, has a type I error."""
    comparing(tmp_path, ", margin: {value: 10, justification: none}")
    file = tmp_path / "planned.yaml"
    file.write_text(file.read_text("utf-8").replace("arm: High, visit", "margin: true, arm: High, visit"), "utf-8")
    trial = load_trial(file)
    questions, world = questions_of(trial), world_of(trial)
    rows = [
        {"scenario": f"{kind}_150", "hypothesis": name, "power": 0.3, "power_low": 0.2, "power_high": 0.4, "failed": 0}
        for kind in ("declared", "null", "margin")
        for name in ("high", "low", ANY, ALL)
    ]
    retained = pd.DataFrame({"scenario": [], "arm": [], "visit": [], "retained": []})
    analytic = analytic_of(trial, questions, world)
    found = Simulated(trial, questions, pd.DataFrame(rows).assign(bias=np.nan, replicates=10_000), retained, analytic,
                      [Truth(0.25), Truth(0.1)], world, 10, at_margins={"margin": [Truth(-0.1), Truth(0)]})  # fmt: skip
    high, low = "\n".join(lines_of(found)).split("  low: power")
    assert "  at equality rejected 30.0% (20.0 to 40.0)" in high
    assert "without effect rejected" not in high
    assert "  without effect rejected 30.0% (20.0 to 40.0)" in low
    assert "error is the share rejected with the true value at the margin" in low
    assert "at the margin of -10 percentage points rejected 30.0% (20.0 to 40.0)" in high
    assert low.count("; at the margins 30.0% (20.0 to 40.0)") == 2  # any and all of them
    told = paragraph(found)
    assert "non-inferiority, margin 10 percentage points, one-sided alpha 0.025) has a power" in told
    assert "two-sided, alpha 0.05) has a power" in told
    assert told.count(", at equality |") == 1
    assert told.count("| -10 percentage points: 30.0% (20.0 to 40.0) |") == 1
    of_high, of_low = as_json(found)["hypotheses"]
    assert of_high["margin"] == {"kind": "non-inferiority", "value": 10, "scale": "difference", "level": 0.025}
    assert of_high["no_formula"] == "no formula for a hypothesis about a margin"
    (error,) = of_high["type_i_error"]
    assert (error["at"], error["truth"], error["rejected"]) == (pytest.approx(-0.1), -0.1, 0.3)
    assert not {"margin", "type_i_error"} & set(of_low)


def simulated(trial: Trial, kind: str) -> pd.Series:
    scenario = Scenario(kind, 150)  # type: ignore[arg-type]
    truths = truths_of(trial, questions_of(trial), world_in(trial, scenario), kind, 1, as_on_data)
    assert truths[0].value == pytest.approx(0.25 if kind == "declared" else 0)
    return combine(run_batch(trial, scenario, 0, 500, truths, as_on_data)).loc[0]


def test_a_share_that_is_none_is_all_that_is_said(tmp_path: Path) -> None:
    """That no number of subjects gives a power follows from it where the other arms have one share."""
    plan = "n: 150\nshares: {SLEEP: {share: {High: 75, Low: 0.3, Sham: 0.3}, correlation: {cs: 0.5}}}\npower: 0.9\n"
    with pytest.raises(SpecError) as refused:
        comparing(tmp_path, plan=plan)
    (problem,) = refused.value.problems
    assert problem.endswith("design.shares.SLEEP.share.High = 75: must be less than 1; 75% is written 0.75")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Low: {Week 4: 0.3, Week 8: 0.4}, ", "", "leaves out Low"),
        ("{Week 4: 0.3, Week 8: 0.4}", "{Week 4: 0.3}", "leaves out Week 8"),
        ("Week 8: 0.55", "Week 8: 55", "must be less than 1; 55% is written 0.55"),
        ("correlation: {cs: 0.5}\n", "values: [1, 2]\n", "(1 and 2) are both the `event` of analyses.slept"),
        ("SLEEP:", "SLEEPS:", "SLEEPS is not a known"),
        ("    correlation: {cs: 0.5}\n", "", "how do the values of 2 visits go together"),
    ],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PLAN
    with pytest.raises(SpecError) as refused:
        comparing(tmp_path, plan=PLAN.replace(old, new))
    assert said in str(refused.value)
