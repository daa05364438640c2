"""Sessions and their costs by arm, per responder and per additional responder."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import digits_of_size
from trialstats.display.table.cells import (
    Record,
    count_cell,
    estimate_cell,
    interval_cell,
    number_cell,
    pair_cell,
    quartiles_cell,
    size_cell,
)
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, find, only, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.labels import MEDIAN_QUARTILES, MIN_TO_MAX
from trialstats.display.table.shares import fraction_cell, points_cell, rules_of
from trialstats.methods.cost.options import CostsTable
from trialstats.methods.cost.rows import Amount, Counted, Described, Per
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.SUMMARY, Kind.COUNT, Kind.COST, Kind.RISK_DIFFERENCE)
EXPLORATORY = "Exploratory. Intervals describe chance in who was in the trial, not doubt about the prices."


def tabulate(table: CostsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group an analysis: a line for each number, a column for each arm and each difference."""
    records = choose(table, rows, KINDS)
    arms = arms_of(records, look)
    active = [arm for arm in arms if only(records, ARM=arm, REFERENCE=look.reference)]
    analyses = distinct(records, "analysis", table.analyses)
    groups = [
        Group(str(own[0]["label"]) if len(analyses) > 1 else None, tuple(lines(own, arms, active)))
        for analysis in analyses
        for own in (only(records, analysis=analysis),)
    ]
    spanner = f"Difference from {look.reference}"
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(
            *(Column(arm, count=size_cell(only(records, kind=Kind.SUMMARY), arm), align="point") for arm in arms),
            *(
                Column(spanner if len(active) == 1 else arm, None if len(active) == 1 else spanner, align="point")
                for arm in active
            ),
        ),
        groups=tuple(groups),
        footnotes=(
            EXPLORATORY,
            "Differences of shares are in percentage points. SD: standard deviation. Q1, Q3: first and third quartile. "
            "CI: confidence interval.",
            *rules_of(table, rows),
            *table.footnotes,
        ),
        notice=look.notice,
    )


def lines(records: Sequence[Record], arms: Sequence[str], active: Sequence[str]) -> list[Row]:
    """Write the lines of one analysis."""
    level, currency = confidence(records), next((r["unit"] for r in records if r["kind"] == Kind.COST), "")
    own = only(records, REFERENCE=None)
    pairs = [r for r in records if r["REFERENCE"] is not None]

    def of_arms(kind: str, variable: str) -> list[Record | None]:
        return [find(own, kind=kind, variable=variable, ARM=arm) for arm in arms]

    def of_pairs(kind: str, variable: str | None) -> list[Record | None]:
        return [find(pairs, kind=kind, variable=variable, ARM=arm) for arm in active]

    def line(label: str, left: Sequence[Cell], right: Sequence[Cell] = (), indent: int = 0) -> Row:
        return Row(label, (*(left or [Cell()] * len(arms)), *(right or [Cell()] * len(active))), indent)

    sessions, costs = of_arms(Kind.SUMMARY, Described.SESSIONS), of_arms(Kind.SUMMARY, Described.COST)
    responders = of_arms(Kind.COUNT, Counted.RESPONDERS)
    named = next((r for r in responders if r), None)
    what = f"{named['group']} in {named['PARAM']} at {named['AVISIT']}" if named else ""
    return [
        Row("Sessions attended"),
        line("Total", [count_cell(r, "events") for r in sessions], indent=1),
        line("Mean per subject (SD)", [pair_cell(r, "mean", "sd", 1) for r in sessions], indent=1),
        Row(f"Cost ({currency})"),
        line("Total", [number_cell(r, "estimate", 0) for r in of_arms(Kind.COST, Amount.TOTAL)], indent=1),
        line(f"Mean per session ({level})", [money_cell(r) for r in of_arms(Kind.COST, Amount.SESSION)], indent=1),
        line("Mean per subject (SD)", [pair_cell(r, "mean", "sd", digits(r), digits(r)) for r in costs], indent=1),
        line(MEDIAN_QUARTILES, [quartiles_cell(r, digits(r)) for r in costs], indent=1),
        line(MIN_TO_MAX, [interval_cell(r, "minimum", "maximum", digits(r)) for r in costs], indent=1),
        line(
            f"Mean per subject ({level})",
            [money_cell(r) for r in of_arms(Kind.COST, Amount.SUBJECT)],
            [money_cell(r) for r in of_pairs(Kind.COST, Amount.SUBJECT)],
            indent=1,
        ),
        Row(f"Responders: {what}"),
        line(
            f"n/N (%); difference ({level})",
            [fraction_cell(r) for r in responders],
            [points_cell(r) for r in of_pairs(Kind.RISK_DIFFERENCE, None)],
            indent=1,
        ),
        line(
            f"Cost per responder ({level}), {currency}",
            [money_cell(r) for r in of_arms(Kind.COST, Amount.RESPONDER)],
            indent=1,
        ),
        *incremental(of_pairs(Kind.COST, Amount.INCREMENTAL), level, str(currency), len(arms)),
    ]


def incremental(found: Sequence[Record | None], level: str, currency: str, n_arms: int) -> list[Row]:
    """Write the incremental ratio; a saving for each responder forgone has a line of its own."""
    rows = []
    for per in distinct([r for r in found if r], "level") or [None]:
        cells = [money_cell(r) if r and r["level"] == per else Cell() for r in found]
        label = f"Cost {per or Per.ADDITIONAL} ({level}), {currency}"
        rows.append(Row(label, (*([Cell()] * n_arms), *cells), 1))
    return rows


def digits(record: Record | None) -> int:
    """Count the digits after the point of the amounts of an arm: none, unless its mean is a few units or less."""
    return digits_of_size(record["mean"], 0) if record is not None else 0


def money_cell(record: Record | None) -> Cell:
    """Write an amount with its interval; a dash, with the reason, for an interval that there is not."""
    return estimate_cell(record, 0)
