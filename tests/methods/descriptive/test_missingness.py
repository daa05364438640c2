"""Presence and absence, and the subjects' values as they are."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.methods.build import FLAG, make_inputs, options, pick
from trialstats.methods.descriptive import descriptive, missingness, profiles
from trialstats.methods.descriptive.missingness import pattern
from trialstats.methods.descriptive.options import Descriptive, Missingness, Profiles
from trialstats.methods.shared.inputs import Inputs


def analysis(**others: object) -> Missingness:
    return Missingness(**options("missingness", **others))


@pytest.mark.parametrize(
    ("present", "name"),
    [
        ([True, True, True], "complete"),
        ([True, False, False], "monotone"),
        ([True, False, True], "intermittent"),
        ([False, True, True], "intermittent"),
        ([False, False, False], "none"),
    ],
)
def test_patterns(present: list[bool], name: str) -> None:
    assert pattern(present) == name


def inputs() -> Inputs:
    rows = [
        ("1", "Sham", "Baseline", 1.0),
        ("1", "Sham", "Week 6", 2.0),
        ("1", "Sham", "Week 12", 3.0),
        ("2", "Sham", "Baseline", 1.0),
        ("2", "Sham", "Week 6", None),
        ("3", "Laser", "Baseline", 5.0),
        ("3", "Laser", "Week 12", 4.0),
        ("9", "Laser", "Baseline", 9.0),
    ]
    records = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL"])
    adsl = pd.DataFrame({"USUBJID": ["1", "2", "3", "4", "9"], "TRT01P": ["Sham", "Sham", "Laser", "Laser", "Laser"]})
    adsl[FLAG] = ["Y", "Y", "Y", "Y", "N"]
    return make_inputs(records, adsl=adsl)


def test_counts_are_of_the_population_whether_or_not_there_is_a_record() -> None:
    result = missingness.run(analysis(), inputs())
    found = {
        (row["ARM"], row["AVISIT"]): (row["count"], row["total"], row["percent"]) for _, row in result.rows.iterrows()
    }
    assert found == {
        ("Sham", "Baseline"): (2, 2, 100),
        ("Sham", "Week 6"): (1, 2, 50),
        ("Sham", "Week 12"): (1, 2, 50),
        ("Laser", "Baseline"): (1, 2, 50),
        ("Laser", "Week 6"): (0, 2, 0),
        ("Laser", "Week 12"): (1, 2, 50),
    }


def test_patterns_by_arm() -> None:
    sham, laser = missingness.run(analysis(), inputs()).notes["patterns"]
    assert [sham[k] for k in ("complete", "monotone", "intermittent", "none")] == [1, 1, 0, 0]
    assert [laser[k] for k in ("complete", "monotone", "intermittent", "none")] == [0, 0, 1, 1]


def test_chow_has_six_absent_at_week_7(chow: Inputs) -> None:
    # Data of ordinalCont: 4 of 45 placebo and 2 of 45 active subjects have no record at week 7, all have week 12.
    result = missingness.run(analysis(), chow)
    week = [pick(result, AVISIT="Week 7", ARM=arm) for arm in ("placebo", "active")]
    assert [(row["count"], row["total"]) for row in week] == [(41, 45), (43, 45)]
    assert [entry["intermittent"] for entry in result.notes["patterns"]] == [4, 2]


def test_profiles_are_the_values_of_each_subject() -> None:
    result = profiles.run(Profiles(**options("profiles")), inputs())
    assert len(result.rows) == 7
    assert result.notes["excluded"][0]["left_out"] == {"AVAL missing": 1}
    row = pick(result, USUBJID="3", AVISIT="Week 12")
    assert (row["value"], row["ARM"], row["measure"], row["kind"]) == (4.0, "Laser", "AVAL", "value")


def test_profiles_of_nothing_are_an_empty_result() -> None:
    empty = make_inputs(pd.DataFrame(columns=["USUBJID", "TRT01P", "AVISIT", "AVAL"]))
    assert profiles.run(Profiles(**options("profiles")), empty).rows.empty


def text_results() -> Inputs:
    """Yes and No where others have numbers; NOT DONE and a blank are no results."""
    rows = [
        ("1", "Sham", "Baseline", "No"),
        ("1", "Sham", "Week 6", "Yes"),
        ("1", "Sham", "Week 12", "NOT DONE"),
        ("2", "Sham", "Baseline", "No"),
        ("2", "Sham", "Week 6", None),
        ("3", "Laser", "Baseline", "Yes"),
        ("3", "Laser", "Week 12", "No"),
    ]
    records = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVALC"]).assign(AVAL=float("nan"))
    adsl = pd.DataFrame({"USUBJID": ["1", "2", "3"], "TRT01P": ["Sham", "Sham", "Laser"], FLAG: ["Y"] * 3})
    return make_inputs(records.assign(BASE=float("nan"), CHG=float("nan")), adsl=adsl)


def test_a_text_is_a_value() -> None:
    """By hand: four of the seven records after these six visits of arms hold Yes or No."""
    result = missingness.run(analysis(), text_results())
    counts = {(row["ARM"], row["AVISIT"]): row["count"] for _, row in result.rows.iterrows()}
    assert counts == {
        ("Sham", "Baseline"): 2,
        ("Sham", "Week 6"): 1,
        ("Sham", "Week 12"): 0,
        ("Laser", "Baseline"): 1,
        ("Laser", "Week 6"): 0,
        ("Laser", "Week 12"): 1,
    }


def test_texts_alone_have_no_change() -> None:
    result = descriptive.run(Descriptive(**options("descriptive")), text_results())
    assert set(result.rows["measure"]) == {"AVAL"}
    yes = pick(result, kind="count", AVISIT="Week 6", ARM="Sham", level="Yes")
    assert yes["count"] == 1
