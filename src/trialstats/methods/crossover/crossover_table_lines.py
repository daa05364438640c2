"""What tables of crossover analyses have in common: a group a timepoint, lines, and columns that write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from trialstats.display.table.cells import Record
from trialstats.display.table.choose import distinct, only, parameter_name
from trialstats.display.table.data import Cell, Column, Row
from trialstats.methods.crossover.options import CrossoverBinaryTable, CrossoverTable

__all__ = ["Line", "Written", "at_timepoint", "by_period", "described", "groups_of", "row_of"]


@dataclass(frozen=True)
class Line:
    """A line: its label, and in each kind of table the rows that it shows in their columns; a heading shows none."""

    label: str
    indent: int = 1
    heading: bool = False


L = TypeVar("L", bound=Line)

# A column, and how it writes its cell of a line.
Written = tuple[Column, Callable[[L], Cell]]


def groups_of(table: CrossoverTable | CrossoverBinaryTable, records: Sequence[Record]) -> list[list[Record]]:
    """Part the rows by analysis, parameter and timepoint, in the order of the table."""
    return [
        only(records, analysis=analysis, PARAMCD=code, AVISIT=timepoint)
        for analysis in distinct(records, "analysis", table.analyses)
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters)
        for timepoint in distinct(only(records, analysis=analysis, PARAMCD=code), "AVISIT")
    ]


def described(record: Record) -> str:
    """Name the analysis of a row."""
    return str(record["label"] or record["analysis"])


def at_timepoint(record: Record, *, measure: bool = False) -> tuple[str, str]:
    """Name the parameter (with its `measure`) and the timepoint of a row."""
    return parameter_name(record, measure=measure), f"{record['AVISIT']} of each period"


def by_period(
    periods: Sequence[str],
    spanner: str,
    records: Callable[[L], Sequence[Record | None]],
    write: Callable[[Record], Cell],
) -> list[Written[L]]:
    """Make a column a period under one heading; blank where a line has nothing of the period."""

    def cell(line: L, place: int) -> Cell:
        own = records(line)
        record = own[place] if place < len(own) else None
        return Cell() if record is None else write(record)

    return [
        (Column(period, spanner=spanner, align="point"), lambda line, place=place: cell(line, place))  # type: ignore[misc]
        for place, period in enumerate(periods)
    ]


def row_of(line: L, columns: Iterable[Written[L]]) -> Row:
    """Write a line; a heading has no cells."""
    if line.heading:
        return Row(line.label)
    return Row(line.label, tuple(write(line) for _, write in columns), line.indent)
