"""What a table holds: columns, groups of rows and cells that know which results they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Cell", "Column", "Group", "Row", "TableData"]

PADDING = 2  # characters that the space between two columns takes


# A listing has a million cells: without a dictionary each they take a third of the memory.
@dataclass(frozen=True, slots=True)
class Cell:
    """A text, the result row it comes from and the statistics of that row that it writes.

    reason: why a number is absent; the text is a dash then, and the reason becomes a footnote.
    beside: further rows of which the text writes something, such as the bound of a quartile that is no number.
    """

    text: str = ""
    id: str | None = None
    statistics: tuple[str, ...] = ()
    reason: str | None = None
    beside: tuple[str, ...] = ()

    @property
    def ard(self) -> str | None:
        """The address of the numbers in the analysis results data: `<id>:<statistic>[,<statistic>]`."""
        return f"{self.id}:{','.join(self.statistics)}" if self.id and self.statistics else None


@dataclass(frozen=True)
class Column:
    """A column: its label, the spanner above it, and the number of subjects `(N = 60)` that may follow the label.

    The number of subjects follows the spanner where columns under it are of the same subjects: `over`.
    align `right` suits a column of like numbers; `point` lines up the first number of mixed texts at its units; `left`
    is for words, which may be broken.
    """

    label: str
    spanner: str | None = None
    count: Cell | None = None
    align: Literal["right", "point", "left"] = "right"
    over: Cell | None = None

    @property
    def name(self) -> str:
        """The label with its spanner, unique in a table."""
        return f"{self.spanner}: {self.label}" if self.spanner else self.label


@dataclass(frozen=True, slots=True)
class Row:
    """A row; one without cells is a heading of the rows that follow it."""

    label: str
    cells: tuple[Cell, ...] = ()
    indent: int = 0


@dataclass(frozen=True)
class Group:
    """Rows under one label; none for rows that need no label."""

    label: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TableData:
    """A whole table, before it is written as HTML or CSV.

    what: what stands before its number. once: of a listing, how many of the first texts of a row (its label and cells)
    are not said again as long as they stay the same; each page says them anew. counted: how the number of subjects
    stands below a label, `{n}` in its place.
    """

    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    number: str | None = None
    subtitle: str | None = None
    footnotes: tuple[str, ...] = ()
    notice: str | None = None
    stub: str = ""
    what: Literal["Table", "Listing"] = "Table"
    once: int = 0
    counted: str = "(N = {n})"

    def count_words(self, count: Cell) -> str:
        """Write the number of subjects below a column's label."""
        return self.counted.replace("{n}", count.text)

    @property
    def heading(self) -> str:
        """Number and title: `Table 14.2.1  Pain intensity`."""
        return f"{self.what} {self.number}\N{EN SPACE}{self.title}" if self.number else self.title

    @property
    def width(self) -> int:
        """How many characters the widest texts of its columns take side by side."""
        rows = [row for group in self.groups for row in group.rows]
        stub = [self.stub, *(group.label or "" for group in self.groups), *(row.label for row in rows)]
        below = zip(*(row.cells for row in rows if row.cells), strict=True)
        columns = [[column.label] for column in self.columns]
        for texts, cells in zip(columns, below, strict=False):  # a table may have no row with cells
            texts.extend(cell.text for cell in cells)
        return sum(max(map(len, texts)) + PADDING for texts in [stub, *columns])

    def cells(self) -> Iterator[Cell]:
        """Go through all cells, those of the column labels first."""
        yield from (cell for column in self.columns for cell in (column.over, column.count) if cell)
        for group in self.groups:
            for row in group.rows:
                yield from row.cells

    def reasons(self) -> dict[str, str]:
        """Give each reason for an absent number its mark: a, b, ... z, aa."""
        found = dict.fromkeys(cell.reason for cell in self.cells() if cell.reason)
        return {reason: letter(position) for position, reason in enumerate(found)}


def letter(position: int) -> str:
    """Count in letters, as the columns of a worksheet do."""
    head, tail = divmod(position, 26)
    return (letter(head - 1) if head else "") + "abcdefghijklmnopqrstuvwxyz"[tail]
