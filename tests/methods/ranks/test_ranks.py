"""Method ranks: which rows there are, which records take part, and what each row holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import choose, make_inputs, options, pick
from tests.methods.nerve.build import VELOCITY, bds
from trialstats.display.look import Look
from trialstats.engines.rank_tests import hodges_lehmann, van_elteren, wilcoxon
from trialstats.engines.win_probability import win_probability
from trialstats.methods.ranks.options import Ranks, RanksTable
from trialstats.methods.ranks.ranks import run
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.show import tabulate
from trialstats.results.shape import tidy

VISITS = ("Baseline", "Week 12")
RESPONSES = {
    "Laser": [(40, 45), (41, 44), (39, "A"), ("A", 36), (42, 42), ("A", "A"), (38, "N"), ("N", 40), (43, 45), (40, 41)],
    "Sham": [(41, 40), (40, "A"), (42, 41), (39, "A"), ("A", "A"), (38, 39), (44, 42), (None, 40), (41, None)],
}
SITES = ("101", "102", "103")


def records() -> pd.DataFrame:
    rows = [(f"{arm}{k:02d}", arm, *pair) for arm, pairs in RESPONSES.items() for k, pair in enumerate(pairs)]
    frame = bds(rows)
    return frame.assign(SITEID=[SITES[int(subject[-2:]) % 3] for subject in frame["USUBJID"]])


def inputs(frame: pd.DataFrame | None = None, better: str | None = "higher") -> Inputs:
    frame = records() if frame is None else frame
    frame = frame[frame["AVISIT"] != "Baseline"]
    outcome = Outcome(VELOCITY.label, VELOCITY.unit, better)
    return make_inputs(frame, visits=VISITS, outcomes={"VEL": outcome})


def analysis(**more: Any) -> Ranks:
    return Ranks(**options("ranks", **more))


def test_each_row_is_what_its_module_computes_of_the_scores() -> None:
    """The joint ranks of the records that take part, written down by hand."""
    inf = np.inf
    laser = np.array([5.0, 3, -inf, inf, 0, 0, 2, 1])
    sham = np.array([-1.0, -inf, -1, -inf, 0, 1, -2])
    made = run(analysis(absent="joint_rank", strata="SITEID"), inputs())
    won, odds = pick(made, kind="win_probability"), pick(made, kind="odds_ratio")
    expected = win_probability(laser, sham, 0.95)
    assert {name: won[name] for name in expected} == pytest.approx(expected)
    assert (won["n"], won["measure"], won["ARM"], won["REFERENCE"]) == (15, "CHG", "Laser", "Sham")
    assert odds["estimate"] == pytest.approx(expected["estimate"] / (1 - expected["estimate"]))
    plain = pick(made, kind="rank_test", variable="Wilcoxon rank-sum")
    assert plain["p_value"] == pytest.approx(wilcoxon(laser, sham)["p_value"])
    # Subjects by their number modulo 3: Laser 0, 3, 9 | 1, 4 | 2, 5, 8; Sham 0, 3, 6 | 1, 4 | 2, 5.
    strata = [([5, inf, 1], [-1, -inf, -2]), ([3, 0], [-inf, 0]), ([-inf, 0, 2], [-1, 1])]
    within = van_elteren([(np.array(x, dtype=float), np.array(y, dtype=float)) for x, y in strata])
    stratified = pick(made, kind="rank_test", variable="van Elteren")
    assert (stratified["statistic"], stratified["p_value"]) == pytest.approx((within["statistic"], within["p_value"]))
    assert choose(made, {"kind": "shift"}).empty


@pytest.mark.parametrize("unit", [1.0, 1e-3, 1e3])
def test_changes_that_are_the_same_in_decimals_are_tied(unit: float) -> None:
    # All improve by 0.1, which 45.1 - 45.0, 44.6 - 44.5 and 40.3 - 40.2 are not in binary fractions; one by 0.2.
    pairs = {"Laser": [(45.0, 45.1), (44.5, 44.6), (40.2, 40.3)], "Sham": [(41.8, 41.9), (38.6, 38.7), (39.1, 39.3)]}
    rows = [(f"{arm}{k}", arm, *pair) for arm, own in pairs.items() for k, pair in enumerate(own)]
    frame = bds(rows)
    names = ["AVAL", "BASE", "CHG"]
    frame[names] = frame[names] * unit
    won = pick(run(analysis(), inputs(frame)), kind="win_probability")
    assert won["estimate"] == pytest.approx(6 / 9 * 0.5)


def test_what_takes_part_is_counted() -> None:
    made = run(analysis(absent="joint_rank"), inputs())
    (entry,) = made.notes["excluded"]
    assert entry["in"] == 18
    assert entry["used"] == 15
    assert entry["left_out"] == {"not done": 1, "no number at the visit or at baseline": 2}
    for policy, used in (("exclude", 9), ("worst_rank", 17)):
        (entry,) = run(analysis(absent=policy), inputs()).notes["excluded"]
        assert entry["used"] == used
        assert entry["in"] == used + sum(entry["left_out"].values())


def test_a_shift_only_where_the_policy_leaves_numbers() -> None:
    shift = pick(run(analysis(), inputs()), kind="shift")
    change = np.array([5.0, 3, 0, 2, 1]), np.array([-1.0, -1, 1, -2])
    expected = hodges_lehmann(*change, 0.95)
    assert {name: shift[name] for name in expected} == pytest.approx(expected)
    for policy in ("worst_rank", "joint_rank"):
        assert choose(run(analysis(absent=policy), inputs()), {"kind": "shift"}).empty


def test_better_turns_the_direction_of_winning_and_not_of_the_shift() -> None:
    up, down = (run(analysis(alpha=0.2), inputs(better=better)) for better in ("higher", "lower"))
    assert pick(up, kind="win_probability")["estimate"] + pick(down, kind="win_probability")["estimate"] == 1
    assert pick(up, kind="rank_test")["statistic"] == -pick(down, kind="rank_test")["statistic"]
    assert pick(up, kind="shift")["estimate"] == pick(down, kind="shift")["estimate"]


def test_rows_in_any_order_and_strata_by_other_names_give_the_same() -> None:
    asked = analysis(absent="joint_rank", strata="SITEID")
    made = run(asked, inputs()).rows
    for other in (records().sample(frac=1, random_state=1), records().replace({"SITEID": {"101": "Z", "102": "Y"}})):
        pd.testing.assert_frame_equal(run(asked, inputs(other)).rows, made, rtol=1e-12)


def test_a_parameter_without_direction_or_with_one_arm_says_why() -> None:
    made = run(analysis(), inputs(better=None))
    assert made.rows["reason"].str.contains("does not say whether lower or higher is better").all()
    one = records()[lambda d: d["TRT01P"] == "Laser"]
    alone = run(analysis(), inputs(one))
    assert alone.rows["reason"].str.contains("there are 5 and 0").all()
    assert len(alone.notes["failed"]) == 3


def test_policies_that_rank_one_value_say_so() -> None:
    assert analysis(absent="worst_rank").value == "AVAL"
    assert analysis(absent="joint_rank").value == "CHG"
    with pytest.raises(ValueError, match="worst_rank ranks AVAL, not CHG"):
        analysis(absent="worst_rank", value="CHG")


def test_subjects_of_strata_with_one_arm_are_counted_and_named() -> None:
    frame = records()
    frame.loc[frame["USUBJID"].isin(["Laser00", "Laser03"]), "SITEID"] = "104"
    asked = analysis(absent="joint_rank", strata="SITEID")
    made = run(asked, inputs(frame))
    assert pick(made, kind="rank_test", variable="Wilcoxon rank-sum")["n"] == 15
    assert pick(made, kind="rank_test", variable="van Elteren")["n"] == 13
    _, outside = made.notes["excluded"]
    assert (outside["variable"], outside["in"], outside["used"]) == ("van Elteren", 15, 13)
    assert outside["left_out"] == {"SITEID 104: one arm only": 2}
    assert "A stratum with one arm only compares nobody" in made.notes["inference"]
    assert len(run(asked, inputs()).notes["excluded"]) == 1  # nothing to say where every stratum has both


@pytest.mark.parametrize(
    ("shift", "p", "told"),
    [((0.0, 0.0, 0.0), 0.0004, True), ((-1.0, -2.0, 0.0), 0.0004, True), ((0.0, 0.0, 0.0), 0.4, False),
     ((-1.0, -2.0, -0.5), 0.0004, False)],
)  # fmt: skip
def test_a_shift_of_zero_beside_a_small_p_has_a_note_on_ties(
    shift: tuple[float, float, float], p: float, told: bool
) -> None:
    keys = {"PARAMCD": "VEL", "AVISIT": "Week 12", "measure": "CHG", "ARM": "Laser", "REFERENCE": "Sham"}
    numbers = dict(zip(("estimate", "conf_low", "conf_high"), shift, strict=True))
    rows = tidy(
        [
            {**keys, "kind": "shift", **numbers, "conf_level": 0.95},
            {**keys, "kind": "rank_test", "variable": "Wilcoxon rank-sum", "statistic": 3.5, "p_value": p},
        ],
        "ranks",
    )
    table = RanksTable(kind="ranks", title="Ranks", analyses=("ranks",))
    notes = tabulate(table, rows, Look("T", ("Laser", "Sham"), "Sham", VISITS)).footnotes
    assert any("so many values are the same" in note for note in notes) is told


def test_strata_are_named_by_their_label() -> None:
    said = str(run(analysis(strata="SITEID"), inputs()).notes["inference"])
    assert "within strata of " in said
