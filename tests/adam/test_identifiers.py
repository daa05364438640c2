"""Identifiers that the files write in different ways: put together by the source, with texts and digits."""

from __future__ import annotations

import pytest

from tests.adam.saying import checked
from tests.tiny import Tiny

VAS, SUBJECTS = "data/vas.csv", "data/subjects.csv"


def renamed(tiny: Tiny, file: str, *, before: str = "", number: bool = False) -> None:
    """Write the ids of a file with a text before them, or as numbers."""
    head, *lines = tiny.read(file).splitlines()
    ids = [f"{before}{int(line[:3]) if number else line[:3]}{line[3:]}" for line in lines]
    tiny.write(file, "\n".join([head, *ids, ""]))


@pytest.fixture
def sited(tiny: Tiny) -> Tiny:
    """The subjects' file has SITE01-001 where the others have 1."""
    for file in ("data/subjects.csv",):
        renamed(tiny, file, before="SITE01-")
    for file in ("data/vas.csv", "data/sf36.csv", "data/events.csv"):
        renamed(tiny, file, number=True)
    return tiny


def test_a_prefix_and_digits_make_the_identifier(sited: Tiny) -> None:
    sited.spec("    file: data/vas.csv\n", '    file: data/vas.csv\n    identifier: "SITE01-{id:03}"\n')
    records = sited.mapped("adpain")["adpain"].records
    assert records["USUBJID"].unique().tolist() == [f"SITE01-00{n}" for n in range(1, 7)]
    assert len(records) == 36


def test_the_check_names_the_prefix_that_all_ids_of_a_file_lack(tiny: Tiny) -> None:
    renamed(tiny, SUBJECTS, before="SITE01-")
    said = [line for line in tiny.check().lines if line.startswith("(data/vas.csv")]
    assert said == [
        '(data/vas.csv: 001 in id may be SITE01-001 of the subjects file: `identifier: "SITE01-{id}"` under '
        "sources.vas reads it as that)"
    ]
    tiny.spec("    file: data/vas.csv\n", '    file: data/vas.csv\n    identifier: "SITE01-{id}"\n')
    assert not [line for line in checked(tiny) if line.startswith(VAS)]


def test_several_columns_with_another_mark_between(tiny: Tiny) -> None:
    head, *lines = tiny.read(SUBJECTS).splitlines()
    tiny.write(SUBJECTS, "\n".join([f"site,{head}", *(f"7,{line}" for line in lines), ""]))
    tiny.spec("data/subjects.csv, subject: id", 'data/subjects.csv, subject: [site, id], identifier: "{site:02}/{id}x"')
    assert tiny.mapped("adpain")["adsl"].records["USUBJID"].tolist()[0] == "07/001x"


def test_a_blank_is_nobody_whatever_stands_before_it(sited: Tiny) -> None:
    sited.spec("    file: data/vas.csv\n", '    file: data/vas.csv\n    identifier: "SITE01-{id:03}"\n')
    sited.replace(SUBJECTS, "SITE01-006", "")
    sited.spec("data/subjects.csv, subject: id", 'data/subjects.csv, subject: id, identifier: "{id}"')
    assert "data/subjects.csv, line 7: id is blank, so the row belongs to nobody" in checked(sited)


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("SITE01-", "`identifier` is a text with columns in braces, e.g. `SITE01-{id}`"),
        ("SITE01-{}", "`identifier` is a text with columns in braces"),
        ("{id!r}", "`identifier` has id!r, which is no column of `subject`"),
        ("{id:>9}", "`identifier` is a text with columns in braces"),
        ("{id", "`identifier` is a text with columns in braces"),
        ("{id}}", "`identifier` is a text with columns in braces"),
        ("{site}-{id}", "`identifier` has site, which is no column of `subject`"),
    ],
)
def test_what_is_no_identifier(tiny: Tiny, identifier: str, said: str) -> None:
    tiny.spec("    file: data/vas.csv\n", f'    file: data/vas.csv\n    identifier: "{identifier}"\n')
    assert said in " ".join(tiny.spec_problems())


def test_an_identifier_has_every_column_of_the_subject(tiny: Tiny) -> None:
    tiny.spec(
        "    subject: id\n    visit: visit\n    date",
        '    subject: [id, unit]\n    identifier: "{id}"\n    visit: visit\n    date',
    )
    assert "`identifier` lacks unit, a column of `subject`" in " ".join(tiny.spec_problems())
