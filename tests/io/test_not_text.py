"""Files that are not what they are taken for, texts as messages show them, and formulas without values."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.io.reading import problems, read, texts
from trialstats.io.shown import escaped, shown

END = "): give `format`, or export it as CSV"


@pytest.mark.parametrize(
    ("content", "like"),
    [
        (b"PK\x03\x04\x14\0\6\0", "an XLSX or ZIP"),
        (b"PAR1\x15\x04\x15PAR1", "a Parquet file"),
        (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", "a SAS transport (XPT) file"),
        (b"\0" * 12 + b"\xc2\xea\x81\x60\xb3\x14", "a SAS (sas7bdat) file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old XLS file"),
    ],
)
def test_another_format_under_the_name_of_a_text_file(content: bytes, like: str) -> None:
    assert problems("a.csv", content) == (f"a.csv: is not a text file (it begins like {like}{END}",)


def test_bytes_that_no_text_has() -> None:
    said = "a.csv: is not a text file (it has NUL bytes): give `format` or `encoding`, or export it as CSV"
    assert problems("a.csv", b"id,x\n1,\0\n") == (said,)
    assert problems("a.csv", "id,x\n1,a\n".encode("utf-16-le")) == (said,)


def test_a_column_may_be_called_like_a_format() -> None:
    assert texts(read("a.csv", "PAR1,id\n1,2\n")) == [("1", "2")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        ("", "(blank)"),
        ("  ", "(blank)"),
        (" a", '" a"'),
        ("a\tb", r'"a\tb"'),
        ("a\n", r'"a\n"'),
        ("\x1b[2J", r'"\x1b[2J"'),
        ("5\xa0mm", r'"5\xa0mm"'),
        ("µg é", "µg é"),
        ("a b", "a b"),
    ],
)
def test_a_value_as_it_is_shown(value: str, text: str) -> None:
    assert shown(value) == text
    assert escaped(shown(value)) == shown(value)


def workbook(*rows: list[object]) -> None:
    book = Workbook()
    book["Sheet"].title = "data"
    for row in rows:
        book["data"].append(row)
    book.save("a.xlsx")


def test_a_formula_that_was_never_computed() -> None:
    workbook(["id", "x", None, "=A1"], ["1", None], ["2", "=A2&A1"])
    formula = "a formula whose value was never computed: open and save the file in a spreadsheet program"
    assert problems("a.xlsx") == (f"a.xlsx, sheet data, row 3, column x: {formula}",)
    workbook(["id", "x"], *([str(n), "=1+1"] for n in range(3)))
    said = f"a.xlsx, sheet data, row 2, column x: {formula} (and 2 more such cells)"
    assert problems("a.xlsx") == (said,)


@pytest.mark.parametrize(
    ("stored", "text"), [(b'<c r="B2" t="str"><f>A1</f><v></v></c>', ""), (b'<c r="B2"><f>1+1</f><v>2</v></c>', "2")]
)
def test_a_formula_that_was_computed(stored: bytes, text: str) -> None:
    workbook(["id", "x", "y"], ["1", "=A1", None])
    with zipfile.ZipFile("a.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    start = sheet.index(b'<c r="B2"')
    parts["xl/worksheets/sheet1.xml"] = sheet[:start] + stored + sheet[sheet.index(b"</c>", start) + 4 :]
    Path("a.xlsx").unlink()
    with zipfile.ZipFile("a.xlsx", "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    assert texts(read("a.xlsx")) == [("1", text, "")]
