"""Every check finds what is broken, where it is, and nothing in a folder that is as it should be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.conformance.build import ADLB, ADSL, TABLES, dataset, folder, found
from tests.in_process import ROOT
from trialstats.conformance.folder import Dataset, Folder
from trialstats.conformance.registry import CHECKS

BY_ID = {check.id: check for check in CHECKS}
Places = list[tuple[str, str, int | None]]


def day(*texts: str) -> list[Any]:
    return pd.to_datetime(list(texts)).tolist()


BROKEN: dict[str, tuple[str, dict[str, dict[str, list[Any] | None]], Places]] = {
    "subjects twice": ("adsl_rows", {"ADSL": {"USUBJID": ["1", "2", "2"]}}, [("ADSL", "USUBJID", 3)]),
    "no TRTP": ("required", {"ADLB": {"TRTP": None, "TRTA": None}}, [("ADLB", "TRTP", None)]),
    "no SUBJID": ("required", {"ADSL": {"SUBJID": None}}, [("ADSL", "SUBJID", None)]),
    "no population": ("required", {"ADSL": {"SAFFL": None, "SAFFN": None}}, [("ADSL", "", None)]),
    "no values": ("required", {"ADTTE": {"AVAL": None}}, [("ADTTE", "AVAL", None)]),
    "no race": ("expected", {"ADSL": {"RACE": None}}, [("ADSL", "RACE", None)]),
    "stranger": ("strangers", {"ADAE": {"USUBJID": ["1", "9", "2"]}}, [("ADAE", "USUBJID", 2)]),
    "other sex": (
        "as_in_adsl",
        {"ADLB": {"SEX": ["F", "M", "F", "M", None, "M"]}},
        [("ADLB", "SEX", 2), ("ADLB", "SEX", 5)],
    ),
    "number twice": ("aseq", {"ADAE": {"ASEQ": [1.0, 1.0, 1.0]}}, [("ADAE", "ASEQ", 2)]),
    "long name": ("names", {"ADSL": {"SITEGROUP": ["A"] * 3}}, [("ADSL", "SITEGROUP", None)]),
    "small name": ("names", {"ADSL": {"site": ["A"] * 3}}, [("ADSL", "site", None)]),
    "long text": ("text_length", {"ADAE": {"AEDECOD": ["é" * 100, "é" * 101, "x"]}}, [("ADAE", "AEDECOD", 2)]),
    "date as text": ("types", {"ADSL": {"TRTSDT": ["2024-01-01"] * 3}}, [("ADSL", "TRTSDT", None)]),
    "flag as number": ("types", {"ADSL": {"SAFFL": [1.0, 1.0, 0.0]}}, [("ADSL", "SAFFL", None)]),
    "number as text": ("types", {"ADSL": {"TRT01PN": ["1", "2", "1"]}}, [("ADSL", "TRT01PN", None)]),
    "flag of words": ("flags", {"ADSL": {"SAFFL": ["Y", "Yes", "N"]}}, [("ADSL", "SAFFL", 2)]),
    "blank population": ("populations", {"ADSL": {"SAFFL": ["Y", None, "N"]}}, [("ADSL", "SAFFL", 2)]),
    "N of a record": ("record_flags", {"ADLB": {"ABLFL": ["Y", "N", None, "Y", None, None]}}, [("ADLB", "ABLFL", 2)]),
    "twin of another": ("twins", {"ADSL": {"SAFFN": [1.0, 0.0, None]}}, [("ADSL", "SAFFN", 2), ("ADSL", "SAFFN", 3)]),
    "lone twin": ("lone_twins", {"ADSL": {"SAFFL": None}}, [("ADSL", "SAFFN", None)]),
    "no twin": ("population_twins", {"ADSL": {"SAFFN": None}}, [("ADSL", "SAFFL", None)]),
    "two numbers of an arm": (
        "numbered",
        {"ADSL": {"TRT01PN": [1.0, 2.0, 2.0]}},
        [("ADSL", "TRT01P", None), ("ADSL", "TRT01PN", None)],
    ),
    "two visits of a number": ("numbered", {"ADLB": {"AVISITN": [0.0, 0.0, 0.0] * 2}}, [("ADLB", "AVISITN", None)]),
    "two labels of a code": (
        "parameters",
        {"ADLB": {"PARAM": ["Glucose (mmol/L)"] * 5 + ["Glucose"]}},
        [("ADLB", "PARAMCD", None)],
    ),
    "code of small letters": ("codes", {"ADTTE": {"PARAMCD": ["ttr", "ttr"]}}, [("ADTTE", "PARAMCD", None)]),
    "two texts of a value": ("results", {"ADLB": {"AVAL": [5.0, 6.0, 6.0, 4.0, 3.0, 3.5]}}, [("ADLB", "AVAL", None)]),
    "unknown treatment": ("treatments", {"ADAE": {"TRTA": ["Drug", "Placebo", "Placebo"]}}, [("ADAE", "TRTA", 2)]),
    "two baselines": ("one_baseline", {"ADLB": {"ABLFL": ["Y", "Y", None, "Y", None, None]}}, [("ADLB", "ABLFL", 2)]),
    "base of another": (
        "base",
        {"ADLB": {"BASE": [5.0, 5.0, 5.0, 4.1, 4.1, 4.1]}},
        [("ADLB", "BASE", 4), ("ADLB", "BASE", 5), ("ADLB", "BASE", 6)],
    ),
    "base without its record": (
        "base",
        {"ADLB": {"ABLFL": ["Y", None, None, None, None, None], "BASE": [5.0, 5.0, 5.0, None, 4.0, None]}},
        [("ADLB", "BASE", 5)],
    ),
    "base without any record": ("base_record", {"ADLB": {"ABLFL": [None] * 6}}, [("ADLB", "BASE", None)]),
    "two bases": (
        "base_everywhere",
        {"ADLB": {"BASE": [5.0, 5.0, 5.5, 4.0, 4.0, 4.0]}},
        [("ADLB", "BASE", 1), ("ADLB", "BASE", 2), ("ADLB", "BASE", 3)],
    ),
    "wrong change": (
        "change",
        {"ADLB": {"CHG": [None, 1.1, 1.5, None, -1.0, -0.5], "BASE": [5.0, 5.0, 5.0, 4.0, 4.0, None]}},
        [("ADLB", "CHG", 2), ("ADLB", "CHG", 6)],
    ),
    "wrong percentage": (
        "percent_change",
        {"ADLB": {"PCHG": [None, 20.0, 30.0, None, 25.0, -12.5]}},
        [("ADLB", "PCHG", 5)],
    ),
    "two analysed": (
        "one_analysed",
        {"ADLB": {"ANL01FL": ["Y"] * 6}},
        [("ADLB", "ANL01FL", 3), ("ADLB", "ANL01FL", 6)],
    ),
    "carried without a word": (
        "carried",
        {"ADLB": {"ADT": day("2024-01-01", "2024-01-01", "2024-01-30") * 2, "AVAL": [5.0, 5.0, 6.5, 4.0, 3.0, 3.5]}},
        [("ADLB", "DTYPE", 2)],
    ),
    "end of treatment first": (
        "order",
        {"ADSL": {"TRTEDT": day("2023-12-31", "2024-02-02", "2024-01-03")}},
        [("ADSL", "TRTEDT", 1)],
    ),
    "end of event first": (
        "order",
        {"ADAE": {"AENDT": day("2024-01-02", "2024-01-05", "2024-01-10")}},
        [("ADAE", "AENDT", 1)],
    ),
    "event before its origin": ("order", {"ADTTE": {"ADT": day("2023-12-31", "2024-01-16")}}, [("ADTTE", "ADT", 1)]),
    "day 0": ("days", {"ADLB": {"ADY": [1.0, 29.0, 30.0, 0.0, 28.0, 29.0]}}, [("ADLB", "ADY", 4)]),
    "no censoring": ("censored", {"ADTTE": {"CNSR": [None, 1.0]}}, [("ADTTE", "CNSR", 1)]),
    "half censored": ("censored", {"ADTTE": {"CNSR": [0.5, -1.0]}}, [("ADTTE", "CNSR", 1), ("ADTTE", "CNSR", 2)]),
    "time of another unit": ("times", {"ADTTE": {"AVAL": [8.0, 2.0]}}, [("ADTTE", "AVAL", 2)]),
    "two firsts": ("first_occurrences", {"ADAE": {"AOCCSFL": ["Y", "Y", "Y"]}}, [("ADAE", "AOCCSFL", 2)]),
    "first that is second": ("first_is_first", {"ADAE": {"AOCCFL": [None, "Y", "Y"]}}, [("ADAE", "AOCCFL", 2)]),
}


def test_nothing_is_found_where_nothing_is_broken() -> None:
    assert {check.id: found(check, folder()) for check in CHECKS} == {check.id: [] for check in CHECKS}


@pytest.mark.parametrize(("name", "changes", "places"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_found(name: str, changes: dict[str, Any], places: Places) -> None:
    assert found(BY_ID[name], folder(**changes)) == places


def test_labels() -> None:
    own = dataset("ADAE", {name: TABLES["ADAE"][name] for name in ("STUDYID", "USUBJID", "ASTDT", "AOCCFL")}, AOCCFL="")
    started = replace(own, labels={**own.labels, "ASTDT": "Start of the event"})
    of = Folder({**folder().datasets, "ADAE": started, "ADCM": dataset("ADCM", ADSL | {}, SEX="Gender", RACE="R" * 41)})
    assert found(BY_ID["labels"], of) == [("ADAE", "AOCCFL", None)]
    assert found(BY_ID["date_label"], of) == [("ADAE", "ASTDT", None)]
    assert found(BY_ID["label_length"], of) == [("ADCM", "RACE", None)]
    assert found(BY_ID["label_everywhere"], of) == [("ADCM", "SEX", None), ("ADCM", "RACE", None)]
    assert ("ADCM", "SEX", None) in found(BY_ID["label_standard"], of)


def test_a_folder_without_subjects() -> None:
    of = Folder({"ADLB": dataset("ADLB", ADLB)})
    assert [hit for check in CHECKS for hit in found(check, of)] == [("ADSL", "", None)]


def test_every_check_is_broken_by_a_test() -> None:
    of_labels = {"labels", "date_label", "label_length", "label_everywhere", "label_standard"}
    assert {name for name, *_ in BROKEN.values()} | of_labels | {"adsl"} == set(BY_ID)
    assert len(BY_ID) == len(CHECKS)


def test_a_record_of_another_base_type_has_a_baseline_of_its_own() -> None:
    twice = {
        "BASETYPE": ["A", "A", "A", "A", "B", "B"],
        "USUBJID": ["1"] * 6,
        "ABLFL": ["Y", None, None, None, "Y", None],
    }
    values = {"BASE": [5.0, 5.0, 5.0, 5.0, 3.0, 3.0]}
    of = folder(ADLB={**twice, **values})
    for name in ("one_baseline", "base", "base_everywhere"):
        assert found(BY_ID[name], of) == []


def test_records_of_several_derivations_may_be_analysed_beside_one_another() -> None:
    flags = {"ANL02FL": ["Y"] * 6, "DTYPE": [None, "HALFLLOQ", "SQRT2LLOQ"] * 2}
    assert found(BY_ID["one_analysed"], folder(ADLB=flags)) == []
    flags["DTYPE"] = [None, "HALFLLOQ", "HALFLLOQ"] * 2
    assert found(BY_ID["one_analysed"], folder(ADLB=flags)) == [("ADLB", "ANL02FL", 3), ("ADLB", "ANL02FL", 6)]


def test_the_first_day_of_a_time_may_count_as_0() -> None:
    assert found(BY_ID["times"], folder(ADTTE={"AVAL": [7.0, 14.0]})) == []
    assert found(BY_ID["times"], folder(ADTTE={"AVAL": [7 / 7, 14 / 7], "PARAM": ["Relief (Weeks)"] * 2})) == []


def test_the_documentation_has_a_line_for_every_check() -> None:
    text = (ROOT / "docs" / "conformance.md").read_text("utf-8")
    lines = [f"| {one.id} | {one.severity} | {' '.join(one.rules)} | {one.says} |" for one in CHECKS]
    assert [line for line in lines if line not in text] == []


def test_a_base_of_another_parameter_is_said_once_and_whose_it_is() -> None:
    pain = pd.DataFrame({"USUBJID": ["1", "2"], "PARAMCD": "PAIN", "AVAL": [50.0, 60.0], "BASE": [50.0, 60.0]})
    sums = [pain.assign(PARAMCD=code, AVAL=7.0, ABLFL=None) for code in ("SPID", "MEAN")]
    whole = pd.concat([pain.assign(ABLFL="Y"), *sums], ignore_index=True)
    found = [one.text for one in BY_ID["base_record"].run(Folder({"ADPAIN": Dataset("ADPAIN", whole)}))]
    assert found == ["SPID, MEAN have no record with ABLFL = Y, and BASE, which is BASE of PAIN of every subject"]
    whole.loc[whole["PARAMCD"] == "MEAN", "BASE"] = 1.0
    found = [one.text for one in BY_ID["base_record"].run(Folder({"ADPAIN": Dataset("ADPAIN", whole)}))]
    assert found[1] == "MEAN has no record with ABLFL = Y, and BASE"
