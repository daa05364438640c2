"""Tipping points: closed forms, and the shift found put to the test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from tests.methods.build import make_inputs, options, pick
from tests.methods.imputation.trial import LATER, VISITS, inputs_of, people, records_of
from trialstats.errors import NoSuchNumber
from trialstats.methods.imputation import imputation, tipping_point
from trialstats.methods.imputation.options import ImputedValues, TippingPoint
from trialstats.methods.imputation.rows import DELTA, UNSHIFTED
from trialstats.methods.imputation.turning import turn_of
from trialstats.methods.shared.inputs import Outcome
from trialstats.results.shape import Result

TWO_DOSES = ("Placebo", "Low", "High")
STATISTICS = ["estimate", "std_error", "p_value", "conf_low", "conf_high"]
DRAWS = {"jackknife": {}, "Bayes": {"draws": "Bayes", "imputations": 50}}


def run(delta: dict[str, tuple[float, float]], frame: pd.DataFrame | None = None, **wanted: Any) -> Result:
    analysis = TippingPoint(**options("tipping_point", delta=delta, **wanted))
    return tipping_point.run(analysis, inputs_of(frame))


def imputed(frame: pd.DataFrame | None = None, **wanted: Any) -> pd.Series:
    result = imputation.run(ImputedValues(**options("imputation", **wanted)), inputs_of(frame))
    return pick(result, kind="difference", AVISIT="Week 12")


def line(result: Result) -> pd.DataFrame:
    """Differences by shift of the arm."""
    rows = result.rows
    deltas = rows[rows["variable"].eq(DELTA).fillna(False)].set_index("group")["value"]
    found = rows[rows["kind"] == "difference"].set_index("group")
    return found.assign(delta=deltas)


@pytest.mark.parametrize("draws", DRAWS)
@pytest.mark.parametrize("type_", ["additive", "multiplicative"])
def test_a_shift_of_nothing_changes_nothing(type_: str, draws: str) -> None:
    bounds = (0, 10) if type_ == "additive" else (1, 2)
    found = line(run({"Laser": bounds}, delta_type=type_, strategy="J2R", steps=2, **DRAWS[draws])).loc[UNSHIFTED]
    expected = imputed(strategy="J2R", **DRAWS[draws])
    if draws == "Bayes":  # drawn with the numbers of an analysis of another name, but that both are called alike here
        assert found["mcse"] == expected["mcse"]
    np.testing.assert_allclose(found[STATISTICS].astype(float), expected[STATISTICS].astype(float), rtol=1e-12)


def test_a_difference_moves_by_the_share_of_values_shifted() -> None:
    # Without covariates a mean moves by the shift times the share of its subjects whose value is imputed.
    frame = people()
    of_laser = frame["TRT01P"] == "Laser"
    share = frame.loc[of_laser, "Week 12"].isna().mean()
    found = line(run({"Laser": (-4, 8)}, covariates=[], steps=3))
    expected = found.loc[UNSHIFTED, "estimate"] + share * found["delta"]
    np.testing.assert_allclose(found["estimate"].astype(float), expected.astype(float), rtol=1e-9)
    of_sham = line(run({"Sham": (-4, 8)}, covariates=[], steps=3))
    share = frame.loc[~of_laser, "Week 12"].isna().mean()
    expected = of_sham.loc[UNSHIFTED, "estimate"] - share * of_sham["delta"]
    np.testing.assert_allclose(of_sham["estimate"].astype(float), expected.astype(float), rtol=1e-9)


def test_a_factor_multiplies_what_is_imputed() -> None:
    found = line(run({"Laser": (1, 2)}, delta_type="multiplicative", covariates=[], steps=2))
    assert sorted(found["delta"]) == [1, 1.5, 2]
    moved = found.set_index("delta")["estimate"]
    assert moved[2] - moved[1] == pytest.approx(2 * (moved[1.5] - moved[1]))
    assert moved[2] < moved[1] < 0  # changes are negative: twice as much is better


@pytest.mark.parametrize(
    "wanted", [{}, {"draws": "Bayes", "imputations": 200}, {"error": "bootstrap", "imputations": 200}]
)
def test_the_result_turns_where_it_is_said_to(wanted: dict[str, Any]) -> None:
    turn = pick(run({"Laser": (0, 30)}, people(60), steps=10, **wanted), kind="tipping_point")
    delta = float(turn["estimate"])
    assert 0 < delta < 30
    before, after = (
        line(run({"Laser": (0, at)}, people(60), steps=2, **wanted)).set_index("delta").loc[at]
        for at in (delta - 0.5, delta + 0.5)
    )
    assert before["conf_high"] < 0 < after["conf_high"]
    assert before["estimate"] < turn["value"] < after["estimate"]


def test_a_result_that_does_not_turn_is_said() -> None:
    turn = pick(run({"Laser": (0, 0.5)}, people(60), steps=2), kind="tipping_point")
    assert np.isnan(turn["estimate"])
    assert turn["reason"] == "the result does not turn from 0 to 0.5: the interval excludes zero at all shifts"


def test_a_shift_is_told_in_its_unit() -> None:
    same = [{"estimate": -5.0, "conf_low": -8.0, "conf_high": -2.0}] * 2
    with pytest.raises(NoSuchNumber, match=r"from 0 to 0\.5 mm: the interval excludes zero"):
        turn_of([0, 0.5], same, 0, "mm")


@pytest.mark.parametrize(
    ("type_", "measure", "unit", "said"),
    [
        ("additive", "CHG", "mm", "mm"),
        ("additive", "PCHG", "mm", "%"),
        ("additive", "CHG", "score", ""),
        ("multiplicative", "CHG", "mm", ""),
    ],
)
def test_the_unit_of_a_shift(type_: str, measure: str, unit: str, said: str) -> None:
    bounds = (0, 10) if type_ == "additive" else (1, 2)
    analysis = TippingPoint(**options("tipping_point", delta={"Laser": bounds}, delta_type=type_))
    inputs = replace(inputs_of(), outcomes={"PAIN": Outcome("Pain", unit)})
    assert tipping_point.own_unit(analysis, inputs, {"PARAMCD": "PAIN", "measure": measure}) == said


def test_shifts_of_both_arms_have_a_line_at_each_shift_of_the_other() -> None:
    result = run({"Laser": (0, 20), "Sham": (-5, 5)}, people(60), steps=4)
    rows = result.rows
    turns = rows[rows["kind"] == "tipping_point"]
    deltas = rows[(rows["variable"] == DELTA) & (rows["ARM"] == "Sham")].set_index("group")["value"]
    assert turns["group"].map(deltas).tolist() == [-5, -2.5, 0, 2.5, 5]
    # The better the reference is taken to be (lower), the sooner the result turns.
    assert turns["estimate"].dropna().is_monotonic_increasing
    alone = pick(run({"Laser": (0, 20)}, people(60), steps=4), kind="tipping_point")
    assert turns.set_index("group").loc[UNSHIFTED, "estimate"] == pytest.approx(alone["estimate"])


def test_parts_of_a_shift_hold_at_visits_and_after_events() -> None:
    later = {"Laser": (0, 10)}
    whole = line(run(later, covariates=[], steps=2)).set_index("delta")["estimate"]
    half = line(run(later, covariates=[], steps=2, delta_by_visit={"Week 12": 0.5})).set_index("delta")["estimate"]
    other = line(run(later, covariates=[], steps=2, delta_by_visit={"Week 8": 0.5})).set_index("delta")["estimate"]
    assert half[10] == pytest.approx(whole[5])
    assert other[10] == pytest.approx(whole[10])
    never = line(run(later, covariates=[], steps=2, delta_events="stopped")).set_index("delta")["estimate"]
    assert never[10] == pytest.approx(whole[0])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"delta": {"Laser": (5, 20)}}, "5 to 20, must reach from 0, which changes nothing, to another value"),
        ({"delta": {"Laser": (0, 2)}, "delta_type": "multiplicative", "delta_by_visit": {"Week 8": 1}}, "goes with"),
        ({"delta": {}}, "at least 1"),
    ],
)
def test_what_cannot_be_a_range_is_refused(wanted: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        TippingPoint(**options("tipping_point", **wanted))


def test_the_visit_of_the_comparison_is_one_that_is_imputed() -> None:
    result = run({"Laser": (0, 1)}, at="Week 4", visits=("Week 8", "Week 12"))
    assert result.notes["failed"][0]["reason"] == "Week 4 is none of the visits imputed (Week 8, Week 12)"
    assert LATER[0] in set(result.rows["AVISIT"])


@pytest.mark.parametrize(
    ("shifted", "asked"),
    [
        ({"Low": (0, 10)}, {"Low"}),
        ({"Low": (0, 10), "Placebo": (-5, 0)}, {"Low"}),  # High against Placebo is not asked for
        ({"Placebo": (-5, 0)}, {"Low", "High"}),
    ],
)
def test_only_the_comparison_of_the_arm_that_is_shifted(shifted: dict[str, Any], asked: set[str]) -> None:
    frame = people(60)
    frame = frame.assign(TRT01P=np.repeat(TWO_DOSES, len(frame) // 3))
    analysis = TippingPoint(**options("tipping_point", delta=shifted, steps=2))
    rows = tipping_point.run(analysis, make_inputs(records_of(frame), TWO_DOSES, VISITS)).rows
    for kind in ("difference", "tipping_point"):
        assert set(rows.loc[rows["kind"] == kind, "ARM"]) == asked
    assert rows.loc[rows["kind"] == "tipping_point", "variable"].isin(list(shifted)).all()
