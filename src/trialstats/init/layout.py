"""How a table lies in a file: its delimiter, the line of its header, and the lines that are no records."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from trialstats.errors import DataError
from trialstats.init.said import Said, counted, several
from trialstats.init.words import subject_rank
from trialstats.io.foreign_rows import count_at_end, count_below_header
from trialstats.io.grid import Grid
from trialstats.io.header import header_names
from trialstats.io.look import MARKS, cells_of_text

__all__ = ["Layout", "likely_delimiter", "settings_of"]

SEARCHED, LOOKED_AT = 30, 2000  # lines in which a header is looked for; lines that tell how wide the table is
AT_ENDS = 4  # rows below the header, and at the end, that may be no records
HEAD = 100_000  # characters from which the delimiter is found
COMMENT = ("#", "//", "%", "!")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Layout:
    """How a table lies: the names of its columns, and the settings of a source that lead there, with their evidence.

    nameless: the 1-based places of columns that hold values and have no name, so that nothing reads them.
    """

    header: list[str]
    settings: dict[str, Said]
    nameless: tuple[int, ...] = ()

    @property
    def not_read(self) -> str:
        """What of the table nothing reads, and why; nothing where all is read."""
        if not self.nameless:
            return ""
        places = several([str(place) for place in self.nameless])
        one = len(self.nameless) == 1
        said = f"column{'s' * (not one)} {places} ha{'s' if one else 've'} values and no name"
        two_lines = "skip_below_header" in self.settings and not one
        return f"{said}; if names stand in two lines, `header_lines: 2` joins them: Week 4 Pain" if two_lines else said


def likely_delimiter(text: str, file: str) -> str:
    """Find the mark that splits most lines into the same number of fields, and into most of them."""
    head = text if len(text) <= HEAD else text[: text.rfind("\n", 0, HEAD) + 1] or text[:HEAD]
    best, delimiter = (0.0, 0), ","
    for mark in MARKS:
        try:
            widths = Counter(len(row) for row in cells_of_text(head, mark, file).cells)
        except DataError:  # its quotes do not fit this mark
            continue
        width, lines = max(widths.items(), key=lambda item: (item[1] * min(item[0] - 1, 1), item[0]), default=(1, 0))
        score = (lines / max(sum(widths.values()), 1), width) if width > 1 else (0.0, 1)
        if score > best and (score[0] > 1.2 * best[0] or score[1] > best[1]):
            best, delimiter = score, mark
    return delimiter


def settings_of(grid: Grid) -> Layout:
    """Find the header, and the settings of a source that lead there; each with its evidence."""
    settings: dict[str, Said] = {}
    if mark := comment_mark(grid):
        number = sum(begins(row, mark) for row in grid.cells)
        settings["comment"] = Said(mark, f"{counted(number, grid.place)} begin so")
        kept = [index for index, row in enumerate(grid.cells) if not begins(row, mark)]
        grid = Grid([grid.lines[index] for index in kept], [grid.cells[index] for index in kept], grid.place)
    two = header_in_two_lines(grid)
    at, lines = (header_at(grid), 1) if two is None else (two, 2)
    if at and any(any(cell.strip() for cell in row) for row in grid.cells[:at]):
        settings["header_row"] = Said(grid.lines[at], "what stands above it is no table")
    if lines > 1:
        settings["header_lines"] = Said(lines, "what stands above each other is one name")
    header = header_names(grid, at, lines) if grid.cells else []
    rows = [[*row, *[""] * (len(header) - len(row))][: len(header)] for row in grid.cells[at + lines :]]
    if (subject := identifier_column(header, rows)) is not None:
        if below := count_below_header(rows, [subject]):
            settings["skip_below_header"] = Said(below, "labels or units stand below the header")
        if (end := count_at_end(rows[below:], [subject])) if rows[below:] else 0:
            settings["skip_at_end"] = Said(end, f"the last {counted(end, grid.place)} hold no record")
    held = {index for row in grid.cells[at + lines : LOOKED_AT] for index, cell in enumerate(row) if cell.strip()}
    nameless = tuple(index + 1 for index in sorted(held) if index >= len(header) or not header[index])
    return Layout([name for name in header if name], settings, nameless)


def comment_mark(grid: Grid) -> str | None:
    """Find the mark with which lines begin that hold no fields; nothing where they have the table's width."""
    width = median(filled(row) for row in grid.cells[:LOOKED_AT]) if grid.cells else 0
    for mark in COMMENT:
        found = [row for row in grid.cells if begins(row, mark)]
        if found and len(found) < len(grid.cells) / 2 and all(filled(row) < width for row in found):
            return mark
    return None


def begins(row: list[str], mark: str) -> bool:
    return next((cell.strip() for cell in row if cell.strip()), "").startswith(mark)


def filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def header_at(grid: Grid) -> int:
    """Find the first row of different texts that is about as wide as the table below it."""
    widths = [filled(row) for row in grid.cells[:LOOKED_AT]]
    usual = median(widths[min(SEARCHED, len(widths) // 2) :]) if widths else 0
    for index, row in enumerate(grid.cells[:SEARCHED]):
        names = [cell.strip() for cell in row if cell.strip()]
        numbers = sum(bool(NUMBER.fullmatch(name)) for name in names)
        if len(names) >= max(0.7 * usual, 1) and len(set(names)) == len(names) and 2 * numbers < len(names):
            return index
    return 0


def header_in_two_lines(grid: Grid) -> int | None:
    """Find two lines that are one header: a name above spans several below, which alone do not tell columns apart."""
    usual = median(filled(row) for row in grid.cells[:LOOKED_AT]) if grid.cells else 0
    for at in range(min(len(grid.cells) - 2, SEARCHED)):
        above, below = ([cell.strip() for cell in row] for row in grid.cells[at : at + 2])
        names = [name for name in header_names(grid, at, 2) if name]
        own = [name for name in below if name]
        spans = any(
            before and not name and under for before, name, under in zip(above, above[1:], below[1:], strict=False)
        )
        alone = len(set(own)) == len(own) and not any(name and not under for name, under in zip_longest(above, below))
        words = not any(NUMBER.fullmatch(name) for name in own)
        if spans and words and not alone and len(set(names)) == len(names) >= max(0.7 * usual, 3):
            return at
    return None


def identifier_column(header: list[str], rows: list[list[str]]) -> int | None:
    """Find the column that may identify subjects and has digits: the one whose name says so most, or the first."""
    body = rows[AT_ENDS:-AT_ENDS][:LOOKED_AT] or rows
    fitting = [
        index
        for index, name in enumerate(header)
        if name and body and all(DIGIT.search(row[index]) for row in body if row[index].strip())
    ]
    return max(fitting, key=lambda index: (subject_rank(header[index]), -index), default=None)
