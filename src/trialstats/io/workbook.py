"""XLSX workbooks: the cells of one sheet, and what a person who opens the file would not see."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialstats.errors import DataError
from trialstats.io.formulas import uncomputed_cells
from trialstats.io.layout import tabulate
from trialstats.io.percents import percents_of
from trialstats.io.sheet_marks import read_marks
from trialstats.io.sheets import (
    Rows,
    Sheet,
    choose_sheet,
    failed_formulas,
    filled_rows,
    hidden_parts,
    is_filled,
    merged_records,
    other_sheets,
    refuse_empty,
    text_rows,
    uncomputed_formulas,
)
from trialstats.io.shown_ids import with_shown_ids
from trialstats.io.signature import refuse_other_workbook
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.sources import Source

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["list_sheets", "read_workbook"]

NO_NUMBER = re.compile(r"(?:invalid literal for int\(\) with base 10|could not convert string to float): (?P<text>.*)")


def read_workbook(path: Path, source: Source) -> RawTable:
    """Read a sheet of an XLSX workbook; rows without any cell are no rows.

    Merged cells among the records, formulas that were never computed and percents beside other numbers are problems of
    the table. Raises DataError for a damaged file, a hidden first sheet that nobody declared, and what `tabulate`
    refuses.
    """
    refuse_other_workbook(path, source)
    with readable(source):
        book = load(path)
    title, notes = choose_sheet(sheets_of(book), source)
    with readable(source):
        cells = filled_cells(book, title)
        marks = read_marks(book[title])
        book.close()
    if source.sheet is None:
        with readable(source):
            held = sheets_with_cells(path, title)
        refuse_empty(cells, title, held, source)
        notes += other_sheets(held, title, source)
    table = tabulate(text_rows(cells, source), source, ragged=True)
    problems = [*table.problems, *merged_records(marks.merged, table, source)]
    with readable(source):
        if not all(all(row) for row in table.rows):
            problems += uncomputed_formulas(list(uncomputed_cells(path, title)), title, table, source)
        percents, mixed = percents_of(path, title, table, source)
        notes, problems = [*notes, *percents], [*problems, *mixed]
        table, shown = with_shown_ids(path, title, table, source)
        notes += shown
    notes += [
        *table.notes,
        *hidden_parts(table, marks.hidden_rows, marks.hidden_columns, source),
        *failed_formulas(table, source),
    ]
    return replace(table, notes=tuple(notes), problems=tuple(problems))


def list_sheets(path: Path, source: Source) -> list[tuple[Sheet, bool]]:
    """List the sheets of a workbook, and whether anything stands in each."""
    refuse_other_workbook(path, source)
    with readable(source):
        book = load(path)
        filled = {sheet.title for sheet in book.worksheets if has_cells(sheet)}
        sheets = sheets_of(book)
        book.close()
    return [(sheet, sheet.title in filled) for sheet in sheets]


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
        raise DataError(f"{source.file}: cannot be read as XLSX ({in_words(error)}): open and save it again") from None


def in_words(error: Exception) -> str:
    """Say what a workbook has that none should have."""
    if isinstance(error, IndexError):
        return "a cell refers to a text that the file does not hold"
    if found := NO_NUMBER.fullmatch(str(error)):
        return f"{found['text']} stands where a number belongs"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def load(path: Path) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(path, read_only=True, data_only=True)


def sheets_of(book: Workbook) -> list[Sheet]:
    """List the sheets, and which of them are hidden or charts."""
    with_cells = {sheet.title: sheet.sheet_state != "visible" for sheet in book.worksheets}
    return [Sheet(title, with_cells.get(title, False), title not in with_cells) for title in book.sheetnames]


def filled_cells(book: Workbook, title: str) -> Rows:
    """Give the rows of a sheet that hold anything, with their numbers."""
    sheet = book[title]
    sheet.reset_dimensions()  # some programs write a wrong size into the file
    return filled_rows(sheet.iter_rows(values_only=True))


def sheets_with_cells(path: Path, title: str) -> list[str]:
    """Name the sheets that hold data beside one."""
    book = load(path)
    held = [sheet.title for sheet in book.worksheets if sheet.title != title and has_cells(sheet)]
    book.close()
    return held


def has_cells(sheet: Any) -> bool:
    """Tell whether anything stands in a sheet."""
    sheet.reset_dimensions()
    return is_filled(sheet.iter_rows(values_only=True))
