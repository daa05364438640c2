"""The choice of records, and that its counts add up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.methods.build import FLAG
from trialstats.errors import SpecError
from trialstats.methods.descriptive.options import Descriptive
from trialstats.methods.shared.select import select_records
from trialstats.trialfile.parts.analysis import Filter, Findings

ADSL = pd.DataFrame({"USUBJID": ["1", "2", "3"], "TRT01P": ["Sham", "Laser", None], "AGE": [50.0, 60.0, 70.0]})


def analysis(**others: object) -> Findings:
    return Descriptive(method="descriptive", dataset="adpain", **{"population": FLAG, **others})


def bds() -> pd.DataFrame:
    """Ten records, each but the first two wrong in one way, in the order of the conditions."""
    rows = [
        ("1", "PAIN", "Week 6", "Y", "Y", None),
        ("2", "PAIN", "Week 6", "Y", "Y", ""),
        ("1", "SLEEP", "Week 6", "Y", "Y", None),
        ("1", "PAIN", "Week 6", "N", "Y", None),
        ("1", "PAIN", "Week 6", None, "Y", None),
        ("3", "PAIN", "Week 6", "Y", "Y", None),
        ("9", "PAIN", "Week 6", "Y", "Y", None),
        ("1", "PAIN", "Week 6", "Y", None, None),
        ("1", "PAIN", "Baseline", "Y", "Y", None),
        ("1", "PAIN", "Week 6", "Y", "Y", "LOCF"),
    ]
    return pd.DataFrame(rows, columns=["USUBJID", "PARAMCD", "AVISIT", FLAG, "ANL01FL", "DTYPE"])


def test_each_condition_counts_what_it_left_out() -> None:
    chosen = analysis(parameters="PAIN", records=(Filter(column="DTYPE", without=("LOCF",)),))
    records, counts = select_records(bds(), ADSL, chosen, ["Week 6", "Week 12"])
    assert counts == {
        "in": 10,
        "another parameter": 1,
        "FASFL is not Y": 2,
        "not a randomised subject of ADSL": 2,
        "ANL01FL is not Y": 1,
        "another visit": 1,
        "DTYPE is LOCF": 1,
        "used": 2,
    }
    assert list(records["USUBJID"]) == ["1", "2"]  # blank is kept by `not_in`, null and empty alike
    assert list(records["AGE"]) == [50.0, 60.0]


def test_the_analysis_names_visits_before_the_caller_does() -> None:
    records, _ = select_records(bds(), ADSL, analysis(visits="Baseline"), ["Week 6"])
    assert list(records["AVISIT"]) == ["Baseline"]


def test_blank_is_not_within_any_list() -> None:
    chosen = analysis(records=(Filter(column="DTYPE", within=("LOCF",)),))
    records, counts = select_records(bds(), ADSL, chosen, ["Week 6"])
    assert list(records["DTYPE"]) == ["LOCF"]
    assert counts["DTYPE is not LOCF"] == 3


def test_a_column_without_any_text_can_be_filtered() -> None:
    empty = bds().assign(DTYPE=float("nan"))
    _, counts = select_records(empty, ADSL, analysis(records=(Filter(column="DTYPE", without=("LOCF",)),)), ["Week 6"])
    assert counts["DTYPE is LOCF"] == 0


def test_types_of_adsl_win_and_rows_keep_their_labels() -> None:
    arms = pd.CategoricalDtype(["Sham", "Laser"], ordered=True)
    own = bds().assign(TRT01P="whatever").set_index(pd.Index(range(100, 110)))
    records, _ = select_records(own, ADSL.astype({"TRT01P": arms}), analysis(), ["Week 6"])
    assert records["TRT01P"].dtype == arms
    assert set(records.index) <= set(own.index)


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"population": "FASXFL"}, "FASXFL is not a column of the dataset .did you mean `FASFL`"),
        ({"records": (Filter(column="DTYP", within=("A",)),)}, "did you mean `DTYPE`"),
        ({"records": (Filter(column="AVAL", within=("1",)),)}, "AVAL holds numbers"),
    ],
)
def test_wrong_columns_are_named(others: dict[str, object], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        select_records(bds().assign(AVAL=1.0), ADSL, analysis(**others), ["Week 6"])


def test_an_estimand_that_was_not_filled_in_is_an_error() -> None:
    with pytest.raises(SpecError, match="names no population"):
        select_records(bds(), ADSL, Descriptive(method="descriptive", estimand="main"), ["Week 6"])


row = st.fixed_dictionaries(
    {
        "USUBJID": st.sampled_from(["1", "2", "3", "9"]),
        "PARAMCD": st.sampled_from(["PAIN", "SLEEP"]),
        "AVISIT": st.sampled_from(["Baseline", "Week 6", None]),
        FLAG: st.sampled_from(["Y", "N", None]),
        "ANL01FL": st.sampled_from(["Y", None]),
        "DTYPE": st.sampled_from(["LOCF", "", None]),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(row, min_size=1, max_size=30))
def test_in_is_used_plus_what_was_left_out(rows: list[dict[str, object]]) -> None:
    chosen = analysis(parameters="PAIN", records=(Filter(column="DTYPE", without=("LOCF",)),))
    records, counts = select_records(pd.DataFrame(rows), ADSL, chosen, ["Week 6"])
    assert counts["in"] == len(rows)
    assert counts["in"] == sum(counts.values()) - counts["in"]
    assert counts["used"] == len(records)


def test_a_variable_of_subjects_chooses_records_as_one_of_records_does() -> None:
    people = ADSL.assign(EOSSTT=["COMPLETED", "DISCONTINUED", None])
    chosen = analysis(parameters="PAIN", records=(Filter.model_validate({"column": "EOSSTT", "in": "COMPLETED"}),))
    records, counts = select_records(bds(), people, chosen, ["Week 6"])
    assert set(records["USUBJID"]) == {"1"}
    assert counts["EOSSTT is not COMPLETED"] == 1
