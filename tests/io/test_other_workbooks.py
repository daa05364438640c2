"""XLS, XLSB and ODS: values as from XLSX, and what cannot be told of them is said.

workbooks/write_visits.py wrote the files beside it; an ODS is written here.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.io.reading import lines, problems, read, texts

FOLDER = Path(__file__).parent / "workbooks"
UNTOLD = "workbooks values alone can be read: a number shown as 36% or 007 is read as 0.36 or 7"


def copied(name: str, to: str | None = None) -> str:
    shutil.copy(FOLDER / name, to or name)
    return to or name


def test_an_old_workbook() -> None:
    raw = read(copied("visits.xls"), sheet="data")
    assert texts(raw) == [
        ("007", "µg", "63", "1.5", "2024-01-05", "2024-01-05 08:30:00", "08:30:00", "TRUE", "0.36", ""),
        ("008", "", "61", "", "2024-02-29", "", "", "", "", ""),
    ]
    assert (lines(raw), raw.place, raw.encodings) == ([4, 6], "row", {})
    (said,) = raw.notes
    assert said.startswith(f"visits.xls: of XLS {UNTOLD}")


def test_a_hidden_first_sheet_and_merged_cells_of_an_old_workbook() -> None:
    copied("visits.xls")
    said = (
        "visits.xls: its first sheet, old, is hidden: declare the one to read, `sheet: NAME` "
        "(sheets: old, data, empty, merged)"
    )
    assert problems("visits.xls") == (said,)
    assert problems("visits.xls", sheet="dat") == ("visits.xls: has no sheet dat (did you mean `data`?)",)
    said = "visits.xls: cells A2:A3 are merged, so that only the first holds the value: take them apart and fill each"
    assert problems("visits.xls", sheet="merged") == (said,)
    assert problems("visits.xls", sheet="empty") == ("visits.xls: the sheet is empty",)


def test_a_binary_workbook() -> None:
    raw = read(copied("visits.xlsb"))
    assert texts(raw) == [
        ("007", "µg", "63", "1.5", "2024-01-05", "2024-01-05 08:30:00", "TRUE"),
        ("008", "", "61", "", "2024-02-29", "", "FALSE"),
    ]
    assert lines(raw) == [2, 3]
    said = "visits.xlsb: sheet data was read, and sheet old holds data too: declare `sheet: data` if that is right"
    assert raw.notes[0] == said
    assert raw.notes[1].startswith(f"visits.xlsb: of XLSB {UNTOLD}")


def test_a_decimal_mark_is_that_of_texts() -> None:
    assert texts(read(copied("visits.xlsb"), decimal=",", sheet="data"))[0][3] == "1,5"


@pytest.mark.parametrize("name", ["visits.xls", "visits.xlsb"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_workbook_that_was_cut(name: str, share: float) -> None:
    data = (FOLDER / name).read_bytes()
    kind = name.partition(".")[2]
    (said,) = problems(name, data[: int(share * len(data))], sheet="data")
    assert said.startswith(f"{name}: cannot be read as {kind.upper()} (")


@pytest.mark.parametrize(
    ("name", "to", "said"),
    [
        ("visits.xls", "a.xlsx", "is an old Excel workbook (XLS) under another name: declare `format: xls`"),
        ("visits.xlsb", "a.xls", "is a binary Excel workbook (XLSB) under another name: declare `format: xlsb`"),
        ("visits.xls", "a.ods", "is an old Excel workbook (XLS) under another name: declare `format: xls`"),
    ],
)
def test_a_workbook_under_another_name(name: str, to: str, said: str) -> None:
    assert problems(copied(name, to)) == (f"{to}: {said}",)
    kind = said.rpartition(" ")[2].strip("`")
    assert len(texts(read(to, format=kind, sheet="data"))) == 2


def test_what_is_no_old_workbook() -> None:
    said = "a.xls: cannot be read as XLS (it is no workbook); if it is a text file, declare `format: csv`"
    assert problems("a.xls", "id\tx\n1\t2\n") == (said,)
    assert problems("a.xls", "<html><table>")[0].startswith("a.xls: is a web page")


# -- OpenDocument

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
CELLS = {
    "whole": '<table:table-cell office:value-type="float" office:value="63"><text:p>63</text:p></table:table-cell>',
    "part": '<table:table-cell office:value-type="float" office:value="1.5"><text:p>1,5</text:p></table:table-cell>',
    "day": '<table:table-cell office:value-type="date" office:date-value="2024-01-05"><text:p>5.1.</text:p>'
    "</table:table-cell>",
    "yes": '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
    "percent": '<table:table-cell office:value-type="percentage" office:value="0.36"><text:p>36%</text:p>'
    "</table:table-cell>",
    "formula": '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>',
}
FAILED = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="">'
    "<text:p>#DIV/0!</text:p></table:table-cell>"
)
UNCOMPUTED = '<table:table-cell table:formula="of:=1+1"/>'
MERGED = (
    '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>a</text:p></table:table-cell>'
)
END = (
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def row(*cells: str, more: str = "") -> str:
    held = "".join(cell if "<" in cell else TEXT.format(cell) for cell in cells)
    return f"<table:table-row{more}>{held}</table:table-row>"


def document(*rows: str, columns: str = "", hidden: str = "") -> None:
    """Write a.ods: a sheet of rows, and a hidden one before it where asked for."""
    before = f'<table:table table:name="old" table:style-name="out">{row("id")}{row(hidden)}</table:table>'
    body = f'<table:table table:name="data" table:style-name="in">{columns}{"".join(rows)}{END}</table:table>'
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("in", "true"), ("out", "false"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{before if hidden else ''}{body}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile("a.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")


def test_an_open_document() -> None:
    document(row("id", *CELLS), row("007", *CELLS.values()), row("008"))
    raw = read("a.ods")
    assert texts(raw) == [("007", "63", "1.5", "2024-01-05", "TRUE", "0.36", "2"), ("008", *[""] * 6)]
    assert lines(raw) == [2, 3]
    said = "a.ods, row 2: percent = 0.36 is shown as 36%: numbers of that format are read as they are stored, a "
    assert raw.notes == (said + "hundredth of what is shown",)


def test_hidden_rows_columns_and_sheets_of_an_open_document() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    document(row("id", "x"), row("1", "a"), row("2", "b", more=' table:visibility="filter"'), columns=columns)
    assert read("a.ods").notes == (
        "a.ods: row 3 is hidden, and read like others",
        "a.ods: column x is hidden, and read like others",
    )
    document(row("id"), row("1"), hidden="9")
    assert problems("a.ods")[0].startswith("a.ods: its first sheet, old, is hidden")
    assert texts(read("a.ods", sheet="data")) == [("1",)]


def test_formulas_of_an_open_document_that_have_no_value() -> None:
    document(row("id", "x"), row("1", FAILED), row("2", "b"))
    raw = read("a.ods")
    assert texts(raw) == [("1", "#DIV/0!"), ("2", "b")]
    assert raw.notes == ("a.ods: a formula has failed (row 2, x = #DIV/0!), and is read as that text",)
    document(row("id", "x"), row("1", "a"), row("2", UNCOMPUTED))
    formula = "a formula whose value was never computed: open and save the file in a spreadsheet program"
    assert problems("a.ods") == (f"a.ods, sheet data, row 3, column x: {formula}",)


def test_merged_cells_of_an_open_document() -> None:
    document(row("id", "x"), row("1", MERGED), row("2", "<table:covered-table-cell/>"))
    said = "a.ods: cells B2:B3 are merged, so that only the first holds the value: take them apart and fill each"
    assert problems("a.ods") == (said,)
