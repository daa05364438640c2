"""From the cells of a text file or a sheet to a table: which line is the header, and which lines are no records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from trialstats.errors import DataError
from trialstats.io.foreign_rows import count_at_end, count_below_header, likely_header
from trialstats.io.shown import shortened
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.sources import Source

__all__ = ["COMMENTS", "Grid", "check_header", "header_index", "tabulate"]

MOST_REPEATED, MOST_NAMELESS = 5, 20  # repeated headers and columns without a name that are named
# What programs begin lines with that are no data.
COMMENTS = ("#", "//", "%", "!", "*", "--")


@dataclass(frozen=True)
class Grid:
    """Cells of text: one list a line on which something stands, and the number of each line (`place`, from 1)."""

    lines: list[int]
    cells: list[list[str]]
    place: str

    def since(self, first: int) -> Grid:
        return replace(self, lines=self.lines[first:], cells=self.cells[first:])

    def until(self, last: int) -> Grid:
        return replace(self, lines=self.lines[:last], cells=self.cells[:last])


def tabulate(grid: Grid, source: Source, *, ragged: bool) -> RawTable:
    """Find the header and the records below it.

    ragged: lines may be shorter than the header, and longer too, as the rows of a sheet may.
    Raises DataError for no content, a line that is not the header, a column name that stands twice, lines of another
    length than the header, and lines above or below the records that are none.
    """
    at = header_index(grid, source)
    header = [name.strip() for name in grid.cells[at]]
    refuse_other_header(grid, at, source)
    check_header(header, source.file)
    below, notes = records(grid.since(at + 1), header, source, ragged=ragged)
    named = [index for index, name in enumerate(header) if name]
    rows = below.cells if len(named) == len(header) else [[row[index] for index in named] for row in below.cells]
    columns = tuple(index + 1 for index in named)
    return RawTable([header[index] for index in named], rows, below.lines, grid.place, columns, notes=tuple(notes))


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


def refuse_other_header(grid: Grid, at: int, source: Source) -> None:
    """Refuse a header that lacks declared columns which another line has."""
    found = likely_header(grid.cells, at, source.columns_named)
    if found is None:
        return
    text = " ".join(cell.strip() for cell in grid.cells[at] if cell.strip())
    mark = next((mark for mark in COMMENTS if text.startswith(mark)), None)
    comment = f'`comment: "{mark}"` if lines that begin so are none, or ' if mark and source.comment is None else ""
    raise DataError(
        f"{source.file}: {grid.place} {grid.lines[at]} ({shortened(text)}) is not the header, "
        f"{grid.place} {grid.lines[found]} seems to be: declare {comment}`header_row: {grid.lines[found]}`"
    )


def check_header(header: list[str], file: str) -> None:
    """Refuse a column that stands twice: nobody could say which is meant."""
    places = defaultdict[str, list[str]](list)
    for place, name in enumerate(header, start=1):
        places[name].append(str(place))
    twice = {name: ", ".join(found) for name, found in places.items() if len(found) > 1 and name}
    if twice:
        raise DataError([f"{file}: column {name} stands more than once (columns {at})" for name, at in twice.items()])


def records(grid: Grid, header: list[str], source: Source, *, ragged: bool) -> tuple[Grid, list[str]]:
    """Leave out the lines that are declared as no records; refuse lines that do not fit, or seem to be none."""
    below = source.skip_below_header or 0
    above = max(len(grid.lines) - (source.skip_at_end or 0), below)
    notes = [left_out(grid.until(below), source, "below the header")] if below else []
    notes += [left_out(grid.since(above), source, "at the end")] if source.skip_at_end else []
    kept = grid.until(above).since(below)
    if not ragged:
        check_lengths(header, kept, source)
    fitting = replace(kept, cells=[fitted(row, len(header)) for row in kept.cells])
    refuse_foreign(fitting, header, source)
    return fitting, notes + nameless(kept, header, source)


def fitted(row: list[str], width: int) -> list[str]:
    """Give a row this length; what stands beyond it is told by `nameless`."""
    return row if len(row) == width else [*row, *[""] * (width - len(row))][:width]


def left_out(grid: Grid, source: Source, where: str) -> str:
    """Say which lines were left out as declared."""
    texts = "; ".join(shortened(", ".join(row)) for row in grid.cells[:3])
    numbers = ", ".join(map(str, grid.lines[:6])) + (", ..." if len(grid.lines) > 6 else "")
    return f"{source.file}: {grid.place}{'s' * (len(grid.lines) > 1)} {numbers} {where}: left out as declared ({texts})"


def check_lengths(header: list[str], grid: Grid, source: Source) -> None:
    """Refuse records that have more or fewer fields than the header; blank fields and names at the end are none."""
    least = max(index for index, name in enumerate(header, start=1) if name)
    wrong = [
        (line, row)
        for line, row in zip(grid.lines, grid.cells, strict=True)
        if len(row) < least or any(cell.strip() for cell in row[len(header) :])
    ]
    if not wrong:
        return
    said = [
        f"{source.file}, line {line}: has {len(row)} field{'s' * (len(row) > 1)}, the header has {len(header)}"
        for line, row in wrong
    ]
    more = [f"{source.file}: and {len(wrong) - 5} more such lines"] if len(wrong) > 5 else []
    raise DataError([*said[:5], *more, *hint_of_lengths(wrong, grid, least, source)])


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


def refuse_foreign(grid: Grid, header: list[str], source: Source) -> None:
    """Refuse units or labels below the header and totals below the records, unless it is said what they are."""
    subject = [header.index(name) for name in source.subject if name in header]
    names = [header[index] for index in subject]
    problems = [
        f"{source.file}, {grid.place} {line}: repeats the header: were two files put together? take it out"
        for line, row in zip(grid.lines, grid.cells, strict=True)
        if row[0].strip() == header[0] and [cell.strip() for cell in row[: len(header)]] == header
    ][:MOST_REPEATED]
    if source.skip_below_header is None and (count := count_below_header(grid.cells, subject)):
        first = grid.cells[0][subject[0]].strip()
        found = f"{names[0]} = {shortened(first)}" if first else f"{names[0]} is blank"
        problems.append(
            f"{source.file}, {grid.place} {grid.lines[0]}: stands below the header and seems to hold labels or units, "
            f"no record ({found}): declare `skip_below_header: {count}` (0 if it is a record)"
        )
    if source.skip_at_end is None and (count := count_at_end(grid.cells, subject)):
        text = " ".join(cell.strip() for cell in grid.cells[-count] if cell.strip())
        problems.append(
            f"{source.file}, {grid.place} {grid.lines[-count]}: stands at the end and seems to be no record "
            f"({shortened(text)}): declare `skip_at_end: {count}` (0 if it is one)"
        )
    if problems:
        raise DataError(problems)


def nameless(grid: Grid, header: list[str], source: Source) -> list[str]:
    """Say which values stand in columns without a name: nothing can read them."""
    unnamed = [index for index, name in enumerate(header) if not name]
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
