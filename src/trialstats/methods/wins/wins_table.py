"""Pairs won, lost and tied by each outcome of a hierarchy, and what all of them together say."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, estimate_cell, p_cell, share_cell
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, find, only, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import rules_of
from trialstats.methods.wins.options import WinsTable
from trialstats.methods.wins.rows import Pairs
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

STATISTICS = {Kind.WIN_RATIO: "Win ratio", Kind.ODDS_RATIO: "Win odds", Kind.NET_BENEFIT: "Net benefit"}
DIGITS = {Kind.WIN_RATIO: 2, Kind.ODDS_RATIO: 2, Kind.NET_BENEFIT: 3}
PAIRS = (
    "Every subject of the arm is compared with every one of {reference}; percentages are of all pairs. A pair is "
    "decided by the first outcome in which one of the two did better; those tied in an outcome go on to the next."
)
MEANING = (
    "Above 1, and net benefit above 0, the arm does better than {reference}. Win ratio: pairs won over pairs lost, "
    "ties left out. Win odds: the same, with half of the ties on either side. Net benefit: share of pairs won minus "
    "share lost."
)


def tabulate(table: WinsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis and active arm."""
    records = choose(table, rows, (Kind.COUNT, *STATISTICS))
    analyses, arms = distinct(records, "analysis", table.analyses), arms_of(records, look)
    groups = [
        Group(heading(own[0], several=len(analyses) > 1), tuple(lines(own)))
        for analysis in analyses
        for arm in arms
        if (own := only(records, analysis=analysis, ARM=arm))
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(
            Column("n"),
            *(Column(label, spanner="Pairs", align="point") for label in ("Won", "Lost", "Tied")),
            Column(f"Estimate ({confidence(records)})"),
            Column("p"),
        ),
        groups=tuple(groups),
        footnotes=(*explained(records, look), *rules_of(table, rows), *table.footnotes),
        notice=look.notice,
        stub="Outcome, in the order of the hierarchy",
    )


def heading(record: Record, *, several: bool) -> str:
    """Name the arm and what it is compared with, after the analysis where there are several."""
    pair = f"{record['ARM']} against {record['REFERENCE']}"
    return f"{record['label'] or record['analysis']}: {pair}" if several else pair


def lines(own: Sequence[Record]) -> list[Row]:
    """Write a line for each outcome, one for all, and one for each statistic."""
    counts = only(own, kind=Kind.COUNT)
    outcomes = [group for group in distinct(counts, "group") if group is not None]
    written = [Row(outcome, (Cell(), *pair_cells(counts, outcome), Cell(), Cell()), indent=1) for outcome in outcomes]
    written.append(Row("All outcomes", (Cell(), *pair_cells(counts, None), Cell(), Cell())))
    for kind, label in STATISTICS.items():
        record = find(own, kind=kind)
        estimate = estimate_cell(record, DIGITS[kind])
        written.append(Row(label, (count_cell(record), Cell(), Cell(), Cell(), estimate, p_cell(record))))
    return written


def pair_cells(counts: Sequence[Record], outcome: str | None) -> list[Cell]:
    return [share_cell(find(counts, group=outcome, variable=variable)) for variable in Pairs]


def explained(records: Sequence[Record], look: Look) -> list[str]:
    """Explain pairs and statistics."""
    return [PAIRS.format(reference=look.reference), MEANING.format(reference=look.reference)]
