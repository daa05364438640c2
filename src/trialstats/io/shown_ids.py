"""Identifiers of a workbook that are numbers shown with zeros or letters: 7 under the format `000` is 007."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

from trialstats.io.formulas import cells
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.sources import Source

__all__ = ["with_shown_ids"]

TEXT = r'(?:"[^"]*"|\\.|[-/ ])*'
FORMAT = re.compile(rf"(?P<before>{TEXT})(?P<zeros>0+)(?P<after>{TEXT})")
ZEROS = re.compile(rb'formatCode="[^"]*00')
LETTERS = re.compile(rb'formatCode="[^"]*(?:&quot;|\\)[^"]*0')


def with_shown_ids(path: Path, title: str, table: RawTable, source: Source) -> tuple[RawTable, list[str]]:
    """Write the numbers of the columns that identify the subject as the workbook shows them; say which and how.

    Of a column with `pad` the trial file says how many digits it has.
    """
    named = {column: index for index, column in enumerate(table.columns) if table.header[index] in source.subject}
    named = {column: index for column, index in named.items() if table.header[index] not in source.pad}
    if not named or not has_such_formats(path):
        return table, []
    rows = {line: list(row) for line, row in zip(table.lines, table.rows, strict=True)}
    changed: dict[int, list[tuple[str, str]]] = {}
    for line, held in enumerate(cells(path, title, values=True), start=1):
        for column, index in named.items() if line in rows else ():
            cell = held[column - 1] if column <= len(held) else None
            shown = as_shown(cell.value, cell.number_format) if cell is not None else None
            if shown is not None and shown != rows[line][index]:
                changed.setdefault(index, []).append((rows[line][index], shown))
                rows[line][index] = shown
    notes = [
        f"{source.file}: {len(pairs)} numbers of {table.header[index]} are taken as they are shown, {pairs[0][0]} as "
        f"{pairs[0][1]}, for they identify subjects"
        for index, pairs in changed.items()
    ]
    return replace(table, rows=[rows[line] for line in table.lines]), notes


def has_such_formats(path: Path) -> bool:
    """Tell whether any format of a workbook has several zeros or a text before one, at the cost of the formats only."""
    with zipfile.ZipFile(path) as book:
        styles = book.read("xl/styles.xml") if "xl/styles.xml" in book.namelist() else b""
    return bool(ZEROS.search(styles) or LETTERS.search(styles))


def as_shown(value: object, number_format: str) -> str | None:
    """Write a whole number as a format of zeros and texts shows it; None of others, and where that is the number."""
    found = FORMAT.fullmatch(number_format.split(";")[0])
    if found is None or isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value % 1:
        return None
    digits = f"{int(value):0{len(found['zeros'])}d}"
    return plain(found["before"]) + digits + plain(found["after"])


def plain(text: str) -> str:
    """Write the texts of a format without their quotation marks and backslashes."""
    return re.sub(r'"([^"]*)"|\\(.)', lambda match: match[1] or match[2] or "", text)
