"""A file before anything is declared of it: the sheets that it has, and the cells as they stand."""

from __future__ import annotations

from pathlib import Path

from trialstats.errors import DataError
from trialstats.io import other_workbooks, workbook
from trialstats.io.decode import decode
from trialstats.io.grid import Grid
from trialstats.io.sheets import filled_rows, text_rows
from trialstats.io.signature import refuse_nul, refuse_other_workbook, refuse_signature
from trialstats.io.text_files import SEP, parse
from trialstats.trialfile.parts.part import composed
from trialstats.trialfile.parts.sources import Source

__all__ = ["MARKS", "cells_of_sheet", "cells_of_text", "sheets_seen", "text_of"]

MARKS = (",", ";", "\t", "|")


def text_of(path: Path, source: Source) -> tuple[str, str]:
    """Give the text of a file and the encoding that it was read in; DataError where it is no text."""
    data = path.read_bytes()
    refuse_signature(data, source.file)
    text, encoding = decode(data, source.file, source.encoding)
    refuse_nul(text, source.file)
    return composed(text), encoding


def cells_of_text(text: str, delimiter: str, file: str) -> Grid:
    """Split a text into cells: every line on which something stands. DataError where it cannot be split so."""
    lines, cells = parse(text, delimiter, file, first=2 if SEP.match(text) else 1)
    return Grid(lines, cells, "line")


def sheets_seen(path: Path, source: Source) -> list[str]:
    """Name the sheets of a workbook that can be seen and hold anything; DataError where there is none."""
    refuse_other_workbook(path, source)
    if source.kind == "xlsx":
        with workbook.readable(source):
            book = workbook.load(path)
            sheets = [one for one in workbook.sheets_of(book) if not (one.hidden or one.chart)]
            titles = [one.title for one in sheets if workbook.has_cells(book[one.title])]
            book.close()
    else:
        with other_workbooks.readable(source):
            other = other_workbooks.load(path)
            sheets = [one for one in other_workbooks.sheets_of(other) if not (one.hidden or one.chart)]
            titles = [one.title for one in sheets if other_workbooks.has_cells(other, one.title)]
            other.close()
    if not titles:
        raise DataError(f"{source.file}: no sheet that can be seen holds anything")
    return titles


def cells_of_sheet(path: Path, sheet: str, source: Source) -> Grid:
    """Give the cells of a sheet as text: every row on which something stands."""
    if source.kind == "xlsx":
        with workbook.readable(source):
            book = workbook.load(path)
            rows = workbook.filled_cells(book, sheet)
            book.close()
    else:
        with other_workbooks.readable(source):
            other = other_workbooks.load(path)
            rows = filled_rows(other.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
            other.close()
    return text_rows(rows, source)
