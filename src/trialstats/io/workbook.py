"""XLSX workbooks: the cells of one sheet, and what a person who opens the file would not see."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialstats.errors import DataError
from trialstats.io.formulas import uncomputed_cells
from trialstats.io.grid import Grid, header_index, tabulate
from trialstats.io.percents import check_percents
from trialstats.io.sheet_marks import SheetMarks, read_marks
from trialstats.io.signature import refuse_no_workbook
from trialstats.io.table import RawTable
from trialstats.io.typed_values import as_text, with_mark
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.text.written import written

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["read_workbook"]

# What spreadsheet programs show where a formula has no value.
ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
Rows = list[tuple[int, Sequence[Any]]]


def read_workbook(path: Path, source: Source) -> RawTable:
    """Read a sheet of an XLSX workbook; rows without any cell are no rows.

    Raises DataError for a damaged file, a hidden first sheet that nobody declared, merged cells among the records,
    formulas that were never computed, percents beside other numbers, and what `tabulate` refuses.
    """
    refuse_no_workbook(path, source.file)
    with readable(source):
        book = load(path)
    title, notes = choose_sheet(book, source)
    with readable(source):
        cells = filled_cells(book, title)
        marks = read_marks(book[title])
        book.close()
    if source.sheet is None:
        with readable(source):
            held = sheets_with_cells(path, title)
        refuse_empty(cells, title, held, source)
        notes += other_sheets(held, title, source)
    table = tabulate(with_marks(without_comments(cells, source), source), source, ragged=True)
    refuse_merged(table, marks, source)
    with readable(source):
        refuse_uncomputed(path, title, table, source)
        notes += check_percents(path, title, table, source)
    notes += [*table.notes, *hidden_parts(table, marks, source), *failed_formulas(table, source)]
    return replace(table, notes=tuple(notes))


@contextmanager
def readable(source: Source) -> Iterator[None]:
    """Say in words what is wrong with a workbook: openpyxl lets errors of zip, XML and its own through."""
    try:
        with warnings.catch_warnings():  # what openpyxl leaves out (styles, drop-down lists) is no data
            warnings.simplefilter("ignore", UserWarning)
            yield
    except DataError:
        raise
    except Exception as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{source.file}: cannot be read as XLSX ({why}): open and save it again") from None


def load(path: Path) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(path, read_only=True, data_only=True)


def choose_sheet(book: Workbook, source: Source) -> tuple[str, list[str]]:
    """Take the declared sheet, or the first; say so where a chart comes before it. A hidden first is refused."""
    sheets = [sheet.title for sheet in book.worksheets]
    if source.sheet is not None:
        if source.sheet in sheets:
            return source.sheet, []
        if source.sheet in book.sheetnames:
            raise DataError(f"{source.file}: the sheet {source.sheet} is a chart and holds no cells")
        raise DataError(f"{source.file}: has no sheet {source.sheet}{nearest(source.sheet, sheets)}")
    if not sheets:
        raise DataError(f"{source.file}: cannot be read as XLSX (it has no sheet with cells)")
    first = book.worksheets[0]
    if first.sheet_state != "visible":
        raise DataError(
            f"{source.file}: its first sheet, {first.title}, is hidden: declare the one to read, `sheet: NAME` "
            f"(sheets: {', '.join(sheets)})"
        )
    charts = book.sheetnames[: book.sheetnames.index(first.title)]
    return first.title, [f"{source.file}: sheet {first.title} was read; {', '.join(charts)} is a chart"] * bool(charts)


def filled_cells(book: Workbook, title: str) -> Rows:
    """Give the rows of a sheet that hold anything, with their numbers."""
    sheet = book[title]
    sheet.reset_dimensions()  # some programs write a wrong size into the file
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    return [(number, values) for number, values in rows if any(map(as_text, values))]


def without_comments(rows: Rows, source: Source) -> Rows:
    """Leave out the rows that begin with what is declared as a comment."""
    if source.comment is None:
        return rows
    beginnings = ((row, next(filter(None, (as_text(value).strip() for value in row[1])), "")) for row in rows)
    return [row for row, beginning in beginnings if not beginning.startswith(source.comment)]


def with_marks(rows: Rows, source: Source) -> Grid:
    """Write the cells, numbers with the decimal mark that their column's texts have."""
    grid = Grid([number for number, _ in rows], [list(map(as_text, values)) for _, values in rows], "row")
    if source.decimal == "." or not rows:
        return grid
    marks = [source.decimal_of(name.strip()) for name in grid.cells[header_index(grid, source)]]
    cells = [
        [with_mark(*pair) for pair in zip_longest(values, marks[: len(values)], fillvalue=".")] for _, values in rows
    ]
    return replace(grid, cells=cells)


def sheets_with_cells(path: Path, title: str) -> list[str]:
    """Name the sheets that hold data beside one."""
    book = load(path)
    held = [sheet.title for sheet in book.worksheets if sheet.title != title and has_cells(sheet)]
    book.close()
    return held


def refuse_empty(rows: Rows, title: str, held: Sequence[str], source: Source) -> None:
    """Refuse an empty first sheet where the data stand on another."""
    if not rows and held:
        raise DataError(
            f"{source.file}: its first sheet, {title}, is empty; declare the one to read, `sheet: {written(held[0])}` "
            f"(sheets with data: {', '.join(held)})"
        )


def other_sheets(held: Sequence[str], title: str, source: Source) -> list[str]:
    """Say which sheets hold data too, where none is declared."""
    if not held:
        return []
    several = f"sheets {', '.join(held)} hold" if len(held) > 1 else f"sheet {held[0]} holds"
    return [f"{source.file}: sheet {title} was read, and {several} data too: declare `sheet: {title}` if that is right"]


def has_cells(sheet: Any) -> bool:
    """Tell whether anything stands in a sheet."""
    sheet.reset_dimensions()
    return any(value not in (None, "") for row in sheet.iter_rows(values_only=True) for value in row)


def refuse_merged(table: RawTable, marks: SheetMarks, source: Source) -> None:
    """Refuse merged cells among the records: the value stands in the first of them only."""
    rows = set(table.lines)
    merged = [name for name, first, last in marks.merged if any(row in rows for row in range(first, last + 1))]
    if merged:
        more = f" and {len(merged) - 1} more" if len(merged) > 1 else ""
        raise DataError(
            f"{source.file}: cells {merged[0]}{more} are merged, so that only the first holds the value: "
            "take them apart and fill each"
        )


def refuse_uncomputed(path: Path, title: str, table: RawTable, source: Source) -> None:
    """Refuse formulas without a value, which would be taken for blanks."""
    if all(all(row) for row in table.rows):
        return
    names, rows = dict(zip(table.columns, table.header, strict=True)), set(table.lines)
    found = [(row, column) for row, column in uncomputed_cells(path, title) if row in rows and column in names]
    if found:
        row, column = found[0]
        more = f" (and {len(found) - 1} more such cells)" if len(found) > 1 else ""
        raise DataError(
            f"{source.file}, sheet {title}, row {row}, column {names[column]}: "
            f"a formula whose value was never computed: open and save the file in a spreadsheet program{more}"
        )


def failed_formulas(table: RawTable, source: Source) -> list[str]:
    """Say which cells hold the error of a formula: it comes in as the text that the program shows."""
    found = [
        (line, name, cell)
        for line, row in zip(table.lines, table.rows, strict=True)
        for name, cell in zip(table.header, row, strict=True)
        if cell.startswith("#") and cell in ERRORS
    ]
    if not found:
        return []
    line, name, cell = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return [f"{source.file}: a formula has failed (row {line}, {name} = {cell}{more}), and is read as that text"]


def hidden_parts(table: RawTable, marks: SheetMarks, source: Source) -> list[str]:
    """Say which rows and columns of the table are hidden: they were read."""
    rows = [str(line) for line in table.lines if line in marks.hidden_rows]
    named = zip(table.columns, table.header, strict=True)
    columns = [name for column, name in named if column in marks.hidden_columns]
    return [
        f"{source.file}: {few(what, found)} {'are' if len(found) > 1 else 'is'} hidden, and read like others"
        for what, found in (("row", rows), ("column", columns))
        if found
    ]


def few(what: str, found: Sequence[str]) -> str:
    """Name the first few."""
    more = f" and {len(found) - 6} more" if len(found) > 6 else ""
    return f"{what}{'s' * (len(found) > 1)} {', '.join(found[:6])}{more}"
