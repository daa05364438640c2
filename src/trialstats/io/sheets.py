"""Sheets of a workbook, whatever its format: which one is read, and its rows from typed cells to text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from trialstats.errors import DataError
from trialstats.io.grid import Grid
from trialstats.io.header import likeliest_header
from trialstats.io.table import RawTable
from trialstats.io.typed_values import as_text, with_mark
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.text.written import written

__all__ = [
    "Merged",
    "Rows",
    "Sheet",
    "cells_named",
    "choose_sheet",
    "failed_formulas",
    "filled_rows",
    "hidden_parts",
    "is_filled",
    "merged_records",
    "other_sheets",
    "refuse_empty",
    "text_rows",
    "uncomputed_formulas",
    "with_sheet",
]

# What spreadsheet programs show where a formula has no value.
ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
# Merged cells: how a spreadsheet program names them, first and last row.
Merged = tuple[str, int, int]
# Typed cells of the rows that hold anything, with the number of each.
Rows = list[tuple[int, Sequence[Any]]]


@dataclass(frozen=True)
class Sheet:
    """A sheet by its name: a person may not see it, and it may hold a chart and no cells."""

    title: str
    hidden: bool = False
    chart: bool = False


def choose_sheet(sheets: Sequence[Sheet], source: Source) -> tuple[str, list[str]]:
    """Take the declared sheet, or the first; say so where a chart comes before it. A hidden first is refused."""
    with_cells = [sheet for sheet in sheets if not sheet.chart]
    titles = [sheet.title for sheet in with_cells]
    if source.sheet is not None:
        if source.sheet in titles:
            return source.sheet, []
        if any(sheet.title == source.sheet for sheet in sheets):
            raise DataError(f"{source.file}: the sheet {source.sheet} is a chart and holds no cells")
        raise DataError(f"{source.file}: has no sheet {source.sheet}{nearest(source.sheet, titles)}")
    if not with_cells:
        raise DataError(f"{source.file}: cannot be read as {source.kind.upper()} (it has no sheet with cells)")
    first = with_cells[0]
    if first.hidden:
        raise DataError(
            f"{source.file}: its first sheet, {first.title}, is hidden: declare the one to read, `sheet: NAME` "
            f"(sheets: {', '.join(titles)})"
        )
    charts = [sheet.title for sheet in sheets[: sheets.index(first)]]
    return first.title, [f"{source.file}: sheet {first.title} was read; {', '.join(charts)} is a chart"] * bool(charts)


def with_sheet(title: str, source: Source) -> str:
    """Name the file and the sheet; a source of several sheets names it already."""
    return source.file if source.file.endswith(f", sheet {title}") else f"{source.file}, sheet {title}"


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


def filled_rows(rows: Iterable[Sequence[Any]]) -> Rows:
    """Number the rows of a sheet from 1 and take those that hold anything."""
    return [(number, values) for number, values in enumerate(rows, start=1) if any(map(as_text, values))]


def is_filled(rows: Iterable[Iterable[Any]]) -> bool:
    """Tell whether anything stands in a sheet."""
    return any(value not in (None, "") for row in rows for value in row)


def text_rows(rows: Rows, source: Source) -> Grid:
    """Write the cells as text, without the rows that are declared as comments."""
    return with_marks(without_comments(rows, source), source)


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
    marks = [source.decimal_of(name) for name in likeliest_header(grid, source).names]
    cells = [
        [with_mark(*pair) for pair in zip_longest(values, marks[: len(values)], fillvalue=".")] for _, values in rows
    ]
    return replace(grid, cells=cells)


def merged_records(merged: Sequence[Merged], table: RawTable, source: Source) -> list[str]:
    """Name merged cells among the records: the value stands in the first of them only."""
    rows = set(table.lines)
    among = [name for name, first, last in merged if any(row in rows for row in range(first, last + 1))]
    if not among:
        return []
    more = f" and {len(among) - 1} more" if len(among) > 1 else ""
    return [
        f"{source.file}: cells {among[0]}{more} are merged, so that only the first holds the value: "
        "take them apart and fill each"
    ]


def uncomputed_formulas(found: Sequence[tuple[int, int]], title: str, table: RawTable, source: Source) -> list[str]:
    """Name the cells (row, column) among the records whose formula has no value: they would be taken for blanks."""
    names, rows = dict(zip(table.columns, table.header, strict=True)), set(table.lines)
    among = [(row, column) for row, column in found if row in rows and column in names]
    if not among:
        return []
    row, column = among[0]
    more = f" (and {len(among) - 1} more such cells)" if len(among) > 1 else ""
    return [
        f"{with_sheet(title, source)}, row {row}, column {names[column]}: "
        f"a formula whose value was never computed: open and save the file in a spreadsheet program{more}"
    ]


def cells_named(first: tuple[int, int], last: tuple[int, int]) -> str:
    """Name cells as a spreadsheet program does, `A3:B4`; rows and columns from 1."""
    return ":".join(f"{letters(column)}{row}" for row, column in (first, last))


def letters(column: int) -> str:
    """Write the letters of a column; from 1."""
    before, letter = divmod(column - 1, 26)
    return (letters(before) if before else "") + chr(ord("A") + letter)


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


def hidden_parts(
    table: RawTable, hidden_rows: Collection[int], hidden_columns: Collection[int], source: Source
) -> list[str]:
    """Say which rows and columns of the table are hidden: they were read."""
    rows = [str(line) for line in table.lines if line in hidden_rows]
    named = zip(table.columns, table.header, strict=True)
    columns = [name for column, name in named if column in hidden_columns]
    return [
        f"{source.file}: {few(what, found)} {'are' if len(found) > 1 else 'is'} hidden, and read like others"
        for what, found in (("row", rows), ("column", columns))
        if found
    ]


def few(what: str, found: Sequence[str]) -> str:
    """Name the first few."""
    more = f" and {len(found) - 6} more" if len(found) > 6 else ""
    return f"{what}{'s' * (len(found) > 1)} {', '.join(found[:6])}{more}"
