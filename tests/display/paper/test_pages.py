"""Pages hold every row once, in order, and not more than they have room for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.display.paper.examples import cells, table
from trialstats.display.paper.columns import BETWEEN, TOLERANCE
from trialstats.display.paper.pages import Page, paged
from trialstats.display.paper.rtf import TWIPS, heads
from trialstats.display.paper.rtf import cells as written
from trialstats.display.paper.typeface import text_width
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.trialfile.parts.house_style import HouseStyle

STYLES = {
    "usual": HouseStyle(),
    "letter": HouseStyle(paper="letter", font="Times New Roman", font_size=10),
    "courier": HouseStyle(font="Courier New", margin=30, orientation="portrait"),
    "by group": HouseStyle(new_page="each group", orientation="landscape"),
}
SIZES = [(1, 1, 1, 0), (5, 3, 2, 1), (40, 4, 3, 2), (7, 30, 2, 3), (3, 6, 30, 60), (0, 2, 2, 1)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_cell_stands_once_in_order(size: tuple[int, int, int, int], style: HouseStyle) -> None:
    data = table(*size)
    pages = paged(data, style)
    shown: dict[str, list[str]] = {}
    for page in pages:
        for line in page.lines:
            if line.kind == "row":
                shown.setdefault(line.label, []).extend(str(cell.id) for cell in line.cells)
    rows = {row.label: [str(cell.id) for cell in row.cells] for group in data.groups for row in group.rows if row.cells}
    assert shown == rows
    assert list(shown) == list(rows)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_no_page_holds_more_than_its_room(size: tuple[int, int, int, int], style: HouseStyle) -> None:
    for page in paged(table(*size), style):
        width, height = style.room(landscape=page.landscape)
        assert sum(page.widths) <= width + 1e-6
        assert sum(line.height for line in page.lines) * style.leading < height


def test_a_page_that_begins_among_rows_says_their_headings_again() -> None:
    first, second = paged(one_group(60), HouseStyle(orientation="landscape"))
    assert [line.label for line in second.lines[:2]] == ["Group 0 (continued)", "Week 4 (continued)"]
    assert second.heading.endswith("A table (continued)")
    assert not first.heading.endswith("(continued)")


def one_group(rows: int) -> TableData:
    return table(rows=rows, groups=1)


def test_no_heading_stands_alone_at_the_end_of_a_page() -> None:
    for rows in range(1, 60):
        for page in paged(table(rows, 2, 3), HouseStyle()):
            assert page.lines[-1].kind == "row"


def test_a_table_wider_than_its_page_is_turned_then_divided() -> None:
    assert not is_turned(3)
    assert is_turned(10)
    pages = paged(table(columns=40), HouseStyle())
    assert len(pages) > 1
    labels = [column.label for page in distinct_parts(pages) for column in page.columns]
    assert labels == [f"Column {at}" for at in range(40)]


def is_turned(columns: int) -> bool:
    return paged(table(columns=columns), HouseStyle())[0].landscape


def distinct_parts(pages: list[Page]) -> list[Page]:
    return [page for at, page in enumerate(pages) if not at or page.columns != pages[at - 1].columns]


def test_each_group_begins_a_page_where_the_house_wants_it() -> None:
    pages = paged(table(groups=4), STYLES["by group"])
    assert [page.lines[0].label for page in pages] == [f"Group {at}" for at in range(4)]


def test_notes_too_long_to_repeat_stand_on_the_last_page_alone() -> None:
    data = table(rows=60, notes=40)
    *before, last = paged(data, HouseStyle())
    assert {page.notes for page in before} == {(HouseStyle().notes_at_end,)}
    assert last.notes == data.footnotes


def test_numbers_of_mixed_texts_line_up_at_their_units() -> None:
    rows = tuple(Row(text, (Cell(text),)) for text in ("58", "152.1 (9.80)", "1.0 to 70.0"))
    data = TableData("T", (Column("Value", align="point"),), (Group(None, rows),))
    shown = [line.texts[0] for line in paged(data, HouseStyle())[0].lines]
    assert shown == ["\N{FIGURE SPACE}58", "152.1 (9.80)", "\N{FIGURE SPACE}\N{FIGURE SPACE}1.0 to 70.0"]


def test_numbers_that_line_up_stand_in_the_middle_of_their_column() -> None:
    column, style = Column("A label that is much longer than its numbers", align="point"), HouseStyle()
    rows = tuple(Row(f"Row {at}", (Cell(text),)) for at, text in enumerate(("33 (55.0%)", "5 (8.3%)", "")))
    (page,) = paged(TableData("T", (column,), (Group(None, rows),)), style)
    longest = text_width("33 (55.0%)", style.font, style.font_size)
    (shift,) = page.shifts
    assert shift > 0
    assert 2 * shift + longest + BETWEEN + TOLERANCE == pytest.approx(page.widths[1])
    assert any(r"\qc A label" in each for each in heads(page))
    assert [*written(page.lines[0], page)][1] == rf"\ql\li{round(TWIPS * shift)} 33 (55.0%)"


def test_reasons_become_notes_with_their_marks() -> None:
    cell = Cell("–", reason="Too few values.")
    data = TableData("T", (Column("Value"),), (Group(None, (Row("a", (cell,)),)),), footnotes=("Note.",))
    page = paged(data, HouseStyle())[0]
    assert page.notes == ("Note.", "a: Too few values.")
    assert page.lines[0].marks == ("a",)


def test_time_grows_as_the_rows_do() -> None:
    """A listing of thousands of rows: each row is looked at once."""
    rows = tuple(Row(str(at), cells(0, at, 4)) for at in range(3000))
    pages = paged(TableData("Listing", tuple(Column(str(at)) for at in range(4)), (Group(None, rows),)), HouseStyle())
    assert sum(len(page.lines) for page in pages) == 3000
    assert pages[-1].of == len(pages) > 40


def listing(rows: int, subjects: int = 8) -> TableData:
    """Make a listing: so many rows a subject, the first column of which says the same twice."""
    found = tuple(
        Row(f"S{at // subjects:04}", (Cell(f"visit {at // 2}"), Cell(f"what happened in row {at}"), Cell(str(at))))
        for at in range(rows)
    )
    columns = (Column("Visit", align="left"), Column("Event", align="left"), Column("Value", align="point"))
    return TableData("All", columns, (Group("Laser", found),), number="16.2.7", stub="Subject", what="Listing", once=2)


def test_what_a_listing_says_once_stands_at_the_top_of_each_page() -> None:
    pages = paged(listing(300), HouseStyle())
    assert len(pages) > 2
    for page in pages:
        group, *rows = page.lines
        assert group.label.startswith("Laser")
        assert rows[0].label != ""
        assert rows[0].texts[0] != ""
    lines = [line for page in pages for line in page.lines if line.kind == "row"]
    assert [line.texts[1] for line in lines] == [f"what happened in row {at}" for at in range(300)]
    for at, line in enumerate(lines):
        top = any(line is page.lines[1] for page in pages)
        assert (line.label == f"S{at // 8:04}") == (top or at % 8 == 0)
        assert (line.texts[0] == f"visit {at // 2}") == (top or at % 2 == 0)


def test_a_row_is_as_high_as_what_it_still_says() -> None:
    long = "a name of many words " * 8
    rows = tuple(Row("S1", (Cell(long), Cell(str(at)), Cell())) for at in range(3))
    data = replace(listing(0), groups=(Group(None, rows),))
    first, *others = paged(data, HouseStyle())[0].lines
    assert first.height > 1
    assert [line.height for line in others] == [1, 1]
