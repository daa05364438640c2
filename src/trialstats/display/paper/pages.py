"""A table on pages: rows and headings that stand on each, and what every page repeats.

A page is filled by counting lines: a row takes as many as its longest cell. Rows under one heading stay together if
they are few; a page that begins among them says the heading again, and that it is continued.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from trialstats.display.paper.columns import BETWEEN, INDENT, Needs, Part, needs_of, padded, parts_of, wrapped
from trialstats.display.table.brackets import whole_brackets
from trialstats.display.table.data import Cell, Column, Row, TableData
from trialstats.trialfile.parts.house_style import HouseStyle

__all__ = ["Line", "Page", "paged"]

# Lines of a page that stay empty: the rules between rows take a little, and what a reader's program counts otherwise.
SPARE_LINES = 2
# A page holds at the least so many lines of a table, however long its notes are.
FEWEST_LINES = 8
# Notes that would take more of each page than this stand on the last page of the table alone, and the others say so.
NOTES_SHARE = 0.3
# A heading never stands alone at the end of a page: so many of its rows stand with it.
FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the body: a row of cells, or a heading without any; kind tells a group's label from a row's.

    height: the lines of text that it takes; heights: of the label and of each text.
    texts: of its cells in the order of the page's columns, with blanks before numbers that line up at their units.
    marks: the letters of reasons beside them.
    """

    kind: Literal["group", "heading", "row"]
    label: str
    height: int
    indent: int = 0
    cells: tuple[Cell, ...] = ()
    texts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    heights: tuple[int, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of a table.

    number, of: its place among the pages of this table. widths: in points, that of the labels first. shifts: in points,
    of the cells of each column.
    """

    data: TableData
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    shifts: tuple[float, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    landscape: bool
    continued: str
    number: int = 1
    of: int = 1

    @property
    def heading(self) -> str:
        """The table's number and title; from the second page on it says that it goes on."""
        return f"{self.data.heading} {self.continued}" if self.number > 1 else self.data.heading


def paged(data: TableData, style: HouseStyle) -> list[Page]:
    """Divide a table into pages.

    Parameters
    ----------
    data : TableData
        The table.
    style : HouseStyle
        Paper and type, and whether every group of rows (a parameter, a visit) begins a page.

    Returns
    -------
    list of Page
        At the least one. Tables that are wider than the page are turned, then divided by columns: all rows of the
        first columns come before those of the next.
    """
    needs = needs_of(data, style)
    landscape = is_landscape(needs, style)
    width, height = style.room(landscape=landscape)
    notes, whole = notes_of(data), int(height / style.leading)
    long = lines_of(notes, style, width) > NOTES_SHARE * whole
    pages: list[Page] = []
    for part in parts_of(data, style, needs, width):
        columns = tuple(labelled(data.columns[at]) for at in part.columns)
        below = (style.notes_at_end,) if long else notes
        page = Page(data, columns, part.widths, part.shifts, (), below, landscape, style.continued)
        capacity = whole - lines_around(page, style, width)
        pages += [replace(page, lines=lines) for lines in filled(data, part, style, capacity)]
    if long:
        left = capacity - height_of(pages[-1].lines) + lines_of(below, style, width)
        with_notes = replace(pages[-1], notes=notes)
        alone = replace(with_notes, columns=(), widths=(width,), shifts=(), lines=())
        pages = [*pages[:-1], with_notes] if lines_of(notes, style, width) <= left else [*pages, alone]
    return [replace(page, number=at, of=len(pages)) for at, page in enumerate(pages, start=1)]


def labelled(column: Column) -> Column:
    """Keep what stands in brackets in a column's label on one line."""
    return replace(column, label=whole_brackets(column.label))


def is_landscape(needs: Needs, style: HouseStyle) -> bool:
    """Turn the page where the house says so, or where standing it has no room for the columns in single lines."""
    if style.orientation != "as needed":
        return style.orientation == "landscape"
    return sum(needs.natural) > style.room(landscape=False)[0]


def notes_of(data: TableData) -> tuple[str, ...]:
    """Give the footnotes: those of the table, then the reasons by their marks."""
    return (*data.footnotes, *(f"{mark}: {reason}" for reason, mark in data.reasons().items()))


def lines_of(texts: Sequence[str], style: HouseStyle, room: float) -> int:
    """Count the lines that paragraphs take."""
    return sum(wrapped(text, room, style, bold=True) for text in texts if text)


def lines_around(page: Page, style: HouseStyle, room: float) -> int:
    """Count the lines of a page that are not those of the body."""
    data = page.data
    above = [f"{data.heading} {style.continued}", data.subtitle or "", data.notice or ""]
    around = lines_of([*above, *page.notes], style, room)
    heads = [
        wrapped(column.label, width - BETWEEN, style, bold=True) + (1 if column.count else 0)
        for column, width in zip(page.columns, page.widths[1:], strict=True)
    ]
    spanners = 1 + any(column.over for column in page.columns) if any(c.spanner for c in page.columns) else 0
    return around + max(heads, default=0) + spanners + SPARE_LINES


def filled(data: TableData, part: Part, style: HouseStyle, capacity: int) -> Iterator[tuple[Line, ...]]:
    """Fill page after page with the lines of the body."""
    room, once = max(capacity, FEWEST_LINES), said_once(data, part)
    lines, used = list[Line](), 0
    for block in blocks(data, part, style):
        heads = said_anew(block, lines, style)
        together = block.rows if 3 * height_of(block.rows) <= room else block.rows[:FEWEST_ROWS]
        turns = style.new_page == "each group" and block.first
        if lines and (turns or used + height_of(heads) + height_of(together) > room):
            yield tuple(lines)
            lines, used = [], 0
            heads = said_anew(block, lines, style)
        lines += heads
        used += height_of(heads)
        before: Line | None = None
        for row in block.rows:
            shown = without_repeats(row, before, once)
            if used + shown.height > room and lines[-1].kind == "row":
                yield tuple(lines)
                lines = [continued(line, style) for line in block.heads]
                used = height_of(lines)
                shown = row
            lines.append(shown)
            used += shown.height
            before = row
    if lines or not data.groups:
        yield tuple(lines)


def said_once(data: TableData, part: Part) -> int:
    """Count the first texts of a row, its label among them, that a page does not say again below themselves."""
    return min(data.once, 1) + sum(at < data.once - 1 for at in part.columns)


def without_repeats(line: Line, before: Line | None, once: int) -> Line:
    """Leave out the first texts of a line that stand above it already."""
    texts = (line.label, *line.texts)
    said = (before.label, *before.texts)[:once] if before else ()
    same = next((at for at, (one, above) in enumerate(zip(texts, said, strict=False)) if one != above), len(said))
    if not same:
        return line
    shown = ("",) * same + texts[same:]
    return replace(line, label=shown[0], texts=shown[1:], height=max(line.heights[same:], default=1))


@dataclass(frozen=True)
class Block:
    """Rows that stay together, with the label of their group and the heading that they stand under.

    first: whether they begin their group.
    """

    heads: tuple[Line, ...]
    rows: tuple[Line, ...]
    first: bool


def blocks(data: TableData, part: Part, style: HouseStyle) -> Iterator[Block]:
    """Gather rows under their headings; in a group without headings all of its rows."""
    marks = data.reasons()
    shown = texts_of(data, part)
    whole = sum(part.widths) - BETWEEN

    def spoken(kind: Literal["group", "heading"], label: str) -> Line:
        return Line(kind, label, wrapped(label, whole, style, bold=True))

    for group in data.groups:
        label = (spoken("group", group.label),) if group.label else ()
        parted = any(row.indent for row in group.rows)
        heads, rows, first = label, list[Line](), True
        for row in group.rows:
            if rows and (not row.cells or (parted and not row.indent)):
                yield Block(heads, tuple(rows), first)
                heads, rows, first = label, [], False
            if not row.cells:
                heads = (*label, spoken("heading", row.label))
                continue
            cells = tuple(row.cells[at] for at in part.columns)
            letters = tuple(marks[cell.reason] if cell.reason else "" for cell in cells)
            rows.append(row_line(row, cells, next(shown), letters, part, style))
        if rows or len(heads) > len(label):
            yield Block(heads, tuple(rows), first)


def row_line(
    row: Row, cells: tuple[Cell, ...], texts: tuple[str, ...], marks: tuple[str, ...], part: Part, style: HouseStyle
) -> Line:
    """Make a line of a row; it takes as many lines of text as the longest of its texts."""
    rooms = [width - BETWEEN for width in part.widths]
    label = wrapped(row.label, rooms[0] - row.indent * INDENT, style)
    heights = (label, *(wrapped(text, room, style) for text, room in zip(texts, rooms[1:], strict=True)))
    return Line("row", row.label, max(heights), row.indent, cells, texts, marks, heights)


def said_anew(block: Block, lines: Sequence[Line], style: HouseStyle) -> list[Line]:
    """Give the heads of a block that do not stand above it on its page already."""
    if block.first:
        return list(block.heads)
    if lines:
        return [line for line in block.heads if line.kind == "heading"]
    return [continued(line, style) if line.kind == "group" else line for line in block.heads]


def continued(line: Line, style: HouseStyle) -> Line:
    """Say of a label that its rows began on an earlier page."""
    return replace(line, label=f"{line.label} {style.continued}")


def height_of(lines: Sequence[Line]) -> int:
    """Count the lines of text that lines of a table take."""
    return sum(line.height for line in lines)


def texts_of(data: TableData, part: Part) -> Iterator[tuple[str, ...]]:
    """Give the texts of each row with cells, numbers lined up where their column asks for it."""
    rows = [row.cells for group in data.groups for row in group.rows if row.cells]
    columns = []
    for at in part.columns:
        texts = [cells[at].text for cells in rows]
        columns.append(padded(texts) if data.columns[at].align == "point" else texts)
    return iter(list(zip(*columns, strict=True)) if columns else [() for _ in rows])
