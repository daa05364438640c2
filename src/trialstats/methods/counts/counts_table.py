"""Recurrent events by arm: subjects, events, person-years, rate, its ratio, and the dispersion of the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, estimate_cell, has, number_cell, p_cell
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, find, only, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.methods.counts.options import CountsTable
from trialstats.methods.counts.rows import DISPERSION
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.RATE, Kind.RATE_RATIO, Kind.VARIANCE)
DIGITS = 2  # of a ratio and of the dispersion
RATES = "Rates are not adjusted; their interval has the variance between subjects."
RATIO = (
    "Rate ratio: arm over {reference}, by negative binomial regression of all arms with the person-time as offset; so "
    "it need not be the quotient of the rates. z and p: Wald's test."
)
DISPERSED = "Dispersion: what the variance of a count exceeds its mean by, over the square of the mean."

Write = Callable[[Sequence[Record]], Cell]


def tabulate(table: CountsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis, a line for each arm, and one for all, of which the dispersion is."""
    records = choose(table, rows, KINDS)
    columns = columns_of(records)
    analyses = distinct(records, "analysis", table.analyses)
    groups = []
    for analysis in analyses:
        own = only(records, analysis=analysis)
        label = str(own[0]["label"] or analysis) if len(analyses) > 1 else None
        groups.append(Group(label, tuple(line(only(own, ARM=arm), arm, columns) for arm in arms_of(own, look))))
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(column for column, _ in columns),
        groups=tuple(groups),
        footnotes=(RATES, RATIO.format(reference=look.reference), DISPERSED, *table.footnotes),
        notice=look.notice,
        stub="Arm",
    )


def columns_of(records: Sequence[Record]) -> list[tuple[Column, Write]]:
    """Head the columns, with how each cell is written; those of the test where there is one."""
    interval = confidence(records)
    unit = next((record["unit"] for record in only(records, kind=Kind.RATE) if record["unit"]), "per person-time")
    columns: list[tuple[Column, Write]] = [
        (Column("n"), lambda own: count_cell(find(own, kind=Kind.RATE))),
        (Column("Events"), lambda own: count_cell(find(own, kind=Kind.RATE), "events")),
        (Column("Person-years"), lambda own: number_cell(find(own, kind=Kind.RATE), "value", 1)),
        (Column(f"Rate {unit} ({interval})"), lambda own: estimate_cell(find(own, kind=Kind.RATE), 1)),
        (Column(f"Rate ratio ({interval})"), lambda own: estimate_cell(find(own, kind=Kind.RATE_RATIO), DIGITS)),
    ]
    if any(has(record, "p_value") for record in records):
        columns += [
            (Column("z"), lambda own: number_cell(find(own, kind=Kind.RATE_RATIO), "statistic", DIGITS)),
            (Column("p"), lambda own: p_cell(find(own, kind=Kind.RATE_RATIO))),
        ]
    dispersion = Column(f"Dispersion ({interval})")
    return [*columns, (dispersion, lambda own: estimate_cell(find(own, variable=DISPERSION), DIGITS))]


def line(own: Sequence[Record], arm: str, columns: Sequence[tuple[Column, Write]]) -> Row:
    return Row(arm, tuple(write(own) for _, write in columns))
