"""Several files or sheets as one source: columns by name, the origin as a column, lines and files of every row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from tests.io.reading import lines, problems, texts
from trialstats.io.read import Raw, read_source
from trialstats.io.table import FILE
from trialstats.trialfile.parts.sources import Source


@pytest.fixture(autouse=True)
def sites() -> None:
    write("site_1.csv", "id,x\n001,a\n002,b\n")
    write("site_2.csv", "x,id\n\nc,003\n")


def write(file: str, content: str) -> None:
    Path(file).write_text(content)


def workbook(**sheets: list[list[Any]]) -> None:
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in sheets.items():
        page = book.create_sheet(title.strip("_"))
        for row in rows:
            page.append(row)
        if title.startswith("_"):
            page.sheet_state = "hidden"
    book.save("visits.xlsx")


def read(**keys: Any) -> Raw:
    return read_source(Source.model_validate({"subject": "id", **keys}))


@pytest.mark.parametrize("keys", [{"files": ["site_1.csv", "site_2.csv"]}, {"file": "site_*.csv"}])
def test_files_one_below_the_other_by_the_names_of_their_columns(keys: dict[str, Any]) -> None:
    raw = read(**keys)
    assert texts(raw) == [("001", "a"), ("002", "b"), ("003", "c")]
    assert list(raw.frame[FILE]) == ["site_1.csv", "site_1.csv", "site_2.csv"]
    assert lines(raw) == [2, 3, 3]
    assert raw.encodings == {"site_1.csv": "utf-8", "site_2.csv": "utf-8"}
    name = "site_*.csv" if "file" in keys else "site_1.csv and site_2.csv"
    assert raw.notes == (f"{name}: 3 rows of 2 files: site_1.csv (2), site_2.csv (1)",)


def test_the_origin_is_a_column() -> None:
    write("site_2.csv", "x,id\nc,003\n,\n")
    raw = read(file="site_*.csv", subject=["SITE", "id"], origin="SITE")
    assert [(row[0], row[2]) for row in texts(raw)] == [
        ("001", "site_1"),
        ("002", "site_1"),
        ("003", "site_2"),
        ("", ""),  # a row in which nothing stands has no origin either: it is no record
    ]


def test_what_is_beside_the_files_of_a_pattern() -> None:
    for name in ("~$site_3.csv", ".site_4.csv", "site_a[1].csv"):
        write(name, "id,x\n009,z\n")
    Path("site_5.csv").mkdir()
    assert Source(file="site_*.csv", subject=("id",)).paths() == ("site_1.csv", "site_2.csv", "site_a[1].csv")
    assert Source(file="site_a[1]*.csv", subject=("id",)).paths() == ("site_a[1].csv",)
    assert problems("centre_*.csv")[0].startswith("centre_*.csv: no file matches")


def test_columns_that_differ_are_one_message() -> None:
    write("site_3.csv", "id,X\n004,d\n")
    write("site_4.csv", "id,x,note\n005,d,e\n")
    assert problems("site_*.csv") == (
        "site_*.csv: the columns differ from those of site_1.csv and 1 more: site_3.csv lacks x and has X besides; "
        "site_4.csv has note besides",
    )
    assert problems("site_*.csv", origin="x")[0].startswith("site_*.csv: the columns differ")
    Path("site_3.csv").unlink()
    Path("site_4.csv").unlink()
    said = "site_1.csv: has a column x, and `origin` would give another of that name: choose another for `origin`"
    assert problems("site_*.csv", origin="x") == (said,)


def test_what_is_wrong_with_any_of_the_files_is_said_at_once() -> None:
    write("site_1.csv", "id,x\n1,2,3\n")
    write("site_2.csv", "id,id\n1,2\n")
    assert problems("site_*.csv") == (
        "site_1.csv, line 2: has 3 fields, the header has 2",
        "site_2.csv: column id stands more than once (columns 1, 2)",
    )


def test_a_site_without_rows() -> None:
    write("site_2.csv", "id,x\n")
    assert problems("site_*.csv")[0].startswith("site_2.csv: has a header and no rows")
    assert len(texts(read(file="site_*.csv", may_be_empty=True))) == 2


V1, V2 = [["id", "x"], ["001", 1], ["002", 2]], [["x", "id"], [3, "001"]]


def test_sheets_one_below_the_other() -> None:
    workbook(V1=V1, V2=V2)
    raw = read(file="visits.xlsx", sheets=["V1", "V2"], origin="visit", visit="visit")
    assert texts(raw) == [("001", "1", "V1"), ("002", "2", "V1"), ("001", "3", "V2")]
    assert list(raw.frame[FILE]) == ["visits.xlsx, sheet V1", "visits.xlsx, sheet V1", "visits.xlsx, sheet V2"]
    assert lines(raw) == [2, 3, 2]
    said = "visits.xlsx: 3 rows of 2 sheets: visits.xlsx, sheet V1 (2), visits.xlsx, sheet V2 (1)"
    assert raw.notes == (said,)


def test_all_sheets_but_those_that_are_hidden_or_empty() -> None:
    workbook(V1=V1, _old=V1, V2=V2, cover=[])
    raw = read(file="visits.xlsx", sheets="all")
    assert len(texts(raw)) == 3
    assert raw.notes[1] == "visits.xlsx: `sheets: all` leaves out old (hidden); cover (empty or a chart)"
    workbook(V1=[], V2=[])
    assert problems("visits.xlsx", sheets="all") == ("visits.xlsx: has no sheet with cells that is not hidden",)


def test_a_problem_names_the_sheet() -> None:
    workbook(V1=V1, V2=[["id", "id"]], V3=[["id", "x"], ["001", "=1+1"]])
    assert problems("visits.xlsx", sheets=["V1", "V2", "V3", "V4"]) == (
        "visits.xlsx, sheet V2: column id stands more than once (columns 1, 2)",
        "visits.xlsx, sheet V3, row 2, column x: a formula whose value was never computed: open and save the file in a "
        "spreadsheet program",
        "visits.xlsx, sheet V4: has no sheet V4 (known: V1, V2, V3)",
    )


def test_a_sheet_a_visit_in_a_file_a_site() -> None:
    workbook(V1=V1, V2=V2)
    Path("visits.xlsx").rename("site_1.xlsx")
    raw = read(file="site_*.xlsx", sheets="all", origin={"file": "SITE", "sheet": "VISIT"})
    assert texts(raw)[2] == ("001", "3", "site_1", "V2")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "a source needs `file`, or `files`"),
        ({"file": "a.csv", "files": ["b.csv"]}, "give one of `file` and `files`"),
        ({"files": ["a.csv", "b.xlsx"]}, "`files` are of one format, and of these a.csv is csv, b.xlsx is xlsx"),
        ({"files": ["a.csv", "b.pdf"]}, "b.pdf is a PDF: export the data as CSV"),
        ({"file": "data/site_*"}, "the ending of data/site_* does not tell its format: give `format`"),
        ({"file": "a.csv", "sheet": "x"}, "`sheet` is for workbooks"),
        ({"file": "a.csv", "sheets": "all"}, "`sheets` is for workbooks"),
        ({"file": "a.xlsx", "sheets": "all", "sheet": "x"}, "give one of `sheet` and `sheets`"),
        ({"file": "a.xlsx", "origin": {"sheet": "x"}}, "`origin` has `sheet`, and `sheets` is not given"),
    ],
)
def test_settings_that_do_not_go_together(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as found:
        Source.model_validate({"subject": "id", **keys})
    assert said in str(found.value)


def test_rows_are_counted_where_nothing_names_the_subjects() -> None:
    Path("people.csv").write_text("arm,x\nA,1\n,\nB,2\nA,3\n")
    raw = read(file="people.csv", subject="ROW", row_number="ROW")
    assert raw.frame[["arm", "x", "ROW"]].to_numpy().tolist() == [
        ["A", "1", "1"],
        ["", "", ""],  # a row in which nothing stands is no record
        ["B", "2", "2"],
        ["A", "3", "3"],
    ]
    said = (
        "people.csv: has a column x, and `row_number` would give another of that name: choose another for `row_number`"
    )
    assert problems("people.csv", subject="arm", row_number="x") == (said,)
