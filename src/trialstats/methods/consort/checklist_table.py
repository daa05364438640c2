"""The checklist of CONSORT 2025 as a table: each item with what is known of it and where the report has it."""

from __future__ import annotations

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record
from trialstats.display.table.choose import choose, find, only
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.methods.consort.options import ChecklistTable
from trialstats.methods.consort.rows import Asked
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.consort import ITEMS

__all__ = ["tabulate"]

NOTE = (
    "Items by number and topic; their full wording: Hopewell S, Chan A-W, Collins GS, et al. CONSORT 2025 statement. "
    "BMJ 2025;389:e081123. Where a setting is named, it stands in the trial file, and its text then stands here."
)


def tabulate(table: ChecklistTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the items in the sections of a paper."""
    records = choose(table, rows, [Kind.VALUE])
    sections = dict.fromkeys(item.section for item in ITEMS)
    groups = [
        Group(section, tuple(line(item.number, item.topic, records) for item in ITEMS if item.section == section))
        for section in sections
    ]
    return TableData(
        title=table.title,
        number=table.number,
        columns=(Column("What is known", align="left"), Column("Where", align="left")),
        groups=tuple(groups),
        footnotes=(NOTE, *table.footnotes),
        notice=look.notice,
        stub="Item",
    )


def line(number: str, topic: str, records: list[Record]) -> Row:
    own = only(records, variable=number)
    return Row(f"{number}  {topic}", tuple(cell(find(own, level=level)) for level in (Asked.REPORTED, Asked.PLACE)))


def cell(record: Record | None) -> Cell:
    return Cell(str(record["PARAM"] or ""), record["id"]) if record else Cell()
