"""What an ODS workbook says of its cells beside their values: merged, hidden, shown as percents, without a value."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse

from trialstats.errors import DataError
from trialstats.io.sheets import Merged, cells_named, failed_formulas, hidden_parts, merged_records, uncomputed_formulas
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.sources import Source

__all__ = ["checked_document"]

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
BLANK = {f"{TABLE}number-columns-repeated", f"{TABLE}style-name"}  # what a cell may have that holds nothing
HIDDEN = ("collapse", "filter")
MOST = 1000  # repetitions of a row or column that are looked at: those to the end of the sheet are blank


@dataclass
class Marks:
    """Rows and columns from 1. formulas: cells of formulas without a value, with what they show."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    percents: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def checked_document(path: Path, title: str, table: RawTable, source: Source) -> RawTable:
    """Fill in what failed formulas show, which the reader leaves blank, and note what a person should know.

    Merged cells among the records and formulas that were never computed are problems.
    """
    try:
        marks = read_marks(path, title)
    except (zipfile.BadZipFile, KeyError, ParseError, ValueError) as error:
        raise DataError(f"{source.file}: cannot be read as ODS ({error}): open and save it again") from None
    uncomputed = [at for at, shown in marks.formulas.items() if not shown]
    problems = [
        *table.problems,
        *merged_records(marks.merged, table, source),
        *uncomputed_formulas(uncomputed, title, table, source),
    ]
    places = {column: index for index, column in enumerate(table.columns)}
    rows = {line: list(row) for line, row in zip(table.lines, table.rows, strict=True)}
    for (line, column), shown in marks.formulas.items():
        if line in rows and column in places:
            rows[line][places[column]] = shown
    filled = replace(table, rows=list(rows.values()))
    notes = [
        *percents(marks, table, source),
        *hidden_parts(table, marks.hidden_rows, marks.hidden_columns, source),
        *failed_formulas(filled, source),
    ]
    return replace(filled, notes=(*table.notes, *notes), problems=tuple(problems))


def percents(marks: Marks, table: RawTable, source: Source) -> list[str]:
    """Note the columns with numbers that are shown as percents."""
    lines, notes = dict(zip(table.lines, table.rows, strict=True)), []
    for index, (column, name) in enumerate(zip(table.columns, table.header, strict=True)):
        row = min((row for row, at in marks.percents if at == column and row in lines), default=None)
        if row is not None:
            notes.append(
                f"{source.file}, row {row}: {name} = {lines[row][index]} is shown as {marks.percents[row, column]}: "
                "numbers of that format are read as they are stored, a hundredth of what is shown"
            )
    return notes


def read_marks(path: Path, title: str) -> Marks:
    """Go through the rows of a sheet."""
    marks = Marks()
    with zipfile.ZipFile(path) as book, book.open("content.xml") as xml:
        inside, row, column = False, 1, 1
        for event, element in iterparse(xml, ("start", "end")):
            if element.tag == f"{TABLE}table":
                if event == "start":
                    inside = element.get(f"{TABLE}name") == title
                elif inside:
                    break
                element.clear()
            elif not inside or event == "start":
                continue
            elif element.tag == f"{TABLE}table-column":
                count = repeated(element, "columns")
                if element.get(f"{TABLE}visibility") in HIDDEN:
                    marks.hidden_columns += range(column, column + min(count, MOST))
                column += count
            elif element.tag == f"{TABLE}table-row":
                read_row(element, row, marks)
                row += repeated(element, "rows")
                element.clear()
    return marks


def repeated(element: Element, what: str) -> int:
    return int(element.get(f"{TABLE}number-{what}-repeated", 1))


def read_row(element: Element, row: int, marks: Marks) -> None:
    """Take the marks of a row and its cells; a row may stand for several."""
    count = min(repeated(element, "rows"), MOST)
    if element.get(f"{TABLE}visibility") in HIDDEN:
        marks.hidden_rows |= set(range(row, row + count))
    for column, cell in cells_of(element):
        if (merged := merged_range(cell, row, column)) is not None:
            marks.merged.append(merged)
        paragraph = cell.find(f"{TEXT}p")
        shown = "" if paragraph is None else "".join(paragraph.itertext())
        if is_without_value(cell, shown):
            marks.formulas |= {(line, column): shown for line in range(row, row + count)}
        elif cell.get(f"{OFFICE}value-type") == "percentage":
            marks.percents |= {(line, column): shown for line in range(row, row + count)}


def cells_of(row: Element) -> Iterator[tuple[int, Element]]:
    """Give the cells of a row with their columns, each as often as it is repeated."""
    column = 1
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        count = repeated(cell, "columns")
        for index in range(min(count, MOST)) if len(cell) or not set(cell.attrib) <= BLANK else ():
            yield column + index, cell
        column += count


def merged_range(cell: Element, row: int, column: int) -> Merged | None:
    """Give the merged range that a cell is the first of."""
    rows, columns = (int(cell.get(f"{TABLE}number-{what}-spanned", 1)) for what in ("rows", "columns"))
    if rows * columns == 1:
        return None
    return cells_named((row, column), (row + rows - 1, column + columns - 1)), row, row + rows - 1


def is_without_value(cell: Element, shown: str) -> bool:
    """Tell a formula that was never computed, or failed: it has no value, or shows another text than it holds."""
    if cell.get(f"{TABLE}formula") is None:
        return False
    if any(name.endswith("}value-type") and kind == "error" for name, kind in cell.attrib.items()):
        return True
    kind = cell.get(f"{OFFICE}value-type")
    empty = not cell.get(f"{OFFICE}string-value") and f"{OFFICE}string-value" in cell.attrib
    return kind is None or (kind == "string" and empty and bool(shown))
