"""XLS, XLSB and ODS workbooks: the values of one sheet, and what of them cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trialstats.errors import DataError
from trialstats.io.layout import tabulate
from trialstats.io.open_document import checked_document
from trialstats.io.sheets import (
    Merged,
    Sheet,
    cells_named,
    choose_sheet,
    filled_rows,
    is_filled,
    merged_records,
    other_sheets,
    refuse_empty,
    text_rows,
)
from trialstats.io.signature import refuse_other_workbook
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.sources import Source

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["list_other_sheets", "read_other_workbook"]


def read_other_workbook(path: Path, source: Source) -> RawTable:
    """Read a sheet of an XLS, XLSB or ODS workbook; rows without any cell are no rows.

    Values come typed, as from XLSX. Of XLS and XLSB nothing tells how a number is shown, which rows are hidden and
    which formulas have no value: a note says so.
    Merged cells among the records (which XLSB does not tell) and formulas of ODS that were never computed are problems
    of the table. Raises DataError for a damaged file, a hidden first sheet that nobody declared, and what `tabulate`
    refuses.
    """
    refuse_other_workbook(path, source)
    with readable(source):
        book = load(path)
        sheets = sheets_of(book)
    title, notes = choose_sheet(sheets, source)
    with readable(source):
        sheet = book.get_sheet_by_name(title)
        rows = filled_rows(sheet.to_python(skip_empty_area=False))
        merged = sheet.merged_cell_ranges or []
    if source.sheet is None:
        with readable(source):
            held = [one.title for one in sheets if not one.chart and one.title != title and has_cells(book, one.title)]
        refuse_empty(rows, title, held, source)
        notes += other_sheets(held, title, source)
    book.close()
    table = tabulate(text_rows(rows, source), source, ragged=True)
    if source.kind == "ods":
        table = checked_document(path, title, table, source)
    else:
        among = merged_records([merged_range(*corners) for corners in merged], table, source)
        table = replace(table, problems=(*table.problems, *among))
        notes += untold(source)
    return replace(table, notes=(*notes, *table.notes))


def list_other_sheets(path: Path, source: Source) -> list[tuple[Sheet, bool]]:
    """List the sheets of a workbook, and whether anything stands in each."""
    refuse_other_workbook(path, source)
    with readable(source):
        book = load(path)
        return [(sheet, not sheet.chart and has_cells(book, sheet.title)) for sheet in sheets_of(book)]


@contextmanager
def readable(source: Source) -> Iterator[None]:
    """Say in words what is wrong with a workbook; a panic of the library is no Exception of Python's."""
    try:
        yield
    except DataError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        what = f"{source.file}: cannot be read as {source.kind.upper()} ({why}): open and save it again"
        raise DataError(what) from None


def load(path: Path) -> CalamineWorkbook:
    from python_calamine import load_workbook

    with path.open("rb") as file:  # by its content: its ending may be another's
        return load_workbook(file)


def sheets_of(book: CalamineWorkbook) -> list[Sheet]:
    """List the sheets, and which of them are hidden or hold no cells."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        Sheet(one.name, one.visible != SheetVisibleEnum.Visible, one.typ != SheetTypeEnum.WorkSheet)
        for one in book.sheets_metadata
    ]


def has_cells(book: CalamineWorkbook, title: str) -> bool:
    """Tell whether anything stands in a sheet."""
    sheet: CalamineSheet = book.get_sheet_by_name(title)
    return is_filled(sheet.to_python())


def merged_range(first: tuple[int, int], last: tuple[int, int]) -> Merged:
    """Name merged cells, given by their corners from 0."""
    return cells_named((first[0] + 1, first[1] + 1), (last[0] + 1, last[1] + 1)), first[0] + 1, last[0] + 1


def untold(source: Source) -> Sequence[str]:
    """Say what is not known of a workbook."""
    return [
        f"{source.file}: of {source.kind.upper()} workbooks values alone can be read: a number shown as 36% or 007 is "
        "read as 0.36 or 7, a formula that failed or was never computed as blank, hidden rows like others, and nothing "
        "tells so: save it as .xlsx to have that checked"
    ]
