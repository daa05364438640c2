"""Subjects spread over several rows, and rows that cannot be told apart: what is said, and how much of it."""

from __future__ import annotations

import pytest
from adam_saying import checked

from tiny import Tiny

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
