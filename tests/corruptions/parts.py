"""What the corruptions share: a table of texts, and choices in it."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["NotHere", "Operation", "Table", "cell_operation", "shown"]

Operation = Callable[[bytes, random.Random], tuple[bytes, str]]


class NotHere(Exception):
    """A file has nothing that the operation could be done to."""


def shown(text: str) -> str:
    """Show a text shortly."""
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


@dataclass
class Table:
    """A CSV file as a header and rows of texts."""

    header: list[str]
    rows: list[list[str]]

    @classmethod
    def of(cls, content: bytes) -> Table:
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        return cls(header, rows)

    def write(self, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
        writer.writerows([self.header, *self.rows])
        return out.getvalue().encode()

    def places(self, pattern: str, columns: str = "") -> list[tuple[int, int]]:
        """Find the cells whose text has a pattern, in the columns whose names have another."""
        wanted = [column for column, name in enumerate(self.header) if re.search(columns, name)]
        has = re.compile(pattern)
        return [(n, c) for n, row in enumerate(self.rows) for c in wanted if has.fullmatch(row[c])]


def cell_operation(
    change: Callable[[str, random.Random], str], pattern: str, columns: str = "", most: int = 1
) -> Operation:
    """Make an operation of a change to one cell, or to a number of them, that has a pattern."""

    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        table = Table.of(content)
        places = table.places(pattern, columns)
        if not places:
            raise NotHere
        chosen = rng.sample(places, min(most, len(places)))
        said = ""
        for number, (row, column) in enumerate(chosen):
            old = table.rows[row][column]
            table.rows[row][column] = change(old, rng)
            if number == 0:
                name, new = table.header[column], table.rows[row][column]
                said = f"{name}: {shown(old)} became {shown(new)} (row {row + 1})"
        more = f" and {len(chosen) - 1} more" if len(chosen) > 1 else ""
        return table.write(), said + more

    return operation
