"""A biomarker by visit and arm: results beyond the limits, order statistics or their bounds, geometric means."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.bounded import LOCATIONS, is_below, is_bound, location_cell, mean_cell, reached_note
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    has,
    missing_cell,
    number_cell,
    share_cell,
    size_cell,
)
from trialstats.display.table.choose import (
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
from trialstats.methods.laboratory.options import ConcentrationsTable
from trialstats.methods.shared.quantification.rows import Flag
from trialstats.methods.shared.rows import NO_VALUE
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

BELOW, ABOVE = "Below the limit of quantification", "Above the limit of quantification"
MISSING = "Missing"
ABBREVIATIONS = (
    "n: subjects with a result, those below or above a limit of quantification included; percentages are of n. "
    "LLOQ, ULOQ: lower and upper limit of quantification. Q1, Q3: first and third quartile."
)
BOUNDS = (
    "< or > before a number: the statistic lies below or above it, wherever the results beyond a limit lie; a number "
    "stands alone only where it does not depend on them."
)
SUBSTITUTED = "Geometric mean and CV put {share} in the place of results below the limit{above}."
AT_LIMIT = " and the limit in the place of results above it"
ABSENT = "Missing: subjects of the arm in the population without a result."


def tabulate(table: ConcentrationsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each parameter, a heading for each visit, a column for each arm."""
    records = choose(table, rows, [Kind.SUMMARY, Kind.COUNT, Kind.GEOMETRIC_MEAN])
    arms = arms_of(records, look)
    totals = [record for record in records if record["kind"] == Kind.SUMMARY]
    groups = [group(only(records, PARAMCD=code), arms, look) for code in distinct(records, "PARAMCD", table.parameters)]
    labels = {row.label for group in groups for row in group.rows}
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(Column(arm, count=size_cell(totals, arm), align="point") for arm in arms),
        groups=tuple(groups),
        footnotes=(*explanations(records, labels), *table.footnotes),
        notice=look.notice,
    )


def group(records: Sequence[Record], arms: Sequence[str], look: Look) -> Group:
    """Describe a parameter at its visits."""
    above = somebody(only(records, variable=Flag.ABOVE))
    missing = any(is_missing(record) for record in only(records, kind=Kind.SUMMARY, variable=None))
    rows: list[Row] = []
    for visit in visits_of(records, look):
        rows.append(Row(visit or "All visits"))
        rows.extend(at_visit(only(records, AVISIT=visit), arms, above=above, missing=missing))
    return Group(parameter_name(records[0]), tuple(rows))


def at_visit(records: Sequence[Record], arms: Sequence[str], *, above: bool, missing: bool) -> list[Row]:
    """Write the statistics of one visit; the rows of what nobody has at any visit are left out."""
    digits = decimals(records[0])
    sizes = [find(records, kind=Kind.SUMMARY, variable=None, ARM=arm) for arm in arms]
    lines = {"n": [count_cell(size) for size in sizes]}
    lines[BELOW] = [share(find(records, kind=Kind.COUNT, variable=Flag.BELOW, ARM=arm)) for arm in arms]
    if above:
        lines[ABOVE] = [share(find(records, kind=Kind.COUNT, variable=Flag.ABOVE, ARM=arm)) for arm in arms]
    if missing:
        lines[MISSING] = [missing_cell(size) for size in sizes]
    for name, label in LOCATIONS.items():
        found = [find(records, kind=Kind.SUMMARY, variable=name, ARM=arm) for arm in arms]
        lines[label] = [Cell() if is_empty(record) else location_cell(record, name, digits) for record in found]
    means = [find(records, kind=Kind.GEOMETRIC_MEAN, ARM=arm) for arm in arms]
    lines[f"Geometric mean ({shares(means)})"] = [Cell() if is_empty(mean) else mean_cell(mean) for mean in means]
    lines["Geometric CV, %"] = [variation(mean) for mean in means]
    return [Row(label, tuple(cells), indent=1) for label, cells in lines.items()]


def is_empty(record: Record | None) -> bool:
    """Tell that nobody has a result, which the n of 0 says."""
    return record is None or record["reason"] == NO_VALUE


def variation(record: Record | None) -> Cell:
    """Write a coefficient of variation; one result, or results that are all beyond a limit, have none."""
    none = is_empty(record) or (record is not None and has(record, "estimate") and not has(record, "cv"))
    return Cell() if none else number_cell(record, "cv", 1)


def share(record: Record | None) -> Cell:
    """Write a count with its share of the results."""
    return Cell() if record is None or not record["total"] else share_cell(record)


def shares(means: Sequence[Record | None]) -> str:
    """Name what stands for results below."""
    return " or ".join(dict.fromkeys(str(mean["group"]) for mean in means if mean))


def somebody(records: Sequence[Record]) -> bool:
    return any(record["count"] for record in records)


def is_missing(record: Record) -> bool:
    return has(record, "n", "total") and record["total"] > record["n"]


def explanations(records: Sequence[Record], labels: set[str]) -> list[str]:
    """Explain the rows that the table has."""
    bounded = any(is_bound(record) or is_below(record) for record in records)
    substituted = SUBSTITUTED.format(
        share=shares(only(records, kind=Kind.GEOMETRIC_MEAN)), above=AT_LIMIT if ABOVE in labels else ""
    )
    bounds = [BOUNDS if bounded else "", *reached_note(records)]
    notes = [ABBREVIATIONS, *bounds, substituted, ABSENT if MISSING in labels else ""]
    return [note for note in notes if note]
