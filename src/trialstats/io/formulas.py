"""Formulas of a workbook whose values were never computed: they look blank, and are not."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["cells", "uncomputed_cells"]

PIECE, LONGEST = 2**20, 100  # bytes read at a time, and those in which the beginning of a formula lies
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def uncomputed_cells(path: Path, title: str) -> list[tuple[int, int]]:
    """Give row and column (both from 1) of the formulas of a sheet that have no stored value.

    A formula that gave an empty text was computed: its cell is marked as text.
    """
    if not has_formulas(path):
        return []
    both = zip(cells(path, title, values=True), cells(path, title, values=False), strict=True)
    return [
        (row, column)
        for row, (stored, written) in enumerate(both, start=1)
        for column, (value, formula) in enumerate(zip(stored, written, strict=True), start=1)
        if formula.data_type == "f" and value.value is None and value.data_type == "n"
    ]


def has_formulas(path: Path) -> bool:
    """Tell whether any sheet of a workbook has a formula, at the cost of unpacking it only."""
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(is_in(book, name) for name in sheets)


def is_in(book: zipfile.ZipFile, name: str) -> bool:
    """Look for a formula in a sheet, a piece at a time: whole sheets are larger than their values."""
    with book.open(name) as sheet:
        last = b""
        while piece := sheet.read(PIECE):
            if FORMULA.search(last + piece):
                return True
            last = piece[-LONGEST:]
    return False


def cells(path: Path, title: str, *, values: bool) -> Iterator[tuple[Any, ...]]:
    """Go through the cells of a sheet: their stored values, or what was written into them."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=values)
    sheet = book[title]
    sheet.reset_dimensions()
    yield from sheet.iter_rows()
    book.close()
