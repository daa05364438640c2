"""The column by which a population is decided: a yes in another writing, blanks and several texts are told."""

from __future__ import annotations

import pytest

from tests.adam.saying import checked
from tests.tiny import SUBJECTS, Tiny


def per_protocol(tiny: Tiny, *texts: str, equals: str = '"1"') -> None:
    """Give the six subjects these texts."""
    rows = zip(SUBJECTS.splitlines(), ["pp", *texts], strict=True)
    tiny.write("data/subjects.csv", "".join(f"{row},{text}\n" for row, text in rows))
    tiny.spec("\ndatasets:\n", f"  PPROTFL: {{label: Per protocol, column: pp, equals: {equals}}}\n\ndatasets:\n")


@pytest.mark.parametrize(
    ("equals", "texts"),
    [
        ('"1"', ["1", "1", "0", "1", "0", "1"]),
        ('"1"', ["1", "1", "2", "1", "2", "1"]),
        ("Y", ["Y", "N", "Y", "No", "Y", "Y"]),
        ("N", ["Y", "N", "Y", "Y", "N", "Y"]),  # who did not violate it
        ("A", ["A", "B", "C", "B", "A", "C"]),  # one of several sites
        ("[1, Y]", ["Y", "1", "0", "N", "1", "1"]),
    ],
)
def test_a_column_of_yes_and_no(tiny: Tiny, equals: str, texts: list[str]) -> None:
    per_protocol(tiny, *texts, equals=equals)
    outcome = tiny.check()
    assert (outcome.code, outcome.err, "note" in outcome.out) == (0, "", False)


def test_a_yes_in_another_writing_is_a_problem(tiny: Tiny) -> None:
    """Before, 002 and 004 were outside the population without a word."""
    per_protocol(tiny, "1", "Y", "0", "yes", "0", "1")
    means = "not among 1, by which PPROTFL is decided, and means the same"
    assert checked(tiny) == [
        f"data/subjects.csv, line 3: pp = Y, {means} (subject 002)",
        f"data/subjects.csv, line 5: pp = yes, {means} (subject 004)",
    ]
    tiny.fates(unknown_code="{exclude: [Y, yes]}")
    assert tiny.adam("adpain")["adsl"]["PPROTFL"].tolist() == ["Y", "N", "N", "N", "N", "Y"]


def test_blanks_of_randomised_subjects_are_told(tiny: Tiny) -> None:
    per_protocol(tiny, "1", "", "0", " ", "1", "1")
    tiny.add("data/subjects.csv", "007,,,50,F,")  # screened only
    assert tiny.check().out.splitlines()[1:] == [
        "  note: data/subjects.csv: pp is blank for 2 of 6 randomised subjects, who are therefore not in PPROTFL "
        "(002, 004)"
    ]


def test_several_other_texts_are_told(tiny: Tiny) -> None:
    per_protocol(tiny, "1", "2", "9", "1", "1", "1")
    assert tiny.check().out.splitlines()[1:] == [
        "  note: data/subjects.csv: pp has several texts beside 1, and none of them puts a subject in PPROTFL: 2, 9"
    ]


def test_another_case_of_a_text_is_a_problem(tiny: Tiny) -> None:
    per_protocol(tiny, "none", "None", "visit missed", "drug", "none", "none", equals="none")
    assert checked(tiny) == [
        "data/subjects.csv, line 3: pp = None, not among none, by which PPROTFL is decided, and means the same "
        "(subject 002)"
    ]
