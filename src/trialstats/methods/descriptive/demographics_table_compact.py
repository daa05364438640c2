"""Characteristics in as few lines as tell them, as journals print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialstats.display.table.cells import Record, has
from trialstats.display.table.choose import only
from trialstats.display.table.data import Cell, Group, Row
from trialstats.display.table.labels import MEAN_SD, MEDIAN_ALONE, MEDIAN_QUARTILES, MIN_TO_MAX
from trialstats.results.kinds import Kind

__all__ = ["compacted"]

NUMBER, SHARE = "n", "n (%)"
MEDIANS = (MEDIAN_QUARTILES, MEDIAN_ALONE)


def compacted(groups: Sequence[Group], records: Sequence[Record], arms: int) -> list[Group]:
    """Give the lines of a table of groups in one group, what each line shows in its label.

    Of a number that is its mean and SD, or where results beyond a limit leave it none its median and quartiles; of two
    levels the first. Who has no value stands below, where somebody has none. records: of all characteristics, in their
    order; arms: how many columns are of arms, before those of differences.
    """
    keys = list(dict.fromkeys(str(record["PARAMCD"] or record["variable"]) for record in records))
    rows: list[Row] = []
    for key, group in zip(keys, groups, strict=True):
        own = [record for record in records if str(record["PARAMCD"] or record["variable"]) == key]
        number = any(row.label == MEAN_SD for row in group.rows)
        rows += of_number(group, own, arms) if number else of_levels(group, arms)
    return [Group(None, tuple(rows))]


def of_number(group: Group, records: Sequence[Record], arms: int) -> list[Row]:
    """Write a number in a line, and below it those whom the line leaves out."""
    by_label = {row.label: row for row in group.rows}
    mean = by_label[MEAN_SD]
    middle = next(by_label[label] for label in MEDIANS if label in by_label)
    shown = mean if any(has(record, "mean") for record in only(records, kind=Kind.SUMMARY)) else middle
    compared = [row.cells[arms:] for row in group.rows if any(cell.text for cell in row.cells[arms:])]
    differences = compared[0] if compared else mean.cells[arms:]
    first = Row(f"{group.label}, {shown.label[:1].lower()}{shown.label[1:]}", (*shown.cells[:arms], *differences))
    others = [row for row in group.rows if row.label not in (NUMBER, MEAN_SD, *MEDIANS, MIN_TO_MAX)]
    return [first, *(replace(row, indent=1) for row in others)]


def of_levels(group: Group, arms: int) -> list[Row]:
    """Write two levels in a line, more below a line that names them."""
    head, *levels = group.rows
    if head.label != NUMBER:
        return [Row(str(group.label), (Cell(),) * len(head.cells)), *(replace(row, indent=1) for row in group.rows)]
    if len(levels) == 2 and not any(cell.text for row in levels for cell in row.cells[arms:]):
        return [Row(f"{group.label}: {levels[0].label}, {SHARE}", (*levels[0].cells[:arms], *head.cells[arms:]))]
    named = Row(f"{group.label}, {SHARE}", (*(Cell(),) * arms, *head.cells[arms:]))
    return [named, *(replace(row, indent=1) for row in levels)]
