"""A table in the words of a house, and the numbers in its forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from trialstats.display.numbers import ABSENT, joined_by, zero_before
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.labels import MEAN_SD, MEDIAN_QUARTILES, MIN_TO_MAX
from trialstats.results.rows import ALL
from trialstats.trialfile.parts.house_style import HouseStyle
from trialstats.trialfile.parts.house_words import HouseWords

__all__ = ["house_numbers", "in_house_words"]

BETWEEN = {"a to b": " to ", "a, b": ", "}


@contextmanager
def house_numbers(style: HouseStyle) -> Iterator[None]:
    """Write p values and intervals as the house does in all that is written within."""
    with zero_before(style.zero_before_p), joined_by(BETWEEN[style.intervals]):
        yield


def in_house_words(data: TableData, words: HouseWords) -> TableData:
    """Put the words of the house into labels and in the place of absent numbers; no number is touched."""
    named = {MEAN_SD: words.mean, MEDIAN_QUARTILES: words.median, MIN_TO_MAX: words.range}

    def label(text: str) -> str:
        return named.get(text, text)

    def over(text: str | None) -> str | None:
        return words.total if text == ALL else text

    def row(one: Row) -> Row:
        return replace(one, label=label(one.label), cells=tuple(cell(each, words.absent) for each in one.cells))

    def column(one: Column) -> Column:
        return replace(one, label=label(over(one.label) or ""), spanner=over(one.spanner))

    groups = tuple(Group(over(group.label), tuple(map(row, group.rows))) for group in data.groups)
    return replace(data, columns=tuple(map(column, data.columns)), groups=groups, counted=words.count)


def cell(one: Cell, mark: str) -> Cell:
    """Put a house's mark where there is no number; the reason stays."""
    if one.text == ABSENT:
        return replace(one, text=mark)
    within = f"({ABSENT})"
    return replace(one, text=f"{one.text.removesuffix(within)}({mark})") if one.text.endswith(within) else one
