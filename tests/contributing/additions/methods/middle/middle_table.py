"""Medians, a line an arm and visit."""

from __future__ import annotations

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import number_cell
from trialstats.display.table.choose import choose
from trialstats.display.table.data import Column, Group, Row, TableData
from trialstats.results.kinds import Kind

from .options import MiddleTable
from .rows import MIDDLE

__all__ = ["tabulate"]


def tabulate(table: MiddleTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a line an arm and visit."""
    records = [record for record in choose(table, rows, [Kind.VALUE]) if record["variable"] == MIDDLE]
    lines = tuple(Row(f"{r['PARAMCD']}, {r['AVISIT']}, {r['ARM']}", (number_cell(r, "value", 1),)) for r in records)
    return TableData(table.title, (Column("Median"),), (Group(None, lines),), number=table.number)
