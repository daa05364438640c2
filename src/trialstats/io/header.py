"""The header of a table: the line that it stands on, or the lines, and the names of the columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from trialstats.errors import DataError
from trialstats.io.foreign_rows import SEARCHED, likely_header
from trialstats.io.grid import Grid
from trialstats.io.shown import shortened
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.written import written

__all__ = ["Header", "check_header", "header_index", "header_names", "joined_names", "likeliest_header"]

# What programs begin lines with that are no data.
COMMENTS = ("#", "//", "%", "!", "*", "--")


@dataclass(frozen=True)
class Header:
    """Names of columns, the lines (from `at` on, as indices of a grid) that hold them, and what is wrong with them.

    is_twofold: whether a name stands twice, so that nobody could say which column is meant.
    """

    names: list[str]
    at: int
    lines: int = 1
    problems: tuple[str, ...] = ()
    is_twofold: bool = False

    @property
    def ends(self) -> int:
        """Where the records begin."""
        return self.at + self.lines


def header_names(grid: Grid, at: int, lines: int) -> list[str]:
    """Give the names of the columns that stand on some lines."""
    rows = grid.cells[at : at + lines]
    return [name.strip() for name in rows[0]] if len(rows) == 1 else joined_names(rows)


def joined_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join what stands above each other; a cell that spans several columns is read for each that has a name below.

    >>> joined_names([["id", "Baseline", "", "Week 4", ""], ["", "VAS", "NRS", "VAS", "NRS"]])
    ['id', 'Baseline VAS', 'Baseline NRS', 'Week 4 VAS', 'Week 4 NRS']
    """
    width = max(map(len, rows))
    cells = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in rows]
    for above, below in pairwise(cells):
        spanning = ""
        for index, text in enumerate(above):
            spanning = text or spanning
            above[index] = spanning if below[index] else text
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*cells, strict=True)]


def header_index(grid: Grid, source: Source) -> int:
    """Find the line that is declared as header, or the first on which something stands."""
    filled = (index for index, cells in enumerate(grid.cells) if any(cell.strip() for cell in cells))
    wanted = source.header_row
    found = next((index for index in filled if wanted in (None, grid.lines[index])), None)
    if found is not None:
        return found
    if wanted is not None:
        raise DataError(f"{source.file}: nothing stands on {grid.place} {source.header_row} (`header_row`)")
    raise DataError(f"{source.file}: the {'sheet' if grid.place == 'row' else 'file'} is empty")


def likeliest_header(grid: Grid, source: Source) -> Header:
    """Read the header as it is declared; where other lines have more of the declared columns, theirs, and say so.

    Raises DataError where nothing stands on the line that is declared, or nowhere.
    """
    at, lines = header_index(grid, source), source.header_lines or 1
    names = header_names(grid, at, lines)
    rows = range(min(len(grid.cells), SEARCHED))
    other = likely_header([header_names(grid, index, lines) for index in rows], names, source.columns_named)
    problems = []
    if source.header_lines is None:
        best = names if other is None else header_names(grid, other, 1)
        joined = [header_names(grid, index, 2) for index in rows if index + 1 < len(grid.cells)]
        if (both := likely_header(joined, best, source.columns_named)) is not None:
            problems.append(stands_in_two_lines(grid, at, both, joined[both], best, source))
            twice = repeated_names(joined[both], source.file)
            return Header(joined[both], both, 2, (*problems, *twice), bool(twice))
    if other is not None:
        problems.append(is_other_line(grid, at, other, source))
        at, names = other, header_names(grid, other, lines)
    if twice := repeated_names(names, source.file):
        problems += [*twice, *hint_of_two_lines(grid, at, source)]
    return Header(names, at, lines, tuple(problems), bool(twice))


def is_other_line(grid: Grid, at: int, other: int, source: Source) -> str:
    """Say that a line is not the header, and which one seems to be."""
    text = " ".join(cell.strip() for cell in grid.cells[at] if cell.strip())
    mark = next((mark for mark in COMMENTS if text.startswith(mark)), None)
    comment = f'`comment: "{mark}"` if lines that begin so are none, or ' if mark and source.comment is None else ""
    return (
        f"{source.file}: {grid.place} {grid.lines[at]} ({shortened(text)}) is not the header, "
        f"{grid.place} {grid.lines[other]} seems to be: declare {comment}`header_row: {grid.lines[other]}`"
    )


def stands_in_two_lines(
    grid: Grid, at: int, both: int, joined: Sequence[str], alone: Sequence[str], source: Source
) -> str:
    """Say that the declared columns are names of two lines."""
    name = next(name for name in joined if name in source.columns_named and name not in alone)
    row = f"`header_row: {grid.lines[both]}` and " if both != at else ""
    return (
        f"{source.file}: the header seems to stand in two lines, {grid.place}s {grid.lines[both]} and "
        f"{grid.lines[both + 1]}, which have {shortened(name)} together: declare {row}`header_lines: 2`"
    )


def repeated_names(header: Sequence[str], file: str) -> list[str]:
    """Name the columns that stand twice: nobody could say which is meant."""
    places = defaultdict[str, list[str]](list)
    for place, name in enumerate(header, start=1):
        places[name].append(str(place))
    twice = {name: ", ".join(found) for name, found in places.items() if len(found) > 1 and name}
    return [f"{file}: column {name} stands more than once (columns {at})" for name, at in twice.items()]


def check_header(header: Sequence[str], file: str) -> None:
    """Refuse a column that stands twice."""
    if problems := repeated_names(header, file):
        raise DataError(problems)


def hint_of_two_lines(grid: Grid, at: int, source: Source) -> list[str]:
    """Name the setting where names that stand twice differ by the line above, or below, which holds no number."""
    for first in (at - 1, at) if source.header_lines is None else ():
        if not 0 <= first < len(grid.cells) - 1:
            continue
        names, beside = header_names(grid, first, 2), grid.cells[first if first < at else at + 1]
        words = not any(any(mark.isdigit() for mark in cell) for cell in beside) or first < at
        if words and sum(map(bool, (cell.strip() for cell in beside))) > 1 and not repeated_names(names, source.file):
            row = f"`header_row: {grid.lines[first]}` and " if first else ""
            some = next(name for name, own in zip(names, grid.cells[at], strict=False) if name != own.strip())
            return [
                f"({source.file}: if the header stands in two lines, {row}`header_lines: 2` joins them, as in "
                f"{written(some)})"
            ]
    return []
