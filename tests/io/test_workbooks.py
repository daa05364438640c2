"""Workbooks: what a person who opens the file would not see is told or refused; a damaged file is said in words."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from tests.io.reading import lines, problems, read, texts

OLE = b"\xd0\xcf\x11\xe0"
ROWS = [["id", "x"], ["001", 1.5], ["002", 2], ["003", 3]]


def book(*rows: list[Any], title: str = "data") -> Workbook:
    made = Workbook()
    made["Sheet"].title = title
    for row in rows or ROWS:
        made[title].append(row)
    return made


def parts_of(file: str) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def repack(file: str, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def test_a_hidden_first_sheet_is_refused_until_one_is_named() -> None:
    made = book(["id", "x"], ["001", 99], title="old")
    made.create_sheet("data")
    for row in ROWS:
        made["data"].append(row)
    made["old"].sheet_state = "hidden"
    made.active = 1
    made.save("a.xlsx")
    said = "a.xlsx: its first sheet, old, is hidden: declare the one to read, `sheet: NAME` (sheets: old, data)"
    assert problems("a.xlsx") == (said,)
    assert texts(read("a.xlsx", sheet="data"))[0] == ("001", "1.5")
    assert texts(read("a.xlsx", sheet="old")) == [("001", "99")]


def test_other_sheets_with_data_are_told() -> None:
    made = book()
    made.create_sheet("Week 8").append(["id", "x"])
    made.create_sheet("empty")
    made.save("a.xlsx")
    raw = read("a.xlsx")
    said = "a.xlsx: sheet data was read, and sheet Week 8 holds data too: declare `sheet: data` if that is right"
    assert raw.notes == (said,)
    assert read("a.xlsx", sheet="data").notes == ()


def test_a_chart_before_the_first_sheet() -> None:
    made = book()
    chart = BarChart()
    chart.add_data(Reference(made["data"], min_col=2, min_row=1, max_row=4))
    made.create_chartsheet("Chart", 0).add_chart(chart)
    made.save("a.xlsx")
    raw = read("a.xlsx")
    assert (len(texts(raw)), raw.notes) == (3, ("a.xlsx: sheet data was read; Chart is a chart",))
    assert problems("a.xlsx", sheet="Chart") == ("a.xlsx: the sheet Chart is a chart and holds no cells",)


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    made = book()
    made["data"].row_dimensions[3].hidden = True
    made["data"].row_dimensions[9].hidden = True
    made["data"].column_dimensions["B"].hidden = True
    made.save("a.xlsx")
    raw = read("a.xlsx")
    assert len(texts(raw)) == 3
    assert raw.notes == (
        "a.xlsx: row 3 is hidden, and read like others",
        "a.xlsx: column x is hidden, and read like others",
    )


def test_cells_right_of_the_table_are_told() -> None:
    made = book()
    made["data"]["D3"] = "ask Dr X"
    made.save("a.xlsx")
    raw = read("a.xlsx")
    assert texts(raw) == [("001", "1.5"), ("002", "2"), ("003", "3")]
    assert raw.notes == ("a.xlsx: column 4 has no name, so that its values are not used (row 3: ask Dr X)",)


def test_merged_cells_among_the_records_are_refused_and_in_a_title_are_none_of_them() -> None:
    made = book(["Pain at all visits", None], *ROWS)
    made["data"].merge_cells("A1:B1")
    made.save("a.xlsx")
    assert len(texts(read("a.xlsx", header_row=2))) == 3
    made["data"].merge_cells("A3:A4")
    made.save("a.xlsx")
    said = "a.xlsx: cells A3:A4 are merged, so that only the first holds the value: take them apart and fill each"
    assert problems("a.xlsx", header_row=2) == (said,)


@pytest.mark.parametrize(
    ("decimal", "value", "text"),
    [
        (",", 61.5, "61,5"),
        (",", "61,5", "61,5"),
        (",", 61, "61"),
        (".", 61.5, "61.5"),
        ({"x": ","}, 61.5, "61,5"),
        ({"x": ".", "*": ","}, 61.5, "61.5"),
        ({"id": ","}, 61.5, "61.5"),
        (",", "61.5", "61.5"),
        (",", 1e-7, "1e-07"),
    ],
)
def test_a_typed_number_is_a_number_whatever_the_decimal_mark_of_texts(decimal: Any, value: Any, text: str) -> None:
    book(["id", "x"], ["001", value], ["002", "a"]).save("a.xlsx")
    assert texts(read("a.xlsx", decimal=decimal))[0] == ("001", text)


def test_whole_numbers_keep_their_digits_while_a_number_has_them() -> None:
    book(["id", "x"], [1234567890123456.0, 1], [2.0**53, 2]).save("a.xlsx")
    assert [row[0] for row in texts(read("a.xlsx"))] == ["1234567890123456", "9007199254740992"]
    book(["id", "x"], [12345678901234560.0, 1], [12345678901234562.0, 2]).save("a.xlsx")
    (said,) = problems("a.xlsx")
    assert said == (
        "a.xlsx, row 2: id = 1.234567890123456e+16, a rounded number whose last digits are lost: "
        "store identifiers as text (and 1 more such rows)"
    )
    assert problems("a.csv", "id,x\n1.23457E+15,a\n")[0].startswith("a.csv, line 2: id = 1.23457E+15, a rounded number")


def test_formulas_that_failed_are_told() -> None:
    book(["id", "x", "y"], ["001", "#DIV/0!", "#1"], ["002", 2, "#N/A"]).save("a.xlsx")
    raw = read("a.xlsx")
    assert texts(raw) == [("001", "#DIV/0!", "#1"), ("002", "2", "#N/A")]
    said = "a.xlsx: a formula has failed (row 2, x = #DIV/0! and 1 more), and is read as that text"
    assert raw.notes == (said,)


def test_a_blank_text_above_the_header_is_no_header() -> None:
    book([" "], *ROWS).save("a.xlsx")
    assert lines(read("a.xlsx")) == [3, 4, 5]


def test_a_workbook_with_macros_is_a_workbook() -> None:
    book().save("a.xlsm")
    assert len(texts(read("a.xlsm"))) == 3


def test_a_workbook_whose_name_says_something_else() -> None:
    book().save("a.xlsx")
    Path("a.xlsx").rename("a.xls")
    assert problems("a.xls") == ("a.xls: is an Excel workbook (XLSX) under another name: declare `format: xlsx`",)
    assert len(texts(read("a.xls", format="xlsx"))) == 3


DAMAGE = {
    "a number that is none": (b"<v>1.5</v>", b"<v>1.5.2</v>"),
    "a tag that does not close": (b"</sheetData>", b"</sheetdata>"),
    "an unknown shared text": (b't="n"><v>2</v>', b't="s"><v>999</v>'),
    "half of a sheet": (b'<row r="3">', b""),
}


@pytest.mark.parametrize(("old", "new"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_sheet_is_said_in_words(old: bytes, new: bytes) -> None:
    book().save("a.xlsx")
    parts = parts_of("a.xlsx")
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert old in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(old, new) if new else sheet[: sheet.index(old)]
    repack("a.xlsx", parts)
    (said,) = problems("a.xlsx")
    assert said.startswith("a.xlsx: cannot be read as XLSX (")


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_workbook_that_was_cut(share: float) -> None:
    book().save("a.xlsx")
    data = Path("a.xlsx").read_bytes()
    (said,) = problems("a.xlsx", data[: int(share * len(data))])
    assert said.startswith("a.xlsx: cannot be read as XLSX (")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_workbook_without_one_of_its_parts(part: str) -> None:
    book().save("a.xlsx")
    repack("a.xlsx", {name: content for name, content in parts_of("a.xlsx").items() if name != part})
    (said,) = problems("a.xlsx")
    assert said.startswith("a.xlsx: cannot be read as XLSX (")


OTHERS = {
    "a password": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "an old workbook": (OLE + b"\0" * 600, "is an old Excel workbook (XLS) under another name"),
    "a text file": (b"id,x\n1,a\n", "if it is a text file, declare `format: csv`"),
    "a Parquet file": (b"PAR1" + b"\0" * 20, "it begins like a Parquet file"),
}


@pytest.mark.parametrize(("content", "said"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_workbook(content: bytes, said: str) -> None:
    (found,) = problems("a.xlsx", content)
    assert said in found


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/workbook.bin": b""}, "is a binary Excel workbook (XLSB) under another name"),
        (
            {"content.xml": b"", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
            "is an OpenDocument file",
        ),
        ({"xl/workbook.xml": b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}, "Strict Open XML"),
        ({"word/document.xml": b""}, "cannot be read as XLSX ("),
    ],
)
def test_what_is_packed_like_a_workbook_and_is_none(parts: dict[str, bytes], said: str) -> None:
    repack("a.xlsx", parts)
    (found,) = problems("a.xlsx")
    assert said in found


def percents(values: list[Any], number_format: str = "0%") -> None:
    made = book(["id", "x"], *([f"{n:03d}", value] for n, value in enumerate(values, start=1)))
    for (cell,) in made["data"].iter_rows(min_row=2, min_col=2, max_col=2):
        if isinstance(cell.value, float | int):
            cell.number_format = number_format
    made.save("a.xlsx")


@pytest.mark.parametrize(
    ("number_format", "said"),
    [("0%", "36%"), ("0.00%", "36.00%"), ("0.0%;[Red]-0.0%", "36.0%"), ('0.0"%"', None), (r"0.0\%", None)],
)
def test_numbers_that_are_shown_as_percents_are_told(number_format: str, said: str | None) -> None:
    percents([0.36, None, 1], number_format)
    raw = read("a.xlsx")
    assert texts(raw) == [("001", "0.36"), ("002", ""), ("003", "1")]
    stored = "numbers of that format are read as they are stored, a hundredth of what is shown"
    assert raw.notes == ((f"a.xlsx, row 2: x = 0.36 is shown as {said}: {stored}",) if said else ())


@pytest.mark.parametrize("other", ["36 %", "36"])
def test_percents_beside_texts_are_refused(other: str) -> None:
    percents([other, 0.333, 0.5])
    assert problems("a.xlsx") == (
        f"a.xlsx, row 3: x = 0.333 is shown as 33%, a hundred times as much, and row 2 ({other}) is not a number with "
        "that format: give all cells of the column one format and one kind, numbers or texts",
    )
    assert len(read("a.xlsx", missing=other).notes) == 1


def test_percents_beside_numbers_without_the_format_are_refused() -> None:
    made = book()
    made["data"]["B3"].number_format = "0%"
    made.save("a.xlsx")
    assert problems("a.xlsx")[0].startswith(
        "a.xlsx, row 3: x = 2 is shown as 200%, a hundred times as much, and row 2 and 1 more (1.5) is not a number"
    )


def test_words_beside_percents_are_no_numbers() -> None:
    percents([0.36, "not done"])
    assert len(read("a.xlsx").notes) == 1


def test_an_empty_first_sheet_before_one_with_data() -> None:
    made = book()
    made.create_sheet("cover", 0)
    made.save("a.xlsx")
    assert problems("a.xlsx") == (
        "a.xlsx: its first sheet, cover, is empty; declare the one to read, `sheet: data` (sheets with data: data)",
    )
    assert len(read("a.xlsx", sheet="data").frame) == 3


def test_ids_are_taken_as_they_are_shown() -> None:
    """7 under the format 000 is 007; other columns, and numbers of other formats, stay as they are stored."""
    made = book(["id", "x"], [7, 7], [12, 12], [1234, 1], ["008", 1], [9, 1])
    for row, form in ((2, "000"), (3, '"S-"000'), (4, "000"), (6, "General")):
        made["data"].cell(row, 1).number_format = form
        made["data"].cell(row, 2).number_format = form
    made.save("a.xlsx")
    raw = read("a.xlsx")
    assert texts(raw) == [("007", "7"), ("S-012", "12"), ("1234", "1"), ("008", "1"), ("9", "1")]
    assert raw.notes == ("a.xlsx: 2 numbers of id are taken as they are shown, 7 as 007, for they identify subjects",)


def test_ids_of_which_the_trial_file_says_the_digits_are_left_to_it() -> None:
    made = book(["id", "x"], [7, 7], [12, 12])
    made["data"].cell(2, 1).number_format = "0000"
    made.save("a.xlsx")
    raw = read("a.xlsx", pad={"id": 3})
    assert (texts(raw)[0][0], raw.notes) == ("7", ())


def test_accents_that_are_signs_of_their_own_are_composed() -> None:
    """As programs on a Mac write them: in the header, the sheet's texts and what the trial file names."""
    book(["id", "Scha\u0308den"], ["Rene\u0301", "Ju\u0308rgen"]).save("a.xlsx")
    raw = read("a.xlsx", shape="long", name="Sch\u00e4den", value="Sch\u00e4den")
    assert (raw.frame.columns[1], texts(raw)) == ("Sch\u00e4den", [("Ren\u00e9", "J\u00fcrgen")])
