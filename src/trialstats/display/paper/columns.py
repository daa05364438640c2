"""Columns on paper: how wide each must and would be, and which stand side by side on one page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from trialstats.display.paper.typeface import text_width
from trialstats.display.table.brackets import whole_brackets
from trialstats.display.table.data import TableData
from trialstats.display.table.padding import leads
from trialstats.trialfile.parts.house_style import HouseStyle

__all__ = ["BETWEEN", "INDENT", "Needs", "Part", "needs_of", "padded", "parts_of", "wrapped"]

BETWEEN = 8.0  # points of space beside a text in its column, both sides together
TOLERANCE = 1.0  # points by which a reader's program may find a text wider
INDENT = 9.0  # points that a row stands in below its heading
# A stub wider than this part of the page leaves no room for what it names: its labels turn into a second line.
STUB_SHARE = 0.45
# What is not broken: numbers, with their intervals and percentages, and in columns of words what is as short as a date.
LONGEST_NUMBER, LONGEST_WORD = 28, 12
# Where a line may end: after a space or a hyphen, and between the letters of a word too long for its column.
BREAKS = re.compile(r"[^ \-/]*[ \-/]?")


class Needs(NamedTuple):
    """The least width of the labels and of each column in points, and the natural one, in which no text is broken."""

    least: tuple[float, ...]
    natural: tuple[float, ...]


@dataclass(frozen=True)
class Part:
    """Columns of a table that stand on one page, beside the labels of its rows.

    columns: their positions in the table. widths: in points, that of the labels first. shifts: in points, by which the
    cells of each column stand in from its left, so that numbers that line up stand in its middle.
    """

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    shifts: tuple[float, ...]


def parts_of(data: TableData, style: HouseStyle, needs: Needs, room: float) -> list[Part]:
    """Divide the columns over as many pages side by side as they need, those under one spanner together if they fit.

    room: width between the margins in points. Each part repeats the labels of the rows.
    """
    least, most = needs
    stub = min(most[0], max(least[0], STUB_SHARE * room))
    blocks = spanned(data)
    pages: list[list[int]] = []
    for block in blocks:
        for columns in [block] if fits(block, least, stub, room) else [[column] for column in block]:
            if pages and fits([*pages[-1], *columns], least, stub, room):
                pages[-1].extend(columns)
            else:
                pages.append(list(columns))
    return [part_of(data, style, columns, widths(columns, least, most, room)) for columns in pages or [[]]]


def part_of(data: TableData, style: HouseStyle, columns: Sequence[int], given: tuple[float, ...]) -> Part:
    shifts = (shift(data, style, column, width) for column, width in zip(columns, given[1:], strict=True))
    return Part(tuple(columns), given, tuple(shifts))


def shift(data: TableData, style: HouseStyle, column: int, width: float) -> float:
    """Give the points that bring numbers that line up to the middle of their column; none if one has a second line."""
    if data.columns[column].align != "point":
        return 0.0
    texts = set(texts_in(data, column))
    longest = max((text_width(text, style.font, style.font_size) for text in texts), default=0.0)
    return max(0.0, (width - BETWEEN - TOLERANCE - longest) / 2)


def fits(columns: Sequence[int], least: Sequence[float], stub: float, room: float) -> bool:
    return stub + sum(least[1 + column] for column in columns) <= room


def spanned(data: TableData) -> list[list[int]]:
    """Gather neighbouring columns under one spanner."""
    blocks: list[list[int]] = []
    for position, column in enumerate(data.columns):
        if blocks and column.spanner and data.columns[blocks[-1][-1]].spanner == column.spanner:
            blocks[-1].append(position)
        else:
            blocks.append([position])
    return blocks


def widths(columns: Sequence[int], least: Sequence[float], most: Sequence[float], room: float) -> tuple[float, ...]:
    """Give each column its least width, and share what is left by what each would still take; then fill the page.

    The labels come first: each stands on every row that it names, and what stands above a column only once.
    """
    chosen = [0, *(1 + column for column in columns)]
    low, high = [least[at] for at in chosen], [most[at] for at in chosen]
    low[0] += max(0.0, min(room - sum(low), high[0] - low[0], STUB_SHARE * room - low[0]))
    left, wanted = room - sum(low), sum(high) - sum(low)
    share = min(1.0, left / wanted) if wanted > 0 else 0.0
    given = [a + max(0.0, share) * (b - a) for a, b in zip(low, high, strict=True)]
    rest = max(0.0, room - sum(given)) / len(given)
    return tuple(width + rest for width in given)


def needs_of(data: TableData, style: HouseStyle) -> Needs:
    """Measure the texts of the labels and of each column; each once, for a listing says some in thousands of rows."""

    def width(text: str, *, bold: bool = False) -> float:
        return max((text_width(line, style.font, style.font_size, bold=bold) for line in text.split("\n")), default=0.0)

    def word(text: str, *, bold: bool = False) -> float:
        return max((width(piece.strip(), bold=bold) for piece in pieces(text)), default=0.0)

    rows = [row for group in data.groups for row in group.rows]
    labels = {(row.label, row.indent * INDENT) for row in rows if row.cells}
    of_label = width if data.once else word  # a subject's name is not broken
    least = [max([word(data.stub, bold=True), *(of_label(text) + shift for text, shift in labels)], default=0.0)]
    most = [max([width(data.stub, bold=True), *(width(text) + shift for text, shift in labels)], default=0.0)]
    for at, column in enumerate(data.columns):
        texts = set(texts_in(data, at))
        count = data.count_words(column.count) if column.count else ""
        longest = LONGEST_WORD if column.align == "left" else LONGEST_NUMBER
        numbers = all(len(text) <= longest for text in texts)
        below = [(width if numbers else word)(text) for text in texts]
        least.append(max([word(whole_brackets(column.label), bold=True), width(count), *below], default=0.0))
        most.append(max([width(column.label, bold=True), width(count), *map(width, texts)], default=0.0))
    space = BETWEEN + TOLERANCE
    return Needs(tuple(value + space for value in least), tuple(value + space for value in most))


def texts_in(data: TableData, column: int) -> list[str]:
    """List the texts of a column as they stand on paper, with a letter where a reason stands beside."""
    cells = [row.cells[column] for group in data.groups for row in group.rows if row.cells]
    texts = [cell.text for cell in cells]
    texts = padded(texts) if data.columns[column].align == "point" else texts
    return [f"{text}a" if cell.reason else text for text, cell in zip(texts, cells, strict=True)]


def padded(texts: Sequence[str]) -> list[str]:
    """Put blanks as wide as digits before texts, so that their first numbers line up at the units."""
    return ["\N{FIGURE SPACE}" * lead + text for lead, text in zip(leads(texts), texts, strict=True)]


def pieces(text: str) -> list[str]:
    """Divide a text where its lines may end."""
    return [piece for line in text.split("\n") for piece in BREAKS.findall(line) if piece]


def wrapped(text: str, room: float, style: HouseStyle, *, bold: bool = False) -> int:
    """Count the lines that a text takes in a room of so many points."""
    return sum(lines_of(line, room, style.font, style.font_size, bold) for line in text.split("\n"))


@lru_cache(maxsize=2**15)
def lines_of(text: str, room: float, font: str, size: float, bold: bool) -> int:
    lines, used = 1, 0.0
    for piece in BREAKS.findall(text):
        width = text_width(piece, font, size, bold=bold)
        inked = text_width(piece.rstrip(), font, size, bold=bold)
        if used and used + inked > room:
            lines, used = lines + 1, 0.0
        while width > room > 0:  # a word wider than its column
            lines, width = lines + 1, width - room
        used += width
    return lines
