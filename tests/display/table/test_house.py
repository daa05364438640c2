"""The words of a house stand in all four formats, and change no number."""

from __future__ import annotations

import io

import docx
import pytest

from tests.display.paper.rtf_reader import rows_of
from trialstats.display.numbers import interval
from trialstats.display.paper.docx import render_docx
from trialstats.display.paper.page_number import page_parts
from trialstats.display.paper.pages import paged
from trialstats.display.paper.printed import Printed
from trialstats.display.paper.rtf import render_rtf
from trialstats.display.table.csv import render_csv
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.house import house_numbers, in_house_words
from trialstats.display.table.html import render_page
from trialstats.trialfile.parts.house_style import HouseStyle

OURS = TableData(
    "Age",
    (Column("Laser", count=Cell("60", "a", ("total",))), Column("All", count=Cell("120", "b", ("total",)))),
    (
        Group(
            None,
            (
                Row("Mean (SD)", (Cell("52.1 (9.80)", "c", ("mean", "sd")), Cell("–", "d", reason="One subject."))),
                Row("Median (Q1 to Q3)", (Cell("58.0 (–)", "e", ("median",)), Cell("5 – 6"))),
                Row("Minimum to maximum", (Cell("31 to 70"), Cell(""))),
            ),
        ),
    ),
)
HOUSE = HouseStyle(
    total="Overall", count="N={n}", mean="Mean ± SD", median="Median (IQR)", range="Min, Max", absent="NE",
    page="Seite {page}/{pages}",
)  # fmt: skip
SAID = ["Overall", "Mean ± SD", "Median (IQR)", "Min, Max", "NE", "58.0 (NE)", "5 – 6", "52.1 (9.80)"]


def formats() -> dict[str, str]:
    data = in_house_words(OURS, HOUSE)
    printed = Printed("age", tuple(paged(data, HOUSE)), "", "")
    document = docx.Document(io.BytesIO(render_docx([printed], HOUSE)))
    return {
        "html": render_page(data, "age"),
        "csv": render_csv(data),
        "rtf": "\n".join(text for row in rows_of("".join(render_rtf([printed], HOUSE))) for text in row),
        "docx": "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells),
    }


@pytest.mark.parametrize("name", ["html", "csv", "rtf", "docx"])
def test_the_words_of_the_house_stand_in_every_format(name: str) -> None:
    written = formats()[name]
    assert [text for text in SAID if text not in written] == []
    assert "Mean (SD)" not in written
    assert ("N=" in written) == (name != "csv")  # the CSV has a line of the numbers of subjects


def test_nothing_changes_without_words_of_a_house() -> None:
    assert in_house_words(OURS, HouseStyle()) == OURS


def test_cells_keep_their_addresses_and_reasons() -> None:
    kept = [(cell.id, cell.statistics, cell.reason) for cell in OURS.cells()]
    assert [(cell.id, cell.statistics, cell.reason) for cell in in_house_words(OURS, HOUSE).cells()] == kept


def test_pages_are_numbered_in_the_words_of_the_house() -> None:
    assert page_parts("Seite {page}/{pages}") == ["Seite ", "{page}", "/", "{pages}"]
    printed = Printed("age", tuple(paged(OURS, HOUSE)), "", "")
    rtf = "".join(render_rtf([printed], HOUSE))
    assert r"Seite {\field{\*\fldinst PAGE}" in rtf
    document = docx.Document(io.BytesIO(render_docx([printed], HOUSE)))
    assert "Seite " in document.sections[0].header.paragraphs[0]._element.xml


def test_intervals_as_the_house_writes_them() -> None:
    assert interval(-3.8, 2.1) == "−3.8 to 2.1"
    with house_numbers(HouseStyle(intervals="a, b")):
        assert interval(-3.8, 2.1) == "−3.8, 2.1"
    assert interval(-3.8, 2.1) == "−3.8 to 2.1"


@pytest.mark.parametrize(
    ("dates", "written"), [("2024-01-31", "2024-01-31"), ("31JAN2024", "31JAN2024"), ("31 Jan 2024", "31 Jan 2024")]
)
def test_dates_as_the_house_writes_them(dates: str, written: str) -> None:
    assert HouseStyle.model_validate({"dates": dates}).date("2024-01-31") == written


@pytest.mark.parametrize("wrong", [{"count": "N"}, {"page": "Page"}])
def test_a_number_has_its_place(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="pattern"):
        HouseStyle.model_validate(wrong)
