"""Subjects with each intercurrent event, by arm: at all, by first visit affected, and by reason."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, share_cell, size_cell
from trialstats.display.table.choose import arms_of, choose, distinct, find, only, population_of, visits_of
from trialstats.display.table.data import Column, Group, Row, TableData
from trialstats.methods.intercurrent.options import IntercurrentEventsTable
from trialstats.methods.intercurrent.rows import Counted
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

RULE = (
    "Numbers of subjects, each once for an event, and percent of the arm. The first visit affected is the first "
    "scheduled one whose day, or else target day, lies after the event."
)


def tabulate(table: IntercurrentEventsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out each event in a block: who had it, from which visit on, and why."""
    records = choose(table, rows, [Kind.COUNT])
    arms = arms_of(records, look)
    groups = [
        Group(str(event), tuple(block(only(records, group=event), arms, look))) for event in distinct(records, "group")
    ]
    notes = (RULE, *filter(None, [population_of(records)]), *table.footnotes)
    return TableData(
        title=table.title,
        number=table.number,
        columns=tuple(Column(arm, count=size_cell(records, arm), align="point") for arm in arms),
        groups=tuple(groups),
        footnotes=notes,
        notice=look.notice,
    )


def block(records: Sequence[Record], arms: Sequence[str], look: Look) -> list[Row]:
    """Write the lines of an event; those of a visit, and of no visit, where somebody is counted in them."""
    lines = [line("Subjects with the event", only(records, variable=Counted.HAD), arms)]
    first = only(records, variable=Counted.FIRST)
    for visit in visits_of(first, look):
        lines += happened(f"First visit affected: {visit}", only(first, AVISIT=visit), arms)
    lines += happened("No visit affected", only(records, variable=Counted.NO_VISIT), arms)
    lines += happened("Day not known", only(records, variable=Counted.NO_DAY), arms)
    given = only(records, variable=Counted.REASON)
    for reason in distinct(given, "level"):
        lines.append(line(f"Reason: {reason}", only(given, level=reason), arms, indent=1))
    return lines


def happened(label: str, records: Sequence[Record], arms: Sequence[str]) -> list[Row]:
    return [line(label, records, arms, indent=1)] if any(record["count"] for record in records) else []


def line(label: str, records: Sequence[Record], arms: Sequence[str], indent: int = 0) -> Row:
    return Row(label, tuple(share_cell(find(records, ARM=arm)) for arm in arms), indent=indent)
