"""Lines of a table that are no records: titles above the header, labels and units below it, totals at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["SEARCHED", "count_at_end", "count_below_header", "likely_header"]

Cells = Sequence[Sequence[str]]

SEARCHED = 50  # lines among which a header is looked for
LOOKED_AT = 1000  # records that say what a column holds
MOST = 4  # lines below the header or at the end that are looked at
DIGIT = re.compile(r"\d")


def likely_header(cells: Cells, header: Sequence[str], names: Sequence[str]) -> int | None:
    """Find the line that has more of these column names than the header has, and at least half of them."""
    found = [names_in(row, names) for row in cells[:SEARCHED]]
    if not found:
        return None
    best = max(range(len(found)), key=found.__getitem__)
    return best if found[best] > names_in(header, names) and 2 * found[best] >= len(set(names)) else None


def names_in(row: Sequence[str], names: Sequence[str]) -> int:
    """Count the names that stand in a row."""
    held = {cell.strip() for cell in row}
    return sum(name in held for name in names)


def count_below_header(rows: Cells, subject: Sequence[int]) -> int:
    """Count the first rows in which words stand where all others have digits, in the subject and in another column.

    rows: of one length. subject: the columns that identify a subject.
    """
    numeric = with_digits(rows[MOST:] if len(rows) > 2 * MOST else rows[1:])
    if not subject or not set(subject) <= numeric:
        return 0
    others = numeric - set(subject)
    first = [
        not any(DIGIT.search(row[index]) for index in subject)
        and any(row[index].strip() and not DIGIT.search(row[index]) for index in others)
        for row in rows[:MOST]
    ]
    return first.index(False) if False in first else 0


def count_at_end(rows: Cells, subject: Sequence[int]) -> int:
    """Count the last rows that hold one cell of a shape that its column does not have, or a total and few cells."""
    if len(rows) <= MOST or len(rows[0]) <= 2:
        return 0
    body = rows[:-MOST]
    identified = bool(subject) and set(subject) <= with_digits(body)
    count = 0
    for number, row in enumerate(reversed(rows[-MOST:]), start=1):
        filled = [index for index, cell in enumerate(row) if cell.strip()]
        alone = len(filled) == 1 and is_strange(row[filled[0]], filled[0], body)
        if alone or (filled and identified and is_total(row, subject)):
            count = number
        elif filled:
            break
    return count


def with_digits(rows: Cells) -> set[int]:
    """Give the columns all of whose values, two at least, hold a digit."""
    found = set()
    for index in range(len(rows[0]) if rows else 0):
        values = [row[index] for row in rows[:LOOKED_AT] if row[index].strip()]
        if len(values) > 1 and all(DIGIT.search(value) for value in values):
            found.add(index)
    return found


def is_strange(cell: str, index: int, body: Cells) -> bool:
    """Tell a cell of a shape that no record has in this column, where every record has other values beside it."""
    some = body[:LOOKED_AT]
    alone = any(sum(bool(value.strip()) for value in row) == 1 for row in some)
    return not alone and shape(cell) not in {shape(row[index]) for row in some}


def is_total(row: Sequence[str], subject: Sequence[int]) -> bool:
    """Tell a row without an identifier like the others', and with few cells."""
    few = 2 * sum(bool(cell.strip()) for cell in row) <= len(row)
    return few and not any(DIGIT.search(row[index]) for index in subject)


def shape(text: str) -> str:
    """Write what kinds of marks follow one another: `007` as 9, `S-01` as A-9, `Total: 18` as A: 9."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text.strip()))
