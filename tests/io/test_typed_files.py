"""Workbooks, Parquet and SAS files: every value as a person would write it, every row with its number."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from openpyxl import Workbook

from tests.io.reading import lines, problems, read, texts
from trialstats.io.read import NO_ROWS
from trialstats.io.typed_values import as_text

DAY, MOMENT = dt.date(2024, 1, 5), dt.datetime(2024, 1, 5, 8, 30)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (7, "7"),
        (63.0, "63"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (0.1, "0.1"),
        (1e15, "1000000000000000"),
        (2.0**53, "9007199254740992"),
        (1e17, "1e+17"),
        (np.float32(61.1), "61.1"),
        (1e-7, "1e-07"),
        (float("inf"), "inf"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("007", "007"),
        (" 1.50 ", " 1.50 "),
        ("", ""),
        (DAY, "2024-01-05"),
        (MOMENT, "2024-01-05 08:30:00"),
        (dt.datetime(2024, 1, 5), "2024-01-05"),
        (dt.time(8, 30), "08:30:00"),
        (Decimal("1.50"), "1.50"),
        (b"abc", "abc"),
        (np.float64(2.5), "2.5"),
        (np.int64(3), "3"),
        (pd.Timestamp("2024-01-05 08:30"), "2024-01-05 08:30:00"),
    ],
)
def test_a_typed_value_as_a_person_would_write_it(value: Any, text: str) -> None:
    assert as_text(value) == text


# -- workbooks


def write_workbook(*rows: list[Any], sheet: str = "data", first: str | None = None) -> None:
    book = Workbook()
    if first is not None:
        book.create_sheet(first, 0)
    page = book["Sheet"]
    page.title = sheet
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            page.cell(number, column, value)
    book.save("a.xlsx")


def test_a_workbook() -> None:
    write_workbook(["id", "date", "x", "y"], ["007", DAY, 1.5, True], ["008", MOMENT, 63.0, None])
    raw = read("a.xlsx")
    assert texts(raw) == [("007", "2024-01-05", "1.5", "TRUE"), ("008", "2024-01-05 08:30:00", "63", "")]
    assert (lines(raw), raw.place, raw.encodings) == ([2, 3], "row", {})


def test_rows_are_those_that_the_program_shows_and_empty_ones_are_none() -> None:
    write_workbook([], ["id", "x", None], ["1", "a", None], [], ["2", "b", None], ["", None, ""], [])
    raw = read("a.xlsx")
    assert (texts(raw), lines(raw)) == ([("1", "a"), ("2", "b")], [3, 5])


def test_the_sheet_that_is_declared_or_the_first() -> None:
    write_workbook(["id"], ["1"], sheet="pain", first="notes")
    assert texts(read("a.xlsx", sheet="pain")) == [("1",)]
    assert problems("a.xlsx", sheet="Pains") == ("a.xlsx: has no sheet Pains (did you mean `pain`?)",)
    assert problems("a.xlsx", sheet="laboratory") == ("a.xlsx: has no sheet laboratory (known: notes, pain)",)
    assert problems("a.xlsx") == (
        "a.xlsx: its first sheet, notes, is empty; declare the one to read, `sheet: pain` (sheets with data: pain)",
    )


def test_a_workbook_that_says_a_wrong_size_is_read_whole() -> None:
    write_workbook(["id", "x"], ["1", "a"], ["2", "b"])
    with zipfile.ZipFile("a.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile("a.xlsx", "w") as book:
        for name, content in parts.items():
            book.writestr(name, content.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:A2"'))
    assert texts(read("a.xlsx")) == [("1", "a"), ("2", "b")]


def test_a_workbook_without_styles_gives_no_warning() -> None:
    write_workbook(["id"], ["1"])
    with zipfile.ZipFile("a.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile("a.xlsx", "w") as book:
        for name, content in parts.items():
            book.writestr(name, b"<styleSheet/>" if name == "xl/styles.xml" else content)
    assert texts(read("a.xlsx")) == [("1",)]


def test_workbooks_that_are_refused() -> None:
    write_workbook(["id", "x", "x"], ["1", "a", "b"])
    assert problems("a.xlsx") == ("a.xlsx: column x stands more than once (columns 2, 3)",)
    write_workbook(["id", "x"])
    assert problems("a.xlsx") == (f"a.xlsx: has a header and no rows; {NO_ROWS}",)
    assert problems("a.xlsx", "id,x\n1,a\n") == (
        "a.xlsx: cannot be read as XLSX (it is no workbook); if it is a text file, declare `format: csv`",
    )


# -- Parquet


def test_a_parquet_file() -> None:
    columns = {
        "id": pa.array(["007", " 8 ", None]),
        "whole": pa.array([1, None, -3], pa.int32()),
        "number": pa.array([63.0, 0.1, None]),
        "flag": pa.array([True, False, None]),
        "day": pa.array([DAY, None, DAY]),
        "moment": pa.array([MOMENT, dt.datetime(2024, 1, 5), None], pa.timestamp("us")),
        "money": pa.array([Decimal("1.50"), None, None], pa.decimal128(5, 2)),
        "level": pa.array(["A", "B", None]).dictionary_encode(),
    }
    pq.write_table(pa.table(columns), "a.parquet")
    raw = read("a.parquet")
    assert texts(raw) == [
        ("007", "1", "63", "TRUE", "2024-01-05", "2024-01-05 08:30:00", "1.50", "A"),
        (" 8 ", "", "0.1", "FALSE", "", "2024-01-05", "", "B"),
        ("", "-3", "", "", "2024-01-05", "", "", ""),
    ]
    assert (lines(raw), raw.place) == ([1, 2, 3], "row")


def test_parquet_files_that_are_refused() -> None:
    pq.write_table(pa.table({"id": ["1"] * 100}), "a.parquet")
    whole = Path("a.parquet").read_bytes()
    (said,) = problems("a.parquet", whole[: len(whole) // 2])
    assert said.startswith("a.parquet: cannot be read as Parquet (")
    (said,) = problems("a.parquet", "id\n1\n")
    assert said.startswith("a.parquet: cannot be read as Parquet (")
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), "a.parquet")
    assert problems("a.parquet") == (f"a.parquet: has a header and no rows; {NO_ROWS}",)


# -- SAS


def test_a_sas_transport_file() -> None:
    frame = pd.DataFrame(
        {"id": ["007", "8"], "x": [1.5, None], "n": [63.0, 1.0], "day": [DAY, None], "note": ["a  ", ""]}
    )
    pyreadstat.write_xport(frame, "a.xpt")
    raw = read("a.xpt")
    assert texts(raw) == [("007", "1.5", "63", "2024-01-05", "a"), ("8", "", "1", "", "")]
    assert (lines(raw), raw.place) == ([1, 2], "row")


@pytest.mark.parametrize("kind", ["xpt", "sas7bdat"])
def test_sas_files_that_are_refused(kind: str) -> None:
    assert problems(f"a.{kind}") == (f"a.{kind}: no such file",)
    assert problems(f"a.{kind}", b"") == (f"a.{kind}: the file is empty (0 bytes: was it copied whole?)",)
    (said,) = problems(f"a.{kind}", b"no SAS file " * 50)
    assert said.startswith(f"a.{kind}: cannot be read as {kind}, a SAS ")
