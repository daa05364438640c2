"""Files in which nothing identifies subjects: rows are numbered where each is a person, and only there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import csv_of, first_hour
from tests.tiny import call

ASKED = "? no column identifies subjects: is each row a person"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def draw() -> random.Random:
    return random.Random(7)


def wide(draw: random.Random) -> list[list[object]]:
    return [
        [("drug", "placebo")[n % 2], draw.randint(20, 70), draw.choice("FM"), *(draw.randint(3, 40) for _ in range(3))]
        for n in range(24)
    ]


HEADER = "treatment,age,sex,bdi.pre,bdi.2m,bdi.3m"


@pytest.mark.parametrize(
    ("front", "subject"), [(None, "ROW"), ("", "ROW"), ("rownames", "rownames"), ("Unnamed: 0", "Unnamed: 0")]
)
def test_a_row_a_person(draw: random.Random, front: str | None, subject: str) -> None:
    """Names of rows as R writes them have no header: the file's own number counts then."""
    rows = [[*([] if front is None else [n + 1]), *row] for n, row in enumerate(wide(draw))]
    header = HEADER if front is None else f"{front},{HEADER}"
    first = first_hour(csv_of("wide.csv", header, rows))
    assert first.check.code == 0, first.check.err
    source = {"file": "wide.csv", "row_number": "ROW", "subject": "ROW"}
    assert first.file["sources"]["wide"] == (source if subject == "ROW" else {"file": "wide.csv", "subject": subject})
    assert first.line("subject:").endswith(ASKED)
    assert list(first.file["visits"]) == ["Baseline", "Month 2", "Month 3"]


@pytest.mark.parametrize("name", ["studyid", "idno", "Study No."])
def test_an_identifier_in_one_word(draw: random.Random, name: str) -> None:
    rows = [[n + 1, *row] for n, row in enumerate(wide(draw))]
    first = first_hour(csv_of("wide.csv", f"{name},{HEADER}", rows))
    assert first.file["sources"]["wide"] == {"file": "wide.csv", "subject": name}
    assert "? no column identifies subjects" not in first.text


def refused(path: str) -> bool:
    said = call("init", path, "--name", "first")
    return said.code == 3 and said.lines[0] == f"{path}: no column identifies subjects"


def test_never_where_rows_are_several_a_person(draw: random.Random) -> None:
    people = [[("drug", "placebo")[n % 2], 20 + n % 50, draw.gauss(70, 9)] for n in range(20)]
    visits = [[*person, month, draw.gauss(9, 3)] for person in people for month in (0, 3, 6)]
    assert refused(csv_of("visits.csv", "treatment,age,weight,month,y", visits))
    runs = [[*person, draw.gauss(9, 3)] for person in people for _ in range(3)]
    assert refused(csv_of("runs.csv", "treatment,age,weight,y", runs))
    tests = [[*person, test, draw.gauss(9, 3)] for person in people for test in ("crp", "hb")]
    assert refused(csv_of("tests.csv", "treatment,age,weight,test,result", tests))
    blanks = [[n if n % 3 else "", *person, draw.gauss(9, 3)] for n, person in enumerate(people)]
    assert refused(csv_of("blanks.csv", "patient,treatment,age,weight,y", blanks))


def test_never_of_two_files(draw: random.Random) -> None:
    csv_of("one.csv", HEADER, wide(draw))
    csv_of("two.csv", HEADER, wide(draw))
    assert call("init", "one.csv", "two.csv", "--name", "first").code == 3


def test_numbers_within_sites(draw: random.Random) -> None:
    """Numbers that begin anew at each site are no persons without it, though some columns agree by chance."""
    rows = [
        [1 + n % 2, 1 + n // 2, "PA"[n // 2 % 2], draw.randint(20, 60), *(draw.randint(0, 1) for _ in range(3))]
        for n in range(80)
    ]
    first = first_hour(csv_of("sites.csv", "center,id,treat,age,baseline,visit1,visit2", rows))
    assert first.check.code == 0, first.check.err
    assert first.file["sources"]["sites"]["subject"] == ["center", "id"]
    assert list(first.file["visits"]) == ["Baseline", "Visit 1", "Visit 2"]
