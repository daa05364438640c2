"""A yes or no over the visits: shares as counted and by the model, how arms compare, and the tests of all visits."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.display.table.cells import Record, has, p_cell
from trialstats.display.table.choose import arms_of, choose, confidence, find, only, population_of, visits_of
from trialstats.display.table.comparisons import Piece, columns_against, groups_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import fraction_cell, points_cell, ratio_cell, rules_of
from trialstats.methods.proportions.options import RepeatedBinaryTable
from trialstats.methods.proportions.proportions_table_words import ADDS_UP, counts_more, statuses, wishes, without_unit
from trialstats.methods.proportions.rows import EVENT, Joint
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.PROPORTION, Kind.ODDS_RATIO, Kind.RISK_DIFFERENCE, Kind.JOINT_TEST, Kind.COUNT, Kind.VALUE)
EXPLAINED = (
    "Counted: subjects with the event of those used at the visit. Model: the share that it gives. Differences are in "
    "percentage points, arm minus {reference}; odds ratios are arm over {reference}. {wished} CI: confidence interval."
)
OVERALL = "Over the visits"


def tabulate(table: RepeatedBinaryTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group an event: at each visit shares and comparisons, with who is what; then over the visits."""
    records = choose(table, rows, KINDS)
    arms = arms_of(records, look)
    active = [arm for arm in arms if only(records, ARM=arm, REFERENCE=look.reference)]
    events = only(records, variable=EVENT)
    level = confidence(only(records, kind=Kind.PROPORTION) or records)
    pieces = [
        Piece(f"Odds ratio ({level})", Kind.ODDS_RATIO, ratio_cell),
        Piece("p", Kind.ODDS_RATIO, p_cell),
        Piece(f"Difference ({level})", Kind.RISK_DIFFERENCE, points_cell),
        Piece("p", Kind.RISK_DIFFERENCE, p_cell),
    ]
    groups = [
        Group(label, tuple(lines(own, arms, active, pieces, look, reasons=table.reasons)))
        for label, own in groups_of(table, [each for each in records if each["variable"] != EVENT], without_unit)
    ]
    columns = [
        Column(label, spanner=arm, align="point") for arm in arms for label in ("Counted", f"Model, % ({level})")
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(*columns, *columns_against(active, pieces, look)),
        groups=tuple(groups),
        footnotes=(
            *(EXPLAINED.format(reference=look.reference, wished=wished) for wished in wishes(events)),
            *((ADDS_UP,) if table.reasons else ()),
            *rules_of(table, rows, table.parameters),
            *table.footnotes,
        ),
        notice=look.notice,
    )


def lines(
    records: Sequence[Record],
    arms: Sequence[str],
    active: Sequence[str],
    pieces: Sequence[Piece],
    look: Look,
    *,
    reasons: bool,
) -> list[Row]:
    """Write an event at each visit, under it everybody else; over the visits, and the tests."""
    rows: list[Row] = []
    told_apart = counts_more(records)
    blank = (Cell(),) * (len(active) * len(pieces))
    for visit in visits_of([each for each in records if each["kind"] != Kind.JOINT_TEST], look):
        here = only(records, AVISIT=visit)
        shares = [find(here, kind=Kind.PROPORTION, ARM=arm) for arm in arms]
        cells = [cell for share in shares for cell in (fraction_of(share), points_cell(share))]
        compared = [
            piece.write(piece.find(here, ARM=arm, REFERENCE=look.reference)) for arm in active for piece in pieces
        ]
        rows.append(Row(visit or OVERALL, (*cells, *compared)))
        if reasons:
            found = statuses(here, arms, told_apart=told_apart)
            rows += [Row(label, (*spread(counts), *blank), indent=1) for label, counts in found]
    for name in Joint:
        test = find(records, kind=Kind.JOINT_TEST, variable=name)
        if test is not None:
            place = pieces.index(next(piece for piece in pieces if piece.write is p_cell))
            row = [Cell()] * (2 * len(arms)) + list(blank)
            row[2 * len(arms) + place] = p_cell(test)
            rows.append(Row(tested(test), tuple(row)))
    return rows


def fraction_of(share: Record | None) -> Cell:
    """Write who has the event of whom, where that is counted: at a visit."""
    return fraction_cell(share) if share is not None and (share["total"] is not None or share["reason"]) else Cell()


def spread(cells: Sequence[Cell]) -> list[Cell]:
    """Put counts under those of the event, and nothing under the shares of the model."""
    return [each for cell in cells for each in (cell, Cell())]


def tested(record: Record) -> str:
    """Name a test of all visits with its statistic."""
    if not has(record, "statistic", "num_df"):
        return str(record["variable"])
    if has(record, "df"):
        free = f"{number(record['num_df'], 0)} and {number(record['df'], 0)} df"
        return f"{record['variable']}: F {number(record['statistic'], 2)}, {free}"
    free = f"{number(record['num_df'], 0)} df"
    return (
        f"{record['variable']}: \N{GREEK SMALL LETTER CHI}\N{SUPERSCRIPT TWO} {number(record['statistic'], 2)}, {free}"
    )
