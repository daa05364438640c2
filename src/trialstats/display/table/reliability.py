"""Internal consistency: a row a scale, the visits side by side. Not a kind of table but what some kinds may show."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, estimate_cell
from trialstats.display.table.choose import confidence, distinct, find, only, parameter_name, population_of, visits_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.trialfile.parts.display import Selected

__all__ = ["tabulate_reliability"]


def tabulate_reliability(table: Selected, records: Sequence[Record], look: Look) -> TableData:
    """Lay out n and Cronbach's alpha with its interval, by visit."""
    visits = visits_of(records, look)
    heads = ("n", f"Alpha ({confidence(records)})")
    rows = [
        Row(parameter_name(own[0]), tuple(cell for visit in visits for cell in pair(find(own, AVISIT=visit))))
        for own in (only(records, PARAMCD=code) for code in distinct(records, "PARAMCD", table.parameters))
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(Column(head, spanner=visit or "All visits") for visit in visits for head in heads),
        groups=(Group(None, tuple(rows)),),
        footnotes=(
            "n: questionnaires with every item of the scale answered. Alpha: Cronbach's alpha. "
            "CI: confidence interval.",
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Scale",
    )


def pair(record: Record | None) -> tuple[Cell, Cell]:
    """Write the cells of one visit."""
    return count_cell(record), estimate_cell(record, 2)
