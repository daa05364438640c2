"""Which variables tell records apart: as few as do, and none where no choice does."""

from __future__ import annotations

import pandas as pd

from tests.standards.prepared import handed_in
from trialstats.standards.keys import keys_of


def keys(**columns: list[object]) -> tuple[str, ...]:
    return keys_of(pd.DataFrame(columns))


def test_as_few_as_tell_records_apart() -> None:
    assert keys(STUDYID=["X", "X"], USUBJID=["1", "2"], AGE=[1, 1]) == ("STUDYID", "USUBJID")
    assert keys(USUBJID=["1", "1"], PARAMCD=["A", "A"], AVISITN=[0, 1], AVISIT=["B", "C"]) == (
        "USUBJID",
        "PARAMCD",
        "AVISITN",
    )
    assert keys(USUBJID=["1", "1"], AESEQ=[1, 2], ASTDT=[1, 2]) == ("USUBJID", "AESEQ")
    assert keys(USUBJID=["1", "1"], SRCLINE=[5, 6]) == ("USUBJID", "SRCLINE")


def test_records_of_findings_are_of_a_parameter_and_a_visit_whatever_the_data_hold() -> None:
    record = {"USUBJID": ["1", "2"], "PARAMCD": ["A", "A"], "AVISITN": [0, 0], "ADT": [1, 1]}
    assert keys(**record) == ("USUBJID", "PARAMCD", "AVISITN")
    twice = {"USUBJID": ["1", "1"], "PARAMCD": ["A", "A"], "AVISITN": [0, 0], "AVISIT": ["B", "B"], "ADT": [1, 2]}
    assert keys(**twice) == ("USUBJID", "PARAMCD", "AVISITN", "ADT")
    assert keys(USUBJID=["1", "2"], PARAMCD=["A", "A"], CNSR=[0, 1]) == ("USUBJID", "PARAMCD")


def test_none_where_no_choice_does() -> None:
    assert keys(USUBJID=["1", "1"], SRCLINE=[5, 5]) == ()
    assert keys(AGE=[1, 1]) == ()
    assert keys(APERIOD=[1]) == ("APERIOD",)


def test_events_are_told_apart_by_their_number_and_not_by_chance() -> None:
    assert keys(STUDYID=["X", "X"], USUBJID=["1", "1"], ASEQ=[1, 2], ASTDT=[5, 6]) == ("STUDYID", "USUBJID", "ASEQ")
    assert keys(USUBJID=["1", "1"], PARAMCD=["A", "B"], ASEQ=[1, 2]) == ("USUBJID", "PARAMCD")


def test_records_stand_in_the_order_of_the_keys() -> None:
    frame = pd.DataFrame({"USUBJID": ["1"] * 4, "PARAMCD": ["B", "A", "A", "B"], "AVISITN": [0.0, 1.0, None, 1.0]})
    made = handed_in(frame)
    assert made.keys == ("USUBJID", "PARAMCD", "AVISITN")
    assert [*made.frame["PARAMCD"]] == ["A", "A", "B", "B"]
    assert made.frame["AVISITN"].fillna(-1).tolist() == [-1, 1, 0, 1]
