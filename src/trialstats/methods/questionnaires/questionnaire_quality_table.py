"""How well a questionnaire was answered: a line a scale, with completeness, floor and ceiling; visit by visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, has, share_cell
from trialstats.display.table.choose import (
    arms_of,
    choose,
    distinct,
    find,
    only,
    parameter_name,
    population_of,
    visits_of,
)
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.methods.questionnaires.options import QuestionnaireQualityTable
from trialstats.methods.questionnaires.rows import Quality
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL

__all__ = ["tabulate"]

COLUMNS = {
    Quality.RECEIVED: "Received",
    Quality.ITEMS: "Items answered",
    Quality.COMPLETE: "All items answered",
    Quality.SCORED: "Scored",
    Quality.FLOOR: "Floor",
    Quality.CEILING: "Ceiling",
}
MARK = "\N{DAGGER}"
NOTES = (
    "Received: questionnaires with an answer, of the subjects. Items answered: of the items of the scale in the "
    "questionnaires received. All items answered, scored: of the questionnaires received.",
    "Floor, ceiling: scores at the lowest, the highest possible value, of the scores.",
)
FLAGGED = f"{MARK} More than the share above which a floor or ceiling effect is taken to be present: %s."


def tabulate(table: QuestionnaireQualityTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group a visit, a line a scale, and below it a line an arm where the table is by arm."""
    records = choose(table, rows, [Kind.COUNT])
    shown = records if table.by_arm else only(records, ARM=ALL)
    limits = sorted({float(record["value"]) for record in shown if is_beyond(record)})
    groups = [group(only(records, AVISIT=visit), visit, table, look) for visit in visits_of(records, look)]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(Column(label, align="point") for label in COLUMNS.values()),
        groups=tuple(groups),
        footnotes=(*NOTES, *(FLAGGED % f"{limit:g}%" for limit in limits), *table.footnotes),
        notice=look.notice,
        stub="Scale",
    )


def group(records: Sequence[Record], visit: str | None, table: QuestionnaireQualityTable, look: Look) -> Group:
    """Show the scales at a visit."""
    rows: list[Row] = []
    for code in distinct(records, "PARAMCD", table.parameters):
        own = only(records, PARAMCD=code)
        rows.append(Row(parameter_name(own[0]), cells(only(own, ARM=ALL))))
        if table.by_arm:
            arms = [arm for arm in arms_of(own, look) if arm != ALL]
            rows += [Row(arm, cells(only(own, ARM=arm)), indent=1) for arm in arms]
    return Group(visit, tuple(rows))


def cells(records: Sequence[Record]) -> tuple[Cell, ...]:
    """Write the counts of a scale in one group of subjects, marked where they lie beyond their limit."""
    return tuple(marked(find(records, variable=variable)) for variable in COLUMNS)


def marked(record: Record | None) -> Cell:
    """Write a share, with a mark where it is above the percentage that the row names."""
    cell = share_cell(record)
    return replace(cell, text=f"{cell.text} {MARK}") if record is not None and is_beyond(record) else cell


def is_beyond(record: Record) -> bool:
    """Tell a share above the percentage that its row names."""
    return has(record, "percent", "value") and bool(record["percent"] > record["value"])
