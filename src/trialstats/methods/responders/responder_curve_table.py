"""The cumulative curve of responders in numbers, and the areas under it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, absent, estimate_cell, has, p_cell, pair_cell, size_cell
from trialstats.display.table.choose import (
    arms_of,
    choose,
    confidence,
    distinct,
    find,
    only,
    parameter_name,
    population_of,
    visits_of,
)
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import fraction_cell, rules_of
from trialstats.errors import DataError
from trialstats.methods.responders.options import ResponderCurveTable
from trialstats.methods.responders.rows import AREA, cutoff_level
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]


def tabulate(table: ResponderCurveTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group a parameter and visit: the responders at each cutoff by arm, then areas and their differences.

    Raises DataError for a cutoff that the analysis has not.
    """
    records = choose(table, rows, (Kind.POINT, Kind.SUMMARY, Kind.AREA_DIFFERENCE))
    arms = arms_of(records, look)
    active = [arm for arm in arms if only(records, ARM=arm, REFERENCE=look.reference)]
    groups = [
        Group(name, tuple(lines(own, table.cutoffs, arms, active, confidence(records))))
        for name, own in parts(table, records, look)
    ]
    sizes = only(records, kind=Kind.SUMMARY, variable=AREA)
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(
            *(Column(arm, count=size_cell(sizes, arm), align="point") for arm in arms),
            *(
                Column("Difference" if len(active) == 1 else f"{arm} against {look.reference}", align="point")
                for arm in active
            ),
        ),
        groups=tuple(groups),
        footnotes=(
            "Responders at a cutoff: n/N (%) with an improvement of at least that percentage. Areas and their "
            f"differences (arm minus {look.reference}) are in percentage points. CI: confidence interval.",
            *rules_of(table, rows, table.parameters),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Improvement of at least",
    )


def parts(table: ResponderCurveTable, records: Sequence[Record], look: Look) -> list[tuple[str, list[Record]]]:
    """Part the rows by analysis, parameter and visit."""
    analyses = distinct(records, "analysis", table.analyses)
    found: list[tuple[str, list[Record]]] = []
    for analysis in analyses:
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters):
            for visit in visits_of(only(records, analysis=analysis, PARAMCD=code), look):
                own = only(records, analysis=analysis, PARAMCD=code, AVISIT=visit)
                label = f"{own[0]['label']}: " if len(analyses) > 1 else ""
                # The cutoffs are percent of baseline, of a parameter in any unit.
                name = parameter_name({**own[0], "unit": None})
                found.append((f"{label}{name}, {visit}", own))
    return found


def lines(
    records: Sequence[Record], cutoffs: Sequence[int], arms: Sequence[str], active: Sequence[str], level: str
) -> list[Row]:
    """Write the cutoffs, and the areas with their difference, its interval and p."""
    points = only(records, kind=Kind.POINT)
    lost = [cutoff for cutoff in cutoffs if not only(points, level=cutoff_level(cutoff))] if points else []
    if lost:
        raise DataError(f"responder_curve table: no rows of cutoff {', '.join(f'{cutoff}%' for cutoff in lost)}")
    blank = (Cell(),) * len(active)
    rows = [
        Row(f"{cutoff}%", (*(fraction_cell(find(points, level=cutoff_level(cutoff), ARM=arm)) for arm in arms), *blank))
        for cutoff in (cutoffs if points else ())
    ]
    areas = only(records, kind=Kind.SUMMARY, variable=AREA)
    found = [find(records, kind=Kind.AREA_DIFFERENCE, ARM=arm) for arm in active]
    empty = (Cell(),) * len(arms)
    return [
        *rows,
        Row("Area under the curve, mean (SD)", (*(area_cell(find(areas, ARM=arm)) for arm in arms), *blank)),
        Row(f"Difference of areas ({level})", (*empty, *map(difference_cell, found))),
        Row("p (permutation)", (*empty, *map(p_cell, found))),
    ]


def area_cell(record: Record | None) -> Cell:
    """Write the mean improvement and its SD."""
    return pair_cell(record, "mean", "sd", 1, 1)


def difference_cell(record: Record | None) -> Cell:
    """Write a difference with its interval."""
    if record is None:
        return Cell()
    if not has(record, "estimate", "conf_low", "conf_high"):
        return absent(record)
    return estimate_cell(record, 1)
