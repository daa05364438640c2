"""A yes or no in a crossover trial: shares by treatment and period, how they compare, and the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, number_cell, p_cell
from trialstats.display.table.choose import arms_of, choose, confidence, find, only, population_of
from trialstats.display.table.data import Cell, Column, Group, TableData
from trialstats.display.table.shares import fraction_cell, points_cell, ratio_cell, rules_of
from trialstats.methods.crossover.crossover_table_lines import (
    Line,
    Written,
    at_timepoint,
    by_period,
    described,
    groups_of,
    row_of,
)
from trialstats.methods.crossover.options import CrossoverBinaryTable
from trialstats.methods.crossover.rows import Odds, Paired
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.COUNT, Kind.PROPORTION, Kind.RISK_DIFFERENCE, Kind.ODDS_RATIO, Kind.JOINT_TEST)
EXPLAINED = (
    "Shares by period: subjects with a yes of those with a value. Share, difference (in percentage points) and odds "
    "over subjects: of all subjects, periods weighing equally, robust standard errors. Odds within subjects: of a yes "
    "with the treatment against the reference in the same subject, adjusted for period; only subjects whose outcomes "
    "differ tell of it. Statistic: chi-squared with 1 degree of freedom; an exact test has its p value alone. CI: "
    "confidence interval."
)


@dataclass(frozen=True)
class Outcome(Line):
    """What a line shows: the rows of a treatment, or a count or a test."""

    share: Record | None = None
    periods: tuple[Record | None, ...] = ()
    difference: Record | None = None
    within: Record | None = None
    over: Record | None = None
    test: Record | None = None
    count: Record | None = None


def tabulate(table: CrossoverBinaryTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis, parameter and timepoint."""
    records = choose(table, rows, KINDS)
    periods = sorted({str(r["group"]) for r in only(records, kind=Kind.COUNT) if r["ARM"] is not None})
    columns = columns_of(records, periods)
    parts = groups_of(table, records)
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(column for column, _ in columns),
        groups=tuple(
            Group(named(own), tuple(row_of(line, columns) for line in lines_of(own, periods, look))) for own in parts
        ),
        footnotes=(*([EXPLAINED] if records else []), *rules_of(table, rows, table.parameters), *table.footnotes),
        notice=look.notice,
        stub="Treatment",
    )


def named(own: Sequence[Record]) -> str:
    """Name a group: its analysis, parameter and timepoint."""
    return f"{described(own[0])}: {', '.join(at_timepoint(own[0]))}"


def lines_of(own: Sequence[Record], periods: Sequence[str], look: Look) -> list[Outcome]:
    """List the treatments, the outcomes of both periods by sequence, and the tests."""
    shares = only(own, kind=Kind.PROPORTION)
    lines = []
    for arm in arms_of(shares, look):
        mine = only(own, ARM=arm)
        lines.append(
            Outcome(
                arm,
                share=find(mine, kind=Kind.PROPORTION),
                periods=tuple(find(mine, kind=Kind.COUNT, group=period) for period in periods),
                difference=find(mine, kind=Kind.RISK_DIFFERENCE),
                within=find(mine, kind=Kind.ODDS_RATIO, variable=Odds.WITHIN),
                over=find(mine, kind=Kind.ODDS_RATIO, variable=Odds.OVER),
                indent=0,
            )
        )
    outcomes = only(own, kind=Kind.COUNT, ARM=None)
    if outcomes:
        lines.append(Outcome("Subjects by outcome in period 1, period 2", heading=True))
        lines += [Outcome(f"{record['group']}: {record['level']}", count=record) for record in outcomes]
    tests = only(own, kind=Kind.JOINT_TEST)
    if tests:
        lines.append(Outcome("Tests", heading=True))
        lines += [Outcome(str(record["variable"]), test=record) for record in tests]
    return lines


def columns_of(records: Sequence[Record], periods: Sequence[str]) -> list[Written[Outcome]]:
    """Choose the columns, with how each cell is written."""
    interval = confidence(records)
    references = {record["REFERENCE"] for record in records} - {None}
    from_one = f" from {next(iter(references))}" if len(references) == 1 else ""
    odds = f"Odds ratio{from_one.replace('from', 'to')}"
    return [
        (Column("n"), lambda line: count_cell(line.share or line.count)),
        *by_period(periods, "Yes, by period", periods_of, fraction_cell),
        (Column(f"Share, % ({interval})", align="point"), lambda line: points_cell(line.share)),
        (
            Column(f"Points ({interval})", f"Difference{from_one}", align="point"),
            lambda line: points_cell(line.difference),
        ),
        (Column("p", f"Difference{from_one}"), lambda line: p_cell(line.difference)),
        (Column(f"Within subjects ({interval})", odds, align="point"), lambda line: ratio_cell(line.within)),
        (Column(f"Over subjects ({interval})", odds, align="point"), lambda line: ratio_cell(line.over)),
        (Column("Statistic", "Test"), lambda line: statistic(line.test)),
        (Column("p", "Test"), lambda line: p_cell(line.test)),
    ]


def periods_of(line: Outcome) -> tuple[Record | None, ...]:
    return line.periods


def statistic(record: Record | None) -> Cell:
    """Write chi-squared; an exact test has none of its own."""
    exact = (
        Paired.MCNEMAR_EXACT,
        Paired.MAINLAND_GART_EXACT,
        Paired.PRESCOTT_EXACT,
        Paired.PERIOD_EXACT,
        Paired.CARRY_OVER_EXACT,
    )
    return Cell() if record is None or record["variable"] in exact else number_cell(record, "statistic", 2)
