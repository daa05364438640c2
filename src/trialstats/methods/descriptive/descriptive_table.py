"""Summary statistics by parameter, visit and arm."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table import absent
from trialstats.display.table.bounded import (
    QUARTILES,
    RANGE,
    bounds_of,
    digits_of_whole,
    is_bound,
    quartile_range_cell,
    range_cell,
    reached_note,
)
from trialstats.display.table.cells import Record, count_cell, decimals, has, pair_cell, share_cell, size_cell
from trialstats.display.table.choose import (
    MEASURES,
    arms_of,
    choose,
    distinct,
    find,
    only,
    parameter_name,
    population_of,
    visits_of,
)
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.labels import MEAN_SD, MEDIAN_QUARTILES, MIN_TO_MAX
from trialstats.display.table.reliability import tabulate_reliability
from trialstats.methods.descriptive.options import DescriptiveTable
from trialstats.methods.descriptive.rows import CLASS
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

ABBREVIATIONS = "SD: standard deviation. Q1, Q3: first and third quartile."

OF_CLASSED = "Percentages are of the subjects with a value at the visit (n)."

Place = tuple[str, str | None]  # an arm and a measure: what one column shows


def tabulate(table: DescriptiveTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out n, mean (SD), median (quartiles) and range: a group a parameter, a heading a visit."""
    records = choose(table, rows, [Kind.SUMMARY])
    if not records and (alphas := choose(table, rows, [Kind.RELIABILITY])):
        return tabulate_reliability(table, alphas, look)
    counts = choose(table, rows, [Kind.COUNT])
    coded = [record for record in counts if absent.is_coded(record)]
    classed = only(counts, variable=CLASS)
    measures = distinct(records, "measure", tuple(MEASURES))
    places: list[Place] = [(arm, measure) for arm in arms_of(records, look) for measure in measures]
    parameters = distinct(records, "PARAMCD", table.parameters)
    several = len(measures) > 1
    groups = [
        group(only([*records, *coded, *classed], PARAMCD=code), places, look, measured=not several)
        for code in parameters
    ]
    labels = [row.label for group in groups for row in group.rows]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(column(place, several, size_cell(records, place[0])) for place in places),
        groups=tuple(groups),
        footnotes=(
            ABBREVIATIONS,
            *absent.absence_notes(labels, coded),
            *reached_note(records),
            *([OF_CLASSED] if classed else []),
            *table.footnotes,
        ),
        notice=look.notice,
    )


def column(place: Place, several: bool, size: Cell | None) -> Column:
    """Head a column with its arm and the arm's subjects; with the measure below it where there are several."""
    arm, measure = place
    if not several:
        return Column(arm, count=size, align="point")
    words = {"AVAL": "Value", "CHG": "Change from baseline", "PCHG": "Percent change"}
    return Column(words.get(measure or "", measure or "Value"), spanner=arm, align="point", over=size)


def group(records: Sequence[Record], places: Sequence[Place], look: Look, *, measured: bool) -> Group:
    """Describe a parameter at its visits."""
    rows: list[Row] = []
    numbers = any(has(record, "median") or is_bound(record) for record in records)
    for visit in visits_of(records, look):
        rows.append(Row(visit or "All visits"))
        rows.extend(at_visit(only(records, AVISIT=visit), places, numbers=numbers))
    return Group(parameter_name(records[0], measure=measured), tuple(rows))


def at_visit(records: Sequence[Record], places: Sequence[Place], *, numbers: bool) -> list[Row]:
    """Write the statistics of one visit, and how many subjects have a code or no value where some have.

    Of a parameter whose results are texts alone there is nothing but counts.
    """
    own = [only(records, ARM=arm, measure=measure) for arm, measure in places]
    found = [find(of_place, kind=Kind.SUMMARY, variable=None) for of_place in own]
    bounds = [bounds_of(of_place) for of_place in own]
    if any(only(of_place, variable=CLASS) for of_place in own):
        return in_classes(own, found)
    coded = [only(records, kind=Kind.COUNT, ARM=arm, measure=measure) for arm, measure in places]
    digits = decimals(records[0])
    lines = {"n": [count_cell(r) for r in found]} if numbers else {}
    lines |= absent.lines_without_number([absent.Column(r, codes) for r, codes in zip(found, coded, strict=True)])
    if not numbers and lines:
        return [Row(label, tuple(cells), indent=1) for label, cells in lines.items()]
    # Of whole values these are whole: those of each measure alike in all arms.
    middles, ends = (
        [
            digits_of_whole([r for r, (_, m) in zip(found, places, strict=True) if m == measure], names, digits)
            for _, measure in places
        ]
        for names in (QUARTILES, RANGE)
    )
    lines |= {
        MEAN_SD: [described(r, pair_cell(r, "mean", "sd", digits)) for r in found],
        MEDIAN_QUARTILES: [
            described(r, quartile_range_cell(r, b, d)) for r, b, d in zip(found, bounds, middles, strict=True)
        ],
        MIN_TO_MAX: [described(r, range_cell(r, b, d)) for r, b, d in zip(found, bounds, ends, strict=True)],
    }
    return [Row(label, tuple(cells), indent=1) for label, cells in lines.items()]


def in_classes(own: Sequence[Sequence[Record]], found: Sequence[Record | None]) -> list[Row]:
    """Write how many are in any class, in each, and in none."""
    lines = {"n": [count_cell(record) for record in found]}
    for level in distinct([record for of_place in own for record in of_place if record["variable"] == CLASS], "level"):
        lines[str(level)] = [share_cell(find(of_place, variable=CLASS, level=level)) for of_place in own]
    lines |= absent.lines_without_number([absent.Column(record) for record in found])
    return [Row(label, tuple(cells), indent=1) for label, cells in lines.items()]


def described(record: Record | None, cell: Cell) -> Cell:
    """Leave blank what nobody has: a count of 0 says why there is nothing to describe."""
    return Cell() if record is not None and record["n"] == 0 else cell
