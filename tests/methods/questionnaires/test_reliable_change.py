"""The reliable change index against the worked example of its paper, by hand, and counts that add up."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, choose, make_inputs, options, pick
from trialstats.display.look import Look
from trialstats.engines.cronbach_alpha import estimate_alpha
from trialstats.engines.proportions import risk_difference
from trialstats.methods.questionnaires.change_classes import classify
from trialstats.methods.questionnaires.options import ReliableChange, ReliableChangeTable
from trialstats.methods.questionnaires.reliable_change import run
from trialstats.methods.questionnaires.reliable_change_table import tabulate
from trialstats.methods.questionnaires.rows import Change
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.results.shape import Result

VISITS = ("Baseline", "Week 6", "Week 12")


def analysis(**others: object) -> ReliableChange:
    return ReliableChange(**options("reliable_change", **others))


def inputs_of(base: np.ndarray, change: np.ndarray, arms: np.ndarray, outcome: Outcome, **more: Any) -> Inputs:
    """One parameter SCALE at baseline and week 12; a change that is NaN has no record at week 12."""
    people = pd.DataFrame({"USUBJID": [f"S{k:03d}" for k in range(len(base))], "TRT01P": arms})
    before = people.assign(AVISIT="Baseline", AVAL=base, CHG=np.nan)
    after = people.assign(AVISIT="Week 12", AVAL=base + change, CHG=change).dropna(subset=["CHG"])
    frame = pd.concat([before, after], ignore_index=True).assign(PARAMCD="SCALE", ANL01FL="Y")
    adsl = people.assign(**{FLAG: "Y"})
    given = {"adsl": adsl, "outcomes": {"SCALE": outcome}, "datasets": {"adpain": frame}, **more}
    return make_inputs(frame[frame["AVISIT"] != "Baseline"], visits=VISITS, **given)


def example(sd: float = 7.5, n: int = 20) -> np.ndarray:
    """Baseline values whose standard deviation is exactly so large."""
    values = np.random.default_rng(1).normal(0, 1, n)
    return 32.5 + sd * (values - values.mean()) / values.std(ddof=1)


ARMS = np.array(["Sham", "Laser"] * 10)
HIGHER = Outcome("Scale", better="higher", mcid=5.0, mcid_source="A paper")


def test_the_example_of_jacobson_and_truax() -> None:
    # J Consult Clin Psychol 1991;59:12-19: SD 7.5, reliability .80, 32.5 before and 47.5 after: SE 3.35, S diff 4.74,
    # RC 3.16, beyond 1.96.
    change = np.full(20, 15.0)
    result = run(
        analysis(reliability={"SCALE": 0.80}, reliability_source="The paper"),
        inputs_of(example(), change, ARMS, HIGHER),
    )
    threshold = pick(result, variable="RELIABLE")["value"]
    assert round(threshold / 1.96, 2) == 4.74
    assert round(15 / (threshold / 1.96), 2) == 3.16
    assert pick(result, variable="SD")["value"] == pytest.approx(7.5)
    assert pick(result, group="RCI", ARM="Laser", level="Improved", kind="count")["count"] == 10
    assert "Declared reliabilities: The paper." in result.notes["inference"]


def test_a_change_on_the_criterion_is_not_beyond_it() -> None:
    threshold = 1.96 * np.sqrt(2) * 7.5 * np.sqrt(0.2)
    change = np.resize([threshold, threshold + 1e-6, -threshold, -threshold - 1e-6, 0.0], 20)
    result = run(
        analysis(reliability={"SCALE": 0.80}, reliability_source="x"), inputs_of(example(), change, ARMS, HIGHER)
    )
    rows = choose(result, {"group": "RCI", "kind": "count"}).groupby("level")["count"].sum()
    assert rows.to_dict() == {"Improved": 4, "Unchanged": 12, "Worsened": 4, "Missing": 0}


def test_the_mcid_itself_is_enough() -> None:
    change = np.resize([5.0, 5 - 1e-15, 4.999, -5.0, np.nan], 20)
    result = run(
        analysis(reliability={"SCALE": 0.80}, reliability_source="x"), inputs_of(example(), change, ARMS, HIGHER)
    )
    rows = choose(result, {"group": "MCID", "kind": "count"}).groupby("level")["count"].sum()
    assert rows.to_dict() == {"Improved": 8, "Unchanged": 4, "Worsened": 4, "Missing": 4}
    row = pick(result, variable="MCID")
    assert (row["value"], row["level"]) == (5.0, "A paper")
    assert "MCID: A paper." in result.notes["inference"]


def test_alpha_comes_from_the_baseline_items_of_the_population() -> None:
    rng = np.random.default_rng(5)
    items = rng.normal(0, 1, (20, 1)) + rng.normal(0, 1, (20, 4))
    index = pd.MultiIndex.from_product([[f"S{k:03d}" for k in range(20)], VISITS], names=["USUBJID", "AVISIT"])
    table = pd.DataFrame(np.repeat(items, 3, axis=0), index=index, columns=[1, 2, 3, 4])
    table.loc[table.index.get_level_values("AVISIT") != "Baseline"] += rng.normal(0, 9, (40, 4))  # must not count
    inputs = inputs_of(example(), rng.normal(5, 9, 20), ARMS, HIGHER, items={"SCALE": table})
    outside = inputs.adsl.assign(**{FLAG: np.where(inputs.adsl["USUBJID"] == "S000", "N", "Y")})
    for given, kept in ((inputs, range(20)), (replace(inputs, adsl=outside), range(1, 20))):
        expected = estimate_alpha(pd.DataFrame(items[list(kept)]), 0.95)["estimate"]
        row = pick(run(analysis(), given), kind="reliability")
        assert row["estimate"] == pytest.approx(expected)
        sd = pick(run(analysis(), given), variable="SD")["value"]
        assert sd == pytest.approx(example()[list(kept)].std(ddof=1))
        threshold = pick(run(analysis(), given), variable="RELIABLE")["value"]
        assert threshold == pytest.approx(1.96 * np.sqrt(2) * sd * np.sqrt(1 - expected))


@pytest.mark.parametrize("missing", ["not responder", "left out"])
def test_arms_are_compared_as_declared(missing: str) -> None:
    rng = np.random.default_rng(3)
    change = np.where(rng.random(20) < 0.2, np.nan, rng.normal(4, 8, 20))
    result = run(
        analysis(missing=missing, reliability={"SCALE": 0.8}, reliability_source="x", alpha=0.1),
        inputs_of(example(), change, ARMS, HIGHER),
    )
    tally = {
        arm: {level: pick(result, group="MCID", ARM=arm, level=level, kind="count")["count"] for level in Change}
        for arm in ("Sham", "Laser")
    }
    for level in ("Improved", "Worsened"):
        row = pick(result, group="MCID", kind="risk_difference", level=level)
        totals = {arm: 10 - (own["Missing"] if missing == "left out" else 0) for arm, own in tally.items()}
        expected = risk_difference(
            int(tally["Laser"][level]), int(totals["Laser"]), int(tally["Sham"][level]), int(totals["Sham"]), 0.9
        )
        for name in ("estimate", "conf_low", "conf_high", "p_value", "n"):
            assert row[name] == pytest.approx(expected[name])
        assert (row["ARM"], row["REFERENCE"], row["conf_level"]) == ("Laser", "Sham", 0.9)


def test_counts_add_up_to_the_arm() -> None:
    change = np.where(np.arange(20) % 3 == 0, np.nan, 8.0)
    result = run(
        analysis(reliability={"SCALE": 0.8}, reliability_source="x"), inputs_of(example(), change, ARMS, HIGHER)
    )
    for _, rows in choose(result, {"kind": "count"}).groupby(["group", "ARM"]):
        assert rows["count"].sum() == rows["total"].iloc[0] == 10
        assert rows["percent"].sum() == pytest.approx(100)
    (entry,) = result.notes["excluded"]
    assert entry["in"] == 20 == entry["used"] + entry["left_out"]["CHG missing"]


def test_lower_is_better_turns_the_classes_and_swapping_arms_the_difference() -> None:
    rng = np.random.default_rng(8)
    change = rng.normal(3, 9, 20)
    given = analysis(reliability={"SCALE": 0.8}, reliability_source="x")
    up = run(given, inputs_of(example(), change, ARMS, HIGHER))
    down = run(given, inputs_of(example(), -change, ARMS, replace(HIGHER, better="lower")))
    pd.testing.assert_series_equal(up.rows["count"], down.rows["count"])
    swapped = np.where(ARMS == "Sham", "Laser", "Sham")
    other = run(given, inputs_of(example(), change, swapped, HIGHER))
    for level in ("Improved", "Worsened"):
        keys = {"group": "RCI", "kind": "risk_difference", "level": level}
        assert pick(other, **keys)["estimate"] == pytest.approx(-pick(up, **keys)["estimate"])


def test_scale_of_the_score_changes_no_class() -> None:
    rng = np.random.default_rng(9)
    change = rng.normal(3, 9, 20)
    given = analysis(reliability={"SCALE": 0.8}, reliability_source="x")
    one = run(given, inputs_of(example(), change, ARMS, replace(HIGHER, mcid=None)))
    ten = run(given, inputs_of(10 * example() + 3, 10 * change, ARMS, replace(HIGHER, mcid=None)))
    pd.testing.assert_series_equal(one.rows["count"], ten.rows["count"])
    assert pick(ten, variable="RELIABLE")["value"] == pytest.approx(10 * pick(one, variable="RELIABLE")["value"])


@pytest.mark.parametrize(
    ("outcome", "options", "base", "reason"),
    [
        (replace(HIGHER, better=None), {"SCALE": 0.8}, example(), "nobody says which direction is improvement"),
        (HIGHER, {}, example(), "SCALE has no items, so no alpha: declare its `reliability`"),
        (HIGHER, {"SCALE": 0.8}, np.full(20, 3.0), "20 values at baseline, or all alike: there is no SD"),
    ],
)
def test_what_has_no_index_says_why(outcome: Outcome, options: dict[str, float], base: np.ndarray, reason: str) -> None:
    given = analysis(parameters="SCALE", reliability=options, reliability_source="x")
    result = run(given, inputs_of(base, np.full(20, 6.0), ARMS, outcome))
    rows = choose(result, {"group": "RCI"})
    assert set(rows["reason"]) == {reason}
    assert rows[["count", "estimate"]].isna().all(axis=None)
    assert result.notes["failed"][0]["reason"] == reason


@pytest.mark.parametrize("seed", range(6))
def test_trials_full_of_holes_have_a_number_or_a_reason(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    change = np.where(rng.random(n) < 0.5, np.nan, rng.normal(0, 5, n))
    given = analysis(parameters="SCALE", reliability={"SCALE": 0.8}, reliability_source="x", missing="left out")
    result = run(given, inputs_of(rng.normal(50, 9, n), change, rng.choice(["Sham", "Laser"], n), HIGHER))
    counts, pairs = (choose(result, {"kind": kind}) for kind in ("count", "risk_difference"))
    assert (counts["percent"].notna() == counts["reason"].isna()).all()
    assert (pairs["estimate"].notna() == pairs["reason"].isna()).all()
    assert len(pairs)
    json.dumps(result.notes, allow_nan=False)


def test_classes_by_hand() -> None:
    found = classify(pd.Series([2.0, 1.96, -1.97, np.nan, 0.0]), 1.96, reached=False)
    assert list(found) == ["Improved", "Unchanged", "Worsened", "Missing", "Unchanged"]


def test_declared_reliabilities_need_a_source() -> None:
    with pytest.raises(ValueError, match="`reliability` needs a `reliability_source`"):
        analysis(reliability={"SCALE": 0.8})


def stepped(mcid: float) -> Result:
    """Four items of 0 or 1, scored 0 to 100, so that the score has steps of 25; of one subject an item is missing."""
    rng = np.random.default_rng(3)
    items = pd.DataFrame((rng.normal(size=(40, 1)) + 0.5 * rng.normal(size=(40, 4)) > 0).astype(float))
    score = 25 * items.sum(axis=1)
    items.iloc[0, 0], score.iloc[0] = np.nan, 100 / 3
    index = pd.MultiIndex.from_product([["Baseline"], [f"S{k:03d}" for k in range(40)]], names=["AVISIT", "USUBJID"])
    outcome = replace(HIGHER, mcid=mcid)
    arms = np.array(["Sham", "Laser"] * 20)
    return run(
        analysis(), inputs_of(score.to_numpy(), np.zeros(40), arms, outcome, items={"SCALE": items.set_index(index)})
    )


def test_the_steps_of_a_score_are_those_of_complete_questionnaires() -> None:
    assert pick(stepped(5.0), variable="STEP")["value"] == 25


@pytest.mark.parametrize(("mcid", "finer"), [(5.0, True), (25.0, False)])
def test_a_difference_finer_than_the_steps_or_the_error_of_the_score_is_said(mcid: float, finer: bool) -> None:
    result = stepped(mcid)
    reliable = float(pick(result, variable="RELIABLE")["value"])
    table = ReliableChangeTable(kind="reliable_change", title="T", analysis="test")
    notes = tabulate(table, result.rows, Look("TEST", ("Sham", "Laser"), "Sham", VISITS)).footnotes
    assert any(note.startswith("MCID finer than the steps") and "steps of 25.0)" in note for note in notes) is finer
    assert any(note.startswith("MCID below the reliable change") for note in notes) is (mcid < reliable)
