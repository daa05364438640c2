"""Subjects spread over several rows, and rows that cannot be told apart: what is said, and how much of it."""

from __future__ import annotations

import pytest

from tests.adam.saying import checked
from tests.tiny import Tiny
from trialstats.adam.mapping import map_adsl

HEAD = "id,arm,randomised,age,sex"


def write_rows(tiny: Tiny, *rows: str, repeated: bool = True) -> None:
    tiny.write("data/subjects.csv", "\n".join([HEAD, *rows, ""]))
    if repeated:
        tiny.spec("  arm: arm\n", "  arm: arm\n  repeated: true\n")


def test_all_values_of_a_subject_are_named_with_their_lines(tiny: Tiny) -> None:
    rows = [f"001,{arm},2024-01-05,54,F" for arm in ("S", "L", " L", "")]
    write_rows(tiny, *rows)
    assert checked(tiny) == [
        "data/subjects.csv, lines 2, 3, 4, 5: arm = S (line 2), L (lines 3, 4), (blank) (line 5): "
        "one subject, several values (subject 001)"
    ]


def test_blanks_around_a_text_are_no_difference(tiny: Tiny) -> None:
    rows = tiny.read("data/subjects.csv").splitlines()[1:]
    write_rows(tiny, *rows, *(row.replace(",", " , ") for row in rows))
    assert len(tiny.mapped("adpain")["adsl"].records) == 6


@pytest.mark.parametrize(("count", "more"), [(11, "1 more subject"), (13, "3 more subjects")])
def test_of_many_subjects_the_first_ten_are_named(tiny: Tiny, count: int, more: str) -> None:
    write_rows(tiny, *(f"{n:03d},{arm},2024-01-05,54,F" for n in range(count) for arm in "LS"))
    said = checked(tiny)
    assert len(said) == 11
    assert said[0].startswith("data/subjects.csv, lines 2, 3: arm = L (line 2), S (line 3)")
    assert said[-1] == (
        f"data/subjects.csv: and {more}; if `id` alone does not identify a subject, "
        "list several columns: `subject: [site, id]`"
    )


def test_rows_that_belong_to_nobody_are_all_named(tiny: Tiny) -> None:
    write_rows(tiny, "001,L,2024-01-05,54,F", ",L,2024-01-05,54,F", ",S,2024-01-05,54,F")
    assert checked(tiny) == [
        f"data/subjects.csv, line {line}: id is blank, so the row belongs to nobody" for line in (3, 4)
    ]


def test_when_most_identifiers_repeat_the_file_may_have_several_rows_a_subject(tiny: Tiny) -> None:
    write_rows(tiny, *(f"{n:03d},L,2024-01-05,54,F" for n in range(12) for _ in range(2)), repeated=False)
    said = checked(tiny)
    assert said[0] == "data/subjects.csv, lines 2, 3: id = 000 stands for 2 subjects"
    assert said[10:] == [
        "data/subjects.csv: and 2 more",
        "data/subjects.csv: if the file has several rows a subject, say `repeated: true`",
    ]


def test_values_are_shown_so_that_a_terminal_is_not_garbled(tiny: Tiny) -> None:
    tiny.replace("data/subjects.csv", "003,L,", "003, X\x1b[2J ,")
    assert checked(tiny) == [
        r'data/subjects.csv, line 4: arm = " X\x1b[2J ", not the code of an arm (L, S) (subject 003)'
    ]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("001", "001\u200b", r'001 and "001\u200b" are the same, but for U+200B ZERO WIDTH SPACE here'),
        ("1", "001", "1 and 001 are the same, but for zeros"),
        ("1", "1.0", "1 and 1.0 are the same, but for zeros"),
        ("A02", "a02", "A02 and a02 are the same, but for its case"),
        ("A02", "a2", "A02 and a2 are the same, but for zeros"),
        ("S1-02", "S1 - 02", "S1-02 and S1 - 02 are the same, but for blanks"),
        ("S1-02", "S1\u201002", "S1-02 and S1\u201002 are the same, but for U+2010 HYPHEN here"),
        ("A02", "\u041002", "A02 and \u041002 are the same, but for U+0410 CYRILLIC CAPITAL LETTER A here"),
        ("1\u00a02", "1 2", r'"1\xa02" and 1 2 are the same, but for U+00A0 NO-BREAK SPACE there'),
    ],
)
def test_ids_that_nobody_takes_for_two_people_are_refused(tiny: Tiny, one: str, other: str, said: str) -> None:
    write_rows(tiny, f"{one},L,2024-01-05,54,F", f"{other},S,2024-01-05,54,F", repeated=False)
    assert checked(tiny) == [
        f"data/subjects.csv, lines 2, 3: id = {said}, and would count as two subjects: "
        "write one id for one person, and for two people ids that differ in more than that"
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("1 12", "11 2"), ("1.01", "1.1"), ("10", "1"), ("1-10", "1-1"), ("A", "B")]
)
def test_ids_that_differ_are_two_people(tiny: Tiny, one: str, other: str) -> None:
    write_rows(tiny, f"{one},L,2024-01-05,54,F", f"{other},S,2024-01-05,54,F", repeated=False)
    assert list(map_adsl(tiny.load(), tiny.raw()).records["SUBJID"]) == [one, other]
