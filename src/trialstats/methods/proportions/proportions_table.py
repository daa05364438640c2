"""Shares by visit and arm, how arms compare, margins, and where everybody else is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.margins import concluded, margin_heads
from trialstats.display.table.cells import Record, p_cell, population_cell
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, find, only, population_of, visits_of
from trialstats.display.table.comparisons import Piece, columns_against, groups_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import (
    needed_cell,
    points_cell,
    ratio_cell,
    rules_of,
    share_interval_cell,
    told_of_no_end,
)
from trialstats.methods.proportions.options import ProportionsTable
from trialstats.methods.proportions.proportions_table_words import ADDS_UP, counts_more, statuses, wishes, without_unit
from trialstats.methods.proportions.rows import MAIN, Approach, Counted, StratifiedTest
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

COMPARISONS = (Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.ODDS_RATIO)
KINDS = (Kind.PROPORTION, *COMPARISONS, Kind.NNT, Kind.JOINT_TEST, Kind.MARGIN, Kind.COUNT, Kind.VALUE)
UNITS = (
    "Shares: subjects with the event of all of the denominator. Differences are in percentage points, arm minus "
    "{reference}; ratios are arm over {reference}. {wished} CI: confidence interval."
)
OVERALL = "Over the trial"
SHOWN_FIRST = {
    Approach.CRUDE: "",
    Approach.STRATIFIED: "The analysis is the stratified comparison, within strata; that of the shares as they are "
    "stands beside them.",
    Approach.STANDARDISED: "The analysis is the adjusted comparison, of the adjusted shares (%) beside it; that of the "
    "shares as they are stands beside them.",
}
SHORT = {str(StratifiedTest.CMH): "CMH"}
HEADS = {Approach.STRATIFIED: "Stratified", Approach.STANDARDISED: "Adjusted"}


def tabulate(table: ProportionsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group an event: at each visit the shares of the arms and the comparisons, then the others."""
    records = choose(table, rows, KINDS)
    arms = arms_of(records, look)
    active = [arm for arm in arms if only(records, ARM=arm, REFERENCE=look.reference)]
    main = only(records, variable=MAIN)
    counted = only(records, kind=Kind.COUNT, variable=Counted.STATUS)
    excluded = only(records, kind=Kind.COUNT, variable=Counted.EXCLUDED)
    pieces = pieces_of(records)
    tests = tests_of(records)
    groups = [
        Group(label, tuple(lines(own, arms, active, pieces, tests, look, reasons=table.reasons)))
        for label, own in groups_of(table, [each for each in records if each["variable"] != MAIN], without_unit)
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(
            *(Column(arm, count=population_cell(counted, excluded, arm), align="point") for arm in arms),
            *(Column(f"{SHORT[name]} p") for name in tests),
            *columns_against(active, pieces, look),
        ),
        groups=tuple(groups),
        footnotes=(
            *(UNITS.format(reference=look.reference, wished=wished) for wished in wishes(main)),
            *(text for level in distinct(main, "level") if (text := SHOWN_FIRST[Approach(str(level))])),
            *told_of_no_end(records),
            *concluded(only(records, kind=Kind.MARGIN)),
            *((ADDS_UP,) if table.reasons else ()),
            *rules_of(table, rows, table.parameters),
            *table.footnotes,
        ),
        notice=look.notice,
    )


def pieces_of(records: Sequence[Record]) -> list[Piece]:
    """List the columns of a comparison for which there is anything to show."""
    level = confidence(only(records, kind=Kind.RISK_DIFFERENCE) or records)
    pieces = [
        Piece(f"Difference ({level})", Kind.RISK_DIFFERENCE, points_cell),
        Piece("p", Kind.RISK_DIFFERENCE, p_cell),
        *(Piece(label, Kind.MARGIN, p_cell, of_any=True) for label in margin_heads(records)),
        Piece(f"Ratio ({level})", Kind.RISK_RATIO, ratio_cell),
        Piece(f"Odds ratio ({level})", Kind.ODDS_RATIO, ratio_cell),
        Piece(f"NNT ({level})", Kind.NNT, needed_cell, of_any=True),
        Piece("Breslow-Day p", Kind.JOINT_TEST, p_cell, StratifiedTest.BRESLOW_DAY),
    ]
    return [piece for piece in pieces if piece.find(records)]


def tests_of(records: Sequence[Record]) -> list[str]:
    """Name the tests of all arms over strata."""
    return [str(StratifiedTest.CMH)] if only(records, variable=StratifiedTest.CMH) else []


def lines(
    records: Sequence[Record],
    arms: Sequence[str],
    active: Sequence[str],
    pieces: Sequence[Piece],
    tests: Sequence[str],
    look: Look,
    *,
    reasons: bool,
) -> list[Row]:
    """Write an event at each visit, under it the stratified and the standardised comparison, and everybody else."""
    rows: list[Row] = []
    told_apart = counts_more(records)
    main = approach_of(records)
    for visit in visits_of(records, look):
        here = only(records, AVISIT=visit)
        whole = [find(here, kind=Kind.PROPORTION, ARM=arm, variable=None) for arm in arms]
        joint = [p_cell(find(here, kind=Kind.JOINT_TEST, variable=name)) for name in tests]
        compared = [
            piece.write(piece.find(here, ARM=arm, REFERENCE=look.reference)) for arm in active for piece in pieces
        ]
        blank, none = (Cell(),) * (len(compared) + len(joint)), (Cell(),) * len(joint)
        # Beside shares as they are stands the comparison of them, and each other comparison on a line of its own.
        others = {approach: beside(here, active, pieces, look, approach) for approach in Approach}
        if main is not Approach.CRUDE:
            others[main], compared = tuple(compared), [*others[Approach.CRUDE]]
        rows.append(Row(visit or OVERALL, (*map(share_interval_cell, whole), *joint, *compared)))
        adjusted = [find(here, kind=Kind.PROPORTION, ARM=arm, variable=Approach.STANDARDISED) for arm in arms]
        for approach in (Approach.STRATIFIED, Approach.STANDARDISED):
            own = adjusted if approach is Approach.STANDARDISED else [None for _ in arms]
            if any(cell.id for cell in others[approach]) or any(own):
                label = "Adjusted shares (%), comparison" if any(own) else f"{HEADS[approach]} comparison"
                rows.append(Row(label, (*map(points_cell, own), *none, *others[approach]), indent=1))
        if reasons:
            rows += [
                Row(label, (*cells, *blank), indent=1) for label, cells in statuses(here, arms, told_apart=told_apart)
            ]
    return rows


def approach_of(records: Sequence[Record]) -> Approach:
    """Tell which comparison is the analysis: the one that no row names, where those beside it have names."""
    named = {record["variable"] for record in records if record["kind"] in COMPARISONS}
    if Approach.CRUDE not in named:
        return Approach.CRUDE
    by_model = any(record["kind"] == Kind.PROPORTION for record in only(records, variable=Approach.STANDARDISED))
    return Approach.STANDARDISED if by_model else Approach.STRATIFIED


def beside(
    records: Sequence[Record], active: Sequence[str], pieces: Sequence[Piece], look: Look, approach: Approach
) -> tuple[Cell, ...]:
    """Write the comparisons of an approach that is not the analysis."""
    own = [piece if piece.kind in COMPARISONS else None for piece in pieces]
    keys = {"REFERENCE": look.reference, "variable": approach}
    return tuple(
        piece.write(find(records, kind=piece.kind, ARM=arm, **keys)) if piece else Cell()
        for arm in active
        for piece in own
    )
