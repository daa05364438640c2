"""Columns, rows and the structure of a CSV file."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable

from tests.corruptions.parts import Operation, Table, shown

__all__ = ["COLUMNS", "ROWS", "STRUCTURE"]

Change = Callable[[Table, random.Random], str]


def table_operation(change: Change) -> Operation:
    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        table = Table.of(content)
        said = change(table, rng)
        return table.write(), said

    return operation


def lose_column(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.header))
    for row in table.rows:
        del row[at]
    return f"column {table.header.pop(at)} lost"


def column_twice(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.header))
    for row in (table.header, *table.rows):
        row.append(row[at])
    return f"column {table.header[at]} stands twice"


def rename_column(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.header))
    old = table.header[at]
    kinds = [old.upper(), f" {old} ", old[:-1], f"{old}_1", "", old.replace("_", " "), f"\N{ZERO WIDTH SPACE}{old}"]
    table.header[at] = rng.choice(kinds)
    return f"column {old} became {table.header[at]!r}"


def reorder_columns(table: Table, rng: random.Random) -> str:
    order = rng.sample(range(len(table.header)), len(table.header))
    table.header[:] = [table.header[at] for at in order]
    for row in table.rows:
        row[:] = [row[at] for at in order]
    return "columns in another order"


def swap_names(table: Table, rng: random.Random) -> str:
    a, b = rng.sample(range(len(table.header)), 2)
    table.header[a], table.header[b] = table.header[b], table.header[a]
    return f"the names {table.header[b]} and {table.header[a]} swapped"


def column_down(table: Table, rng: random.Random) -> str:
    """Shift one column by a row against the others, as a sort of part of a sheet does."""
    at = rng.randrange(len(table.header))
    column = [row[at] for row in table.rows]
    for row, text in zip(table.rows, [column[-1], *column[:-1]], strict=True):
        row[at] = text
    return f"column {table.header[at]} shifted by a row"


def fill_column(table: Table, rng: random.Random) -> str:
    """Fill a column with its first text, as a double click on a cell does."""
    at = rng.randrange(len(table.header))
    for row in table.rows:
        row[at] = table.rows[0][at]
    return f"column {table.header[at]} filled with {shown(table.rows[0][at])}"


def blank_column(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.header))
    for row in table.rows:
        row[at] = ""
    return f"column {table.header[at]} blank"


def lose_row(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.rows))
    del table.rows[at]
    return f"row {at + 1} lost"


def row_twice(table: Table, rng: random.Random) -> str:
    at, to = rng.randrange(len(table.rows)), rng.randrange(len(table.rows))
    table.rows.insert(to, list(table.rows[at]))
    return f"row {at + 1} stands twice"


def half_twice(table: Table, rng: random.Random) -> str:
    table.rows += [list(row) for row in table.rows[len(table.rows) // 2 :]]
    return "the second half stands twice"


def cells_left(table: Table, rng: random.Random) -> str:
    at, column = rng.randrange(len(table.rows)), rng.randrange(len(table.header))
    row = table.rows[at]
    row[:] = [*row[:column], *row[column + 1 :], ""]
    return f"cells of row {at + 1} moved left from column {column + 1}"


def cells_right(table: Table, rng: random.Random) -> str:
    at, column = rng.randrange(len(table.rows)), rng.randrange(len(table.header))
    table.rows[at].insert(column, "")
    return f"cells of row {at + 1} moved right from column {column + 1}"


def short_row(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.rows))
    table.rows[at] = table.rows[at][: rng.randrange(1, len(table.header))]
    return f"row {at + 1} has {len(table.rows[at])} cells"


def blank_rows(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.rows) + 1)
    kind = rng.choice([[], [""] * len(table.header), [" "] * len(table.header)])
    table.rows[at:at] = [list(kind)] * rng.choice([1, 3])
    return f"blank rows before row {at + 1}"


def sort_rows(table: Table, rng: random.Random) -> str:
    at = rng.randrange(len(table.header))
    table.rows.sort(key=lambda row: row[at])
    return f"rows sorted by {table.header[at]}"


def header_again(table: Table, rng: random.Random) -> str:
    at = rng.randrange(1, len(table.rows) + 1)
    table.rows.insert(at, list(table.header))
    return f"the header again before row {at + 1}"


def further_row(*begin: str) -> Change:
    def change(table: Table, rng: random.Random) -> str:
        cells = [text.format(n=len(table.rows)) for text in begin]
        table.rows.append([*cells, *[""] * (len(table.header) - len(cells))][: len(table.header)])
        return f"a last row {shown(','.join(cells))}"

    return change


def no_rows(table: Table, rng: random.Random) -> str:
    table.rows.clear()
    return "a header and no rows"


def rewritten(said: str, **how: object) -> Operation:
    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        return Table.of(content).write(**how), said  # type: ignore[arg-type]

    return operation


def on_a_line(change: Callable[[bytes, random.Random], bytes], said: str, first: int = 0) -> Operation:
    """Change one line of the file as it stands."""

    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        lines = content.splitlines(keepends=True)
        at = rng.randrange(first, len(lines))
        lines[at] = change(lines[at], rng)
        return b"".join(lines), f"{said} (line {at + 1})"

    return operation


def with_quote(line: bytes, rng: random.Random) -> bytes:
    cells = line.split(b",")
    at = rng.randrange(len(cells))
    cells[at] = b'"' + cells[at]
    return b",".join(cells)


def with_inner_quote(line: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(1, len(line))
    return line[:at] + b'"' + line[at:]


def with_break(line: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(1, len(line))
    return line[:at] + b"\n" + line[at:]


def quoted_break(line: bytes, rng: random.Random) -> bytes:
    cells = line.rstrip(b"\n").split(b",")
    at = rng.randrange(len(cells))
    cells[at] = b'"' + cells[at] + b'\n"'
    return b",".join(cells) + b"\n"


def mixed_ends(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    lines = content.split(b"\n")
    return b"".join(line + rng.choice([b"\n", b"\r\n", b"\r"]) for line in lines[:-1]), "line ends of three systems"


def before(*lines: str) -> Operation:
    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        return "".join(f"{line}\n" for line in lines).encode() + content, f"{shown(lines[0])} before the header"

    return operation


COLUMNS: dict[str, Operation] = {
    "one lost": table_operation(lose_column),
    "one twice": table_operation(column_twice),
    "one renamed": table_operation(rename_column),
    "in another order": table_operation(reorder_columns),
    "names swapped": table_operation(swap_names),
    "one shifted by a row": table_operation(column_down),
    "one filled": table_operation(fill_column),
    "one blank": table_operation(blank_column),
}
ROWS: dict[str, Operation] = {
    "one lost": table_operation(lose_row),
    "one twice": table_operation(row_twice),
    "half of them twice": table_operation(half_twice),
    "cells moved left": table_operation(cells_left),
    "cells moved right": table_operation(cells_right),
    "one short": table_operation(short_row),
    "blank ones": table_operation(blank_rows),
    "sorted": table_operation(sort_rows),
    "header again": table_operation(header_again),
    "a total": table_operation(further_row("Total", "{n}")),
    "a comment": table_operation(further_row("# exported 2024-01-05")),
    "none": table_operation(no_rows),
}
STRUCTURE: dict[str, Operation] = {
    "semicolons": rewritten("delimiter ;", delimiter=";"),
    "tabs": rewritten("delimiter tab", delimiter="\t"),
    "all quoted": rewritten("every cell quoted", quoting=csv.QUOTE_ALL),
    "CRLF": rewritten("line ends CRLF", end="\r\n"),
    "CR": rewritten("line ends CR", end="\r"),
    "line ends mixed": mixed_ends,
    "commas at the end": rewritten("a comma at every line's end", end=",\n"),
    "a quote not closed": on_a_line(with_quote, "a quote not closed", first=1),
    "a quote inside": on_a_line(with_inner_quote, "a quote inside", first=1),
    "a line broken": on_a_line(with_break, "broken in two", first=1),
    "a break in quotes": on_a_line(quoted_break, "a quoted line end", first=1),
    "a title": before("Study LASER-01, exported", ""),
    "sep=": before("sep=,"),
    "blank lines first": before("", ""),
    "no end": lambda content, rng: (content.rstrip(b"\n"), "no line end at the end"),
}
