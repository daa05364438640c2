"""Responders by criterion, visit and arm, how arms compare, and the reasons of those who are none."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, p_cell, population_cell, share_cell
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, find, only, population_of, visits_of
from trialstats.display.table.comparisons import Piece, columns_against, groups_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import fraction_cell, needed_cell, points_cell, ratio_cell, rules_of
from trialstats.methods.responders.options import RespondersTable
from trialstats.methods.responders.rows import STANDARDISED, Counted
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale

__all__ = ["tabulate"]

KINDS = (Kind.PROPORTION, Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.ODDS_RATIO, Kind.NNT, Kind.COUNT)
# A status that is shown even where it is nobody's.
UNITS = (
    "Differences are in percentage points, arm minus {reference}; above zero, and ratios above one, mean more "
    "responders than under {reference}. CI: confidence interval."
)
ADDS_UP = (
    "Under each share: all subjects of the denominator once, responders and the others by reason; a reason that nobody "
    "has at the visit is not listed there."
)
NEEDED = "NNT: number needed to treat; so many have to be treated, until the visit, for one responder more or fewer."
PLURAL = {
    "difference": "differences",
    "unadjusted difference": "unadjusted differences",
    "ratio": "ratios",
    Scale.ODDS_RATIO: "odds ratios",
    "number needed to treat": "numbers needed to treat",
}
ELSEWHERE = "In the analysis results data, and not shown: {measures}."


def tabulate(table: RespondersTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group a criterion: at each visit the responders of the arms and the comparisons, then the others."""
    records = choose(table, rows, KINDS)
    arms = arms_of(records, look)
    active = [arm for arm in arms if only(records, ARM=arm, REFERENCE=look.reference)]
    there = pieces_of(records)
    pieces = [piece for name in dict.fromkeys(table.measures) for piece in there.get(name, [])]
    others = [PLURAL[name] for name in there if name not in table.measures]
    groups = [
        Group(label, tuple(lines(own, arms, active, pieces, look, reasons=levels_of(records) if table.reasons else ())))
        for label, own in groups_of(table, records)
    ]
    counted = only(records, kind=Kind.COUNT, variable=Counted.STATUS)
    excluded = only(records, kind=Kind.COUNT, variable=Counted.EXCLUDED)
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(
            *(Column(arm, count=population_cell(counted, excluded, arm), align="point") for arm in arms),
            *columns_against(active, pieces, look),
        ),
        groups=tuple(groups),
        footnotes=(
            UNITS.format(reference=look.reference),
            *((NEEDED,) if any(piece.kind == Kind.NNT for piece in pieces) else ()),
            *((ELSEWHERE.format(measures=", ".join(others)),) if others else ()),
            *((ADDS_UP,) if table.reasons else ()),
            *rules_of(table, rows, table.parameters),
            *table.footnotes,
        ),
        notice=look.notice,
    )


def pieces_of(records: Sequence[Record]) -> dict[str, list[Piece]]:
    """List the columns of each measure of a comparison that there is; the difference is the adjusted one if any is."""
    level = confidence(records)
    adjusted = bool(only(records, kind=Kind.RISK_DIFFERENCE, variable=STANDARDISED))
    first, which = ("Adjusted difference", STANDARDISED) if adjusted else ("Difference", None)
    plain = Piece(f"Unadjusted difference ({level})", Kind.RISK_DIFFERENCE, points_cell)
    odds = "Conditional odds ratio" if adjusted else "Odds ratio"
    pieces = {
        "difference": [
            Piece(f"{first} ({level})", Kind.RISK_DIFFERENCE, points_cell, which),
            Piece("p", Kind.RISK_DIFFERENCE, p_cell, which),
        ],
        "unadjusted difference": [plain] if adjusted else [],
        "ratio": [Piece(f"Ratio ({level})", Kind.RISK_RATIO, ratio_cell)],
        Scale.ODDS_RATIO: [Piece(f"{odds} ({level})", Kind.ODDS_RATIO, ratio_cell)],
        "number needed to treat": [Piece(f"NNT at the visit ({level})", Kind.NNT, needed_cell, of_any=True)],
    }
    found = {name: [piece for piece in own if piece.find(records)] for name, own in pieces.items()}
    return {name: own for name, own in found.items() if own}


def levels_of(records: Sequence[Record]) -> tuple[str, ...]:
    """List the statuses under a share, in their order."""
    counted = [r for r in records if r["kind"] == Kind.COUNT and r["variable"] in list(Counted)]
    return tuple(str(level) for level in distinct(counted, "level"))


def lines(
    records: Sequence[Record],
    arms: Sequence[str],
    active: Sequence[str],
    pieces: Sequence[Piece],
    look: Look,
    reasons: Sequence[str],
) -> list[Row]:
    """Write a criterion at each visit, and under it the status of everybody."""
    rows: list[Row] = []
    for visit in visits_of(records, look):
        here = only(records, AVISIT=visit)
        shares = [fraction_cell(find(here, kind=Kind.PROPORTION, ARM=arm, variable=None)) for arm in arms]
        compared = [
            piece.write(piece.find(here, ARM=arm, REFERENCE=look.reference)) for arm in active for piece in pieces
        ]
        rows.append(Row(visit or "", (*shares, *compared)))
        blank = (Cell(),) * len(compared)
        rows += [Row(label, (*cells, *blank), indent=1) for label, cells in statuses(here, arms, reasons)]
    return rows


def statuses(
    records: Sequence[Record], arms: Sequence[str], reasons: Sequence[str]
) -> list[tuple[str, tuple[Cell, ...]]]:
    """Count the statuses of a visit that anybody has, and who is in no denominator."""
    found: list[tuple[str, tuple[Cell, ...]]] = []
    for variable, words in ((Counted.STATUS, "{}"), (Counted.EXCLUDED, "Not in the denominator: {}")):
        for level in reasons:
            own = only(records, kind=Kind.COUNT, variable=variable, level=level)
            if any(record["count"] for record in own):
                cells = tuple(share_cell(find(own, ARM=arm)) for arm in arms)
                found.append((words.format(level), cells))
    return found
