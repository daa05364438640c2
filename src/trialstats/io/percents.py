"""Cells of a workbook that are shown as percents: 0.36 stands in the file where a person reads 36%."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from trialstats.io.formulas import cells
from trialstats.io.shown import shown
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.sources import Source

__all__ = ["percents_of"]

# What a format shows as it stands: "texts in quotation marks" and one sign behind a backslash.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
DECIMALS = re.compile(r"\.([0#?]+)")
BUILT_IN = (b'numFmtId="9"', b'numFmtId="10"')  # 0% and 0.00%, which need no format code
DIGIT = re.compile(r"\d")


def percents_of(path: Path, title: str, table: RawTable, source: Source) -> tuple[list[str], list[str]]:
    """Note the columns whose numbers are shown as percents; it is a problem where others of the column are not.

    A number comes in as it is stored, a hundredth of what is shown, and a text as it stands: beside each other they
    are not of one unit.
    """
    found = percent_cells(path, title)
    notes, problems = [], []
    for index, (column, name) in enumerate(zip(table.columns, table.header, strict=True)):
        held = {line: row[index].strip() for line, row in zip(table.lines, table.rows, strict=True)}
        percents = [line for line in held if (line, column) in found]
        if not percents:
            continue
        first = percents[0]
        what = f"{source.file}, row {first}: {name} = {held[first]} is shown as {found[first, column]}"
        absent = source.missing_of(name)
        others = [
            line
            for line, text in held.items()
            if line not in set(percents) and DIGIT.search(text) and text not in absent
        ]
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            problems.append(
                f"{what}, a hundred times as much, and row {others[0]}{more} ({shown(held[others[0]])}) is not a "
                "number with that format: give all cells of the column one format and one kind, numbers or texts"
            )
        else:
            notes.append(f"{what}: numbers of that format are read as they are stored, a hundredth of what is shown")
    return notes, problems


def percent_cells(path: Path, title: str) -> dict[tuple[int, int], str]:
    """Give row and column (both from 1) of the numbers that are shown as percents, and what is shown."""
    if not has_percents(path):
        return {}
    return {
        (row, column): as_percent(cell.value, cell.number_format)
        for row, line in enumerate(cells(path, title, values=True), start=1)
        for column, cell in enumerate(line, start=1)
        if is_number(cell.value) and "%" in LITERAL.sub("", cell.number_format)
    }


def has_percents(path: Path) -> bool:
    """Tell whether any format of a workbook is one of percents, at the cost of unpacking the formats only."""
    with zipfile.ZipFile(path) as book:
        styles = book.read("xl/styles.xml") if "xl/styles.xml" in book.namelist() else b""
    return b"%" in styles or any(number in styles for number in BUILT_IN)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_percent(value: float, number_format: str) -> str:
    """Write a number as its format shows it."""
    decimals = DECIMALS.search(number_format.split(";")[0])
    return f"{100 * value:.{len(decimals[1]) if decimals else 0}f}%"
