"""Responders among completed values by criterion, visit and arm, how arms compare, and how many values are imputed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.display.table.cells import Record, absent, cell, has, p_cell, share_cell, size_cell
from trialstats.display.table.choose import arms_of, choose, confidence, find, only, population_of, visits_of
from trialstats.display.table.comparisons import Piece, columns_against, groups_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import needed_cell, points_cell, ratio_cell, rules_of
from trialstats.methods.imputation.options import ImputedRespondersTable
from trialstats.methods.imputation.rows import STANDARDISED, VALUES, Whence
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.PROPORTION, Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.ODDS_RATIO, Kind.NNT, Kind.COUNT)
# Digits of Monte Carlo standard errors in percentage points, further than those of the estimates.
MONTE_CARLO_DIGITS = 2
UNITS = (
    "Shares are pooled over the completed sets. Differences are in percentage points, arm minus {reference}; above "
    "zero, and ratios above one, mean more responders than under {reference}. CI: confidence interval. MCSE: Monte "
    "Carlo standard error, in percentage points, which more imputations would make smaller."
)
KNOWN = "The lines under a visit count the subjects by whence their value is."


def tabulate(table: ImputedRespondersTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group a criterion: at each visit the shares of the arms and the comparisons."""
    records = choose(table, rows, KINDS)
    arms = arms_of(records, look)
    active = [arm for arm in arms if only(records, ARM=arm, REFERENCE=look.reference)]
    pieces = pieces_of(records)
    counted = only(records, kind=Kind.COUNT)
    level = confidence(only(records, kind=Kind.PROPORTION))
    shares = [
        Column(label, spanner=arm, align="point", count=size_cell(counted, arm) if number == 0 else None)
        for arm in arms
        for number, label in enumerate((f"% ({level})", "MCSE"))
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(*shares, *columns_against(active, pieces, look)),
        groups=tuple(
            Group(label, tuple(lines([*own, *counts_of(own[0], counted)], arms, active, pieces, look)))
            for label, own in groups_of(table, records)
        ),
        footnotes=(
            UNITS.format(reference=look.reference),
            KNOWN,
            *rules_of(table, rows, table.parameters),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Visit",
    )


def counts_of(record: Record, counted: Sequence[Record]) -> list[Record]:
    """Take the counts of the subjects of an analysis and parameter, which are the same for each criterion."""
    return only(counted, analysis=record["analysis"], PARAMCD=record["PARAMCD"])


def pieces_of(records: Sequence[Record]) -> list[Piece]:
    """List the columns of a comparison; adjusted differences where covariates were declared."""
    level = confidence(only(records, kind=Kind.RISK_DIFFERENCE))
    pieces = [
        Piece(f"Difference ({level})", Kind.RISK_DIFFERENCE, points_cell),
        Piece("MCSE", Kind.RISK_DIFFERENCE, monte_carlo_cell),
        Piece("p", Kind.RISK_DIFFERENCE, p_cell),
        Piece(f"Adjusted difference ({level})", Kind.RISK_DIFFERENCE, points_cell, STANDARDISED),
        Piece(f"Ratio ({level})", Kind.RISK_RATIO, ratio_cell),
        Piece(f"Odds ratio ({level})", Kind.ODDS_RATIO, ratio_cell),
        Piece(f"NNT ({level})", Kind.NNT, needed_cell, of_any=True),
    ]
    return [piece for piece in pieces if piece.find(records)]


def lines(
    records: Sequence[Record], arms: Sequence[str], active: Sequence[str], pieces: Sequence[Piece], look: Look
) -> list[Row]:
    """Write a criterion at each visit, and under it whence the values are."""
    rows: list[Row] = []
    for visit in visits_of(records, look):
        here = only(records, AVISIT=visit)
        shares = [find(here, kind=Kind.PROPORTION, ARM=arm) for arm in arms]
        compared = [
            piece.write(piece.find(here, ARM=arm, REFERENCE=look.reference)) for arm in active for piece in pieces
        ]
        pairs = [written for share in shares for written in (percent_cell(share), monte_carlo_cell(share))]
        rows.append(Row(visit or "", (*pairs, *compared)))
        counts = only(here, kind=Kind.COUNT, variable=VALUES)
        blank = (Cell(),) * len(compared)
        for level in (word for word in Whence if any(only(counts, level=word))):
            cells = [written for arm in arms for written in (share_cell(find(counts, level=level, ARM=arm)), Cell())]
            rows.append(Row(str(level), (*cells, *blank), indent=1))
    return rows


def percent_cell(record: Record | None) -> Cell:
    """Write a share with its interval in percent: `34.2 (25.1 to 44.6)`."""
    return points_cell(record)


def monte_carlo_cell(record: Record | None) -> Cell:
    """Write a Monte Carlo standard error in percentage points; that of an estimate that is absent has its reason."""
    if record is None:
        return Cell()
    if not has(record, "mcse"):
        return absent(record)
    return cell(record, number(100 * record["mcse"], 1 + MONTE_CARLO_DIGITS), "mcse")
