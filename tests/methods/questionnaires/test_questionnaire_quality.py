"""Completeness, floor and ceiling, counted by hand on a few questionnaires."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, choose, make_inputs, options, pick
from trialstats.methods.questionnaires.options import QuestionnaireQuality
from trialstats.methods.questionnaires.questionnaire_quality import run
from trialstats.methods.shared.inputs import Inputs, Outcome

NAN = np.nan
# Two items of a scale from 0 to 10 at baseline: subject, arm, items, score.
FORMS: list[tuple[str, str, float, float, float]] = [
    ("S1", "Sham", 5, 5, 10),
    ("S2", "Sham", 0, 0, 0),
    ("S3", "Sham", 5, NAN, 10 - 1e-13),
    ("S4", "Laser", 2, 3, 5),
    ("S5", "Laser", NAN, NAN, NAN),
]


def analysis(**others: object) -> QuestionnaireQuality:
    return QuestionnaireQuality(**options("questionnaire_quality", **others))


def inputs_of(forms: list[tuple[str, str, float, float, float]] = FORMS, **outcome: Any) -> Inputs:
    """Baseline questionnaires; S6 (Laser) has none, S7 is outside the population."""
    index = pd.MultiIndex.from_tuples([(form[0], "Baseline") for form in forms], names=["USUBJID", "AVISIT"])
    items = pd.DataFrame([form[2:4] for form in forms], index=index, columns=[1, 2])
    records = pd.DataFrame(
        [
            {"USUBJID": who, "TRT01P": arm, "AVISIT": "Baseline", "PARAMCD": "SCALE", "AVAL": score}
            for who, arm, _, _, score in forms
            if score == score
        ]
    )
    people = {form[0]: form[1] for form in forms} | {"S6": "Laser", "S7": "Sham"}
    adsl = pd.DataFrame({"USUBJID": list(people), "TRT01P": list(people.values())})
    adsl[FLAG] = np.where(adsl["USUBJID"] == "S7", "N", "Y")
    outcomes = {"SCALE": Outcome("Scale", **{"range": (0.0, 10.0), **outcome})}
    return make_inputs(records, adsl=adsl, items={"SCALE": items}, outcomes=outcomes)


def counts(inputs: Inputs, arm: str, **options: object) -> dict[str, tuple[float, float]]:
    rows = choose(run(analysis(**options), inputs), {"ARM": arm, "AVISIT": "Baseline"})
    return {row["variable"]: (row["count"], row["total"]) for _, row in rows.iterrows()}


def test_what_was_answered_and_what_lies_at_an_end() -> None:
    assert counts(inputs_of(), "All") == {
        "RECEIVED": (5, 6),
        "ITEMS": (7, 10),
        "COMPLETE": (3, 5),
        "SCORED": (4, 5),
        "FLOOR": (1, 4),
        "CEILING": (2, 4),
    }
    assert counts(inputs_of(), "Laser") == {
        "RECEIVED": (2, 3),
        "ITEMS": (2, 4),
        "COMPLETE": (1, 2),
        "SCORED": (1, 2),
        "FLOOR": (0, 1),
        "CEILING": (0, 1),
    }


def test_arms_add_up_to_all() -> None:
    whole, parts = counts(inputs_of(), "All"), [counts(inputs_of(), arm) for arm in ("Sham", "Laser")]
    for variable, (count, total) in whole.items():
        assert count == sum(part[variable][0] for part in parts)
        assert total == sum(part[variable][1] for part in parts)


def test_floor_and_ceiling_above_15_percent_are_flagged() -> None:
    many = [(f"M{k}", "Sham", 5.0, 5.0, 10.0 if k < 3 else 5.0) for k in range(20)]  # 15 %: not above
    assert run(analysis(), inputs_of(many)).notes["flagged"] == []
    more = [(*form[:4], 10.0) if k < 4 else form for k, form in enumerate(many)]
    flagged = run(analysis(), inputs_of(more)).notes["flagged"]
    assert [(row["variable"], row["ARM"], row["percent"]) for row in flagged] == [
        ("CEILING", "All", 20.0),
        ("CEILING", "Sham", 20.0),
    ]
    assert run(analysis(limit=25), inputs_of(more)).notes["flagged"] == []
    row = pick(run(analysis(limit=25), inputs_of(more)), variable="CEILING", ARM="All")
    assert (row["percent"], row["value"]) == (20.0, 25.0)


def test_the_account_adds_up_to_the_population() -> None:
    (entry,) = run(analysis(), inputs_of()).notes["excluded"]
    assert entry["in"] == 6 == entry["used"] + sum(entry["left_out"].values())
    assert entry["left_out"] == {"no questionnaire": 1, "too few items for a score": 1}


def test_without_a_range_there_is_no_floor() -> None:
    assert set(counts(inputs_of(range=None), "All")) == {"RECEIVED", "ITEMS", "COMPLETE", "SCORED"}


def test_an_arm_without_questionnaires_says_why() -> None:
    sham = [form for form in FORMS if form[1] == "Sham"]
    result = run(analysis(), inputs_of(sham))
    row = pick(result, ARM="Laser", variable="ITEMS")
    assert (row["total"], row["reason"]) == (0, "no questionnaire")
    assert pd.isna(row["percent"])
    assert pick(result, ARM="Laser", variable="FLOOR")["reason"] == "no score"
    assert pick(result, ARM="Laser", variable="RECEIVED")["percent"] == 0


def test_order_of_rows_does_not_matter_and_what_is_no_scale_is_said() -> None:
    inputs = inputs_of()
    shuffled = inputs_of(FORMS[::-1])
    columns = ["id", "count", "total"]
    left, right = (run(analysis(), given).rows[columns].sort_values("id") for given in (inputs, shuffled))
    pd.testing.assert_frame_equal(left.reset_index(drop=True), right.reset_index(drop=True))
    assert run(analysis(parameters=("SCALE", "TOTAL")), inputs).notes["not_scales"] == ["TOTAL"]


def test_a_choice_of_records_is_refused() -> None:
    with pytest.raises(ValueError, match="`records` choose scores, and this method counts questionnaires"):
        analysis(records=[{"column": "SRC", "in": "X"}])
