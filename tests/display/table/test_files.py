"""The files of a table: their form, the same bytes each time, and text that cannot break out."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.display.table.examples import LOOK, TABLES, table
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.html import fragment_of, render_fragment, render_page
from trialstats.display.table.padding import leads
from trialstats.display.table.save import save_table
from trialstats.methods.show import tabulate
from trialstats.results.shape import tidy

VOID = {"meta", "br", "col", "link"}


class Elements(HTMLParser):
    """Collect ids, and check that elements close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for key, value in attrs if key == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", sorted(TABLES))
def test_two_renders_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    first, second = (save_table(tabulate(*TABLES[name]), tmp_path / folder / name) for folder in "ab")
    assert [path.name for path in first] == [f"{name}.html", f"{name}.csv"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [f"{name}.csv", f"{name}.html"]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_html_is_well_formed_with_ids_of_its_own(name: str) -> None:
    elements = Elements()
    elements.feed(render_page(tabulate(*TABLES[name]), name))
    assert elements.open == []
    assert len(set(elements.ids)) == len(elements.ids)
    assert all(found == f"t-{name}" or found.startswith(f"t-{name}-") for found in elements.ids)


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "http" not in render_page(tabulate(*TABLES["estimates"]), "estimates")


def test_a_fragment_is_taken_out_of_its_page() -> None:
    data = tabulate(*TABLES["estimates"])
    fragment = render_fragment(data, "x")
    assert fragment_of(render_page(data, "x")) == fragment == fragment_of(fragment)
    assert "<style>" not in fragment


HOSTILE = "<script>alert(\"x\")</script> & 'y'"


def test_text_of_the_user_is_escaped_everywhere() -> None:
    count = Cell("5", HOSTILE, ("n",))
    data = TableData(
        title=HOSTILE,
        number=HOSTILE,
        subtitle=HOSTILE,
        notice=HOSTILE,
        stub=HOSTILE,
        footnotes=(HOSTILE,),
        columns=(Column(HOSTILE, spanner=HOSTILE, count=count), Column("b", align="point")),
        groups=(
            Group(HOSTILE, (Row(HOSTILE), Row(HOSTILE, (count, Cell("–", reason=HOSTILE)), indent=1))),
            Group("2", (Row("r", (count, count)),)),
        ),
    )
    page = render_page(data, HOSTILE)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 12


def test_arms_and_parameters_with_markup_are_escaped() -> None:
    keys = {"kind": "summary", "PARAMCD": "P", "PARAM": "<i>P</i>", "measure": "AVAL", "AVISIT": "Week <4>"}
    rows = tidy([{**keys, "ARM": "A & <B>", "n": 3, "mean": 1.0, "sd": 2.0}], "d")
    fragment = render_fragment(tabulate(table("descriptive", "d"), rows, LOOK), "d")
    assert "<i>" not in fragment
    assert "<B>" not in fragment
    assert "Week &lt;4&gt;" in fragment


FORMULA = "=cmd|' /C calc'!A1"


def test_no_text_is_a_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    """Terms of adverse events, arms and reasons as users may have them; numbers keep their signs."""
    count = Cell("-5", FORMULA, ("n",))
    data = TableData(
        title=FORMULA,
        footnotes=("+x",),
        columns=(Column("@arm", spanner=FORMULA, count=count), Column("-2+3")),
        groups=(Group("+SUM(A1)", (Row(FORMULA), Row("\t=1", (count, Cell("–", reason=FORMULA)), indent=1))),),
    )
    page, table = save_table(data, tmp_path / "t")
    lines = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    cells = [text for line in lines for text in line]
    assert [text for text in cells if text[:1] in tuple("=+-@\t\r")] == ["-5", "-5"]
    assert f"'{FORMULA}" in cells
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page.read_text("utf-8"), flags=re.DOTALL)
    shown = [re.sub(r"<[^>]+>", "", text).strip() for text in found]
    assert {text for text in shown if text[:1] in tuple("=+-@")} == {"-5"}
    assert sum(text.startswith("&#x27;") for text in shown) >= 6


@pytest.mark.parametrize("kind", ["disposition", "demographics", "descriptive", "estimates"])
def test_a_table_without_rows_says_so(kind: str, tmp_path: Path) -> None:
    rows = TABLES["disposition"][1].iloc[:0]
    html, csv = save_table(tabulate(table(kind, "nothing"), rows, LOOK), tmp_path / "t")
    assert "No results." in html.read_text("utf-8")
    assert csv.exists()


def test_numbers_line_up_at_their_first_units() -> None:
    assert leads(["58", "52.1 (9.8)", "", "−3.2", "5", "–"]) == [0, 0, 0, 0, 1, 1]
