"""From the cells of a text file or a sheet to a table: the header, the records, and the lines that are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialstats.errors import DataError
from trialstats.io.foreign_rows import count_at_end, count_below_header
from trialstats.io.grid import Grid
from trialstats.io.header import COMMENTS, Header, likeliest_header
from trialstats.io.shown import shortened
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.sources import Source

__all__ = ["tabulate"]

MOST_REPEATED, MOST_NAMELESS = 5, 20  # repeated headers and columns without a name that are named


def tabulate(grid: Grid, source: Source, *, ragged: bool) -> RawTable:
    """Find the header and the records below it.

    ragged: lines may be shorter than the header, and longer too, as the rows of a sheet may.
    What is wrong and leaves a table stands among its problems: a line that is not the header, and lines without which
    the table is made: of another length than the header, or no records. Raises DataError with all that is wrong where
    nothing stands there, that is most of it, or a name of a column stands twice.
    """
    header = likeliest_header(grid, source)
    below = grid.since(header.ends)
    fitting, notes, problems = records(below, header, source, ragged=ragged)
    problems = [*header.problems, *problems]
    if header.is_twofold or (problems and 2 * len(fitting.lines) < len(below.lines)):
        raise DataError(problems)
    named = [index for index, name in enumerate(header.names) if name]
    rows = fitting.cells
    if len(named) < len(header.names):
        rows = [[row[index] for index in named] for row in rows]
    columns = tuple(index + 1 for index in named)
    names = [header.names[index] for index in named]
    return RawTable(names, rows, fitting.lines, grid.place, columns, notes=tuple(notes), problems=tuple(problems))


def records(grid: Grid, header: Header, source: Source, *, ragged: bool) -> tuple[Grid, list[str], list[str]]:
    """Leave out the lines that are no records, as declared or as they seem to be; give notes, and what is wrong."""
    below = source.skip_below_header or 0
    above = max(len(grid.lines) - (source.skip_at_end or 0), below)
    notes = [left_out(grid.until(below), source, "below the header")] if below else []
    notes += [left_out(grid.since(above), source, "at the end")] if source.skip_at_end else []
    kept = grid.until(above).since(below)
    problems: list[str] = []
    if not ragged:
        wrong = wrong_lengths(header.names, kept)
        problems += said_of_lengths(wrong, header.names, kept, source)
        kept = kept.without({line for line, _ in wrong})
    fitting = replace(kept, cells=[fitted(row, len(header.names)) for row in kept.cells])
    foreign, said = foreign_lines(fitting, header.names, source)
    return fitting.without(foreign), notes + nameless(kept, header.names, source), problems + said


def fitted(row: list[str], width: int) -> list[str]:
    """Give a row this length; what stands beyond it is told by `nameless`."""
    return row if len(row) == width else [*row, *[""] * (width - len(row))][:width]


def left_out(grid: Grid, source: Source, where: str) -> str:
    """Say which lines were left out as declared."""
    texts = "; ".join(shortened(", ".join(row)) for row in grid.cells[:3])
    numbers = ", ".join(map(str, grid.lines[:6])) + (", ..." if len(grid.lines) > 6 else "")
    return f"{source.file}: {grid.place}{'s' * (len(grid.lines) > 1)} {numbers} {where}: left out as declared ({texts})"


def wrong_lengths(header: Sequence[str], grid: Grid) -> list[tuple[int, list[str]]]:
    """Give the lines with more or fewer fields than the header; blank fields and names at the end are none."""
    least, width = least_fields(header), len(header)
    return [
        (line, row)
        for line, row in zip(grid.lines, grid.cells, strict=True)
        if len(row) < least or (len(row) > width and any(cell.strip() for cell in row[width:]))
    ]


def least_fields(header: Sequence[str]) -> int:
    return max(index for index, name in enumerate(header, start=1) if name)


def said_of_lengths(wrong: list[tuple[int, list[str]]], header: Sequence[str], grid: Grid, source: Source) -> list[str]:
    """Say which lines have another length than the header, and what may help."""
    if not wrong:
        return []
    said = [
        f"{source.file}, line {line}: has {len(row)} field{'s' * (len(row) > 1)}, the header has {len(header)}"
        for line, row in wrong
    ]
    more = [f"{source.file}: and {len(wrong) - 5} more such lines"] if len(wrong) > 5 else []
    return [*said[:5], *more, *hint_of_lengths(wrong, grid, least_fields(header), source)]


def hint_of_lengths(wrong: list[tuple[int, list[str]]], grid: Grid, width: int, source: Source) -> list[str]:
    """Name the setting for lines that are comments, or that stand below the records."""
    marks = {next((mark for mark in COMMENTS if row[0].startswith(mark)), None) for _, row in wrong}
    if len(marks) == 1 and None not in marks:
        return [f'{source.file}: if lines that begin with {(mark := marks.pop())} are comments: `comment: "{mark}"`']
    numbers = [line for line, row in wrong if 2 * len(row) <= width > 2]
    if len(numbers) == len(wrong) < len(grid.lines) and numbers == grid.lines[-len(wrong) :]:
        at_end = len(wrong) + (source.skip_at_end or 0)
        return [f"{source.file}: if what stands at the end is no record: `skip_at_end: {at_end}`"]
    return []


def foreign_lines(grid: Grid, header: list[str], source: Source) -> tuple[set[int], list[str]]:
    """Find units or labels below the header and totals below the records, unless it is said what they are.

    Gives the numbers of such lines, and what is to be declared.
    """
    subject = [header.index(name) for name in source.subject if name in header]
    names = [header[index] for index in subject]
    found = {
        line
        for line, row in zip(grid.lines, grid.cells, strict=True)
        if row[0].strip() == header[0] and [cell.strip() for cell in row[: len(header)]] == header
    }
    problems = [
        f"{source.file}, {grid.place} {line}: repeats the header: were two files put together? take it out"
        for line in sorted(found)[:MOST_REPEATED]
    ]
    if source.skip_below_header is None and (count := count_below_header(grid.cells, subject)):
        found |= {*grid.lines[:count]}
        first = grid.cells[0][subject[0]].strip()
        what = f"{names[0]} = {shortened(first)}" if first else f"{names[0]} is blank"
        nameless_above = any(cell.strip() and not name for cell, name in zip(grid.cells[0], header, strict=True))
        second = "; if it is the header's second line, `header_lines: 2`" * (nameless_above and not source.header_lines)
        problems.append(
            f"{source.file}, {grid.place} {grid.lines[0]}: stands below the header and seems to hold labels or units, "
            f"no record ({what}): declare `skip_below_header: {count}` (0 if it is a record){second}"
        )
        grid = grid.since(count)
    if source.skip_at_end is None and (count := count_at_end(grid.cells, subject)):
        found |= {*grid.lines[-count:]}
        text = " ".join(cell.strip() for cell in grid.cells[-count] if cell.strip())
        problems.append(
            f"{source.file}, {grid.place} {grid.lines[-count]}: stands at the end and seems to be no record "
            f"({shortened(text)}): declare `skip_at_end: {count}` (0 if it is one)"
        )
    return found, problems


def nameless(grid: Grid, header: list[str], source: Source) -> list[str]:
    """Say which values stand in columns without a name: nothing can read them."""
    unnamed = [index for index, name in enumerate(header) if not name]
    if not unnamed and max(map(len, grid.cells), default=0) <= len(header):
        return []
    found: dict[int, list[tuple[int, str]]] = {}
    for line, row in zip(grid.lines, grid.cells, strict=True):
        for index in (*unnamed, *range(len(header), len(row))):
            if index < len(row) and (cell := row[index].strip()):
                found.setdefault(index, []).append((line, cell))
    return [
        f"{source.file}: column {index + 1} has no name, so that its values are not used "
        f"({grid.place} {values[0][0]}: {shortened(values[0][1])}{f' and {len(values) - 1} more' * (len(values) > 1)})"
        for index, values in sorted(found.items())[:MOST_NAMELESS]
    ]
