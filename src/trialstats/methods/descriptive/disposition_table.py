"""Who was screened, randomised and analysed, who completed the trial, and why the others stopped."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, share_cell
from trialstats.display.table.choose import arms_of, caption, choose, distinct, find
from trialstats.display.table.data import Column, Group, Row, TableData
from trialstats.methods.descriptive.options import DispositionTable
from trialstats.methods.descriptive.rows import Disposition
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

# What every trial has; populations and reasons come from the trial file.
ENROLMENT = {
    Disposition.SCREENED: "Screened",
    Disposition.NOT_RANDOMISED: "Not randomised",
    Disposition.RANDOMISED: "Randomised",
}
ENDING = {Disposition.COMPLETED: "Completed the trial", Disposition.DISCONTINUED: "Discontinued"}
UNKNOWN = {Disposition.NOT_KNOWN: "End of trial not known"}


def tabulate(table: DispositionTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the counts by arm: numbers of subjects and percent of those randomised."""
    records = choose(table, rows, [Kind.COUNT])
    arms = arms_of(records, look)
    names = caption(records, lambda record: str(record["variable"])) | ENROLMENT | ENDING | UNKNOWN
    flags = [
        name
        for name in distinct(records, "variable")
        if name not in {*ENROLMENT, *ENDING, *UNKNOWN, Disposition.REASON, Disposition.PERIOD}
    ]
    began = [record for record in records if record["variable"] == Disposition.PERIOD]
    blocks: dict[str, list[Row | None]] = {
        "Enrolment": [counted(records, arms, name, names) for name in enrolment(records)],
        "Treatment periods": [
            Row(f"Began {str(level).lower()}", tuple(share_cell(find(began, level=level, ARM=arm)) for arm in arms))
            for level in distinct(began, "level")
        ],
        "Analysis populations": [counted(records, arms, str(name), names) for name in flags],
        "End of trial": [
            *(counted(records, arms, name, names) for name in ENDING),
            *reasons(records, arms),
            *(counted(records, arms, name, names) for name in UNKNOWN if happened(records, name)),
        ],
    }
    groups = [Group(label, tuple(row for row in block if row)) for label, block in blocks.items()]
    return TableData(
        title=table.title,
        number=table.number,
        columns=tuple(column(records, arm) for arm in arms),
        groups=tuple(group for group in groups if group.rows),
        footnotes=("Numbers of subjects, and percent of those randomised.", *table.footnotes),
        notice=look.notice,
    )


def column(records: Sequence[Record], arm: str) -> Column:
    """Head an arm with the number of subjects randomised to it."""
    randomised = find(records, variable=Disposition.RANDOMISED, ARM=arm)
    return Column(arm, count=count_cell(randomised, "count") if randomised else None, align="point")


def counted(records: Sequence[Record], arms: Sequence[str], variable: str, names: dict[str, str]) -> Row | None:
    """Count one thing by arm; screening has no arms and enrolment no share."""
    found = [find(records, variable=variable, ARM=arm) for arm in arms]
    if not any(found):
        return None
    write = (lambda record: count_cell(record, "count")) if variable in ENROLMENT else share_cell
    return Row(names[variable], tuple(write(record) for record in found))


def enrolment(records: Sequence[Record]) -> list[str]:
    """List the steps of enrolment: where everybody was randomised, the file may never have held who was not."""
    return list(ENROLMENT) if happened(records, Disposition.NOT_RANDOMISED) else [Disposition.RANDOMISED]


def happened(records: Sequence[Record], variable: str) -> bool:
    """Tell whether anybody is counted there."""
    return any(record["count"] for record in records if record["variable"] == variable)


def reasons(records: Sequence[Record], arms: Sequence[str]) -> list[Row | None]:
    """Count the reasons for stopping, the most frequent first."""
    given = [record for record in records if record["variable"] == Disposition.REASON]
    total = {
        level: sum(record["count"] or 0 for record in given if record["level"] == level and record["ARM"] in arms)
        for level in distinct(given, "level")
    }
    return [
        Row(str(level), tuple(share_cell(find(given, level=level, ARM=arm)) for arm in arms), indent=1)
        for level in sorted(total, key=lambda level: -total[level])
    ]
