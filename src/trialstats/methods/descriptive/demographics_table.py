"""Demographic and baseline characteristics by arm, with how far the arms are apart in each."""

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
    quartile_range_cell,
    range_cell,
    reached_note,
)
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    has,
    number_cell,
    pair_cell,
    share_cell,
    size_cell,
)
from trialstats.display.table.choose import arms_of, caption, choose, distinct, find, only, population_of
from trialstats.display.table.data import Column, Group, Row, TableData
from trialstats.display.table.labels import MEAN_SD, MEDIAN_ALONE, MEDIAN_QUARTILES, MIN_TO_MAX
from trialstats.methods.descriptive.demographics_table_compact import compacted
from trialstats.methods.descriptive.options import DemographicsTable
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, MISSING

__all__ = ["tabulate"]

PERCENT = "Percentages are of all subjects of the column (N), those without a value among them."
ABBREVIATIONS = "SD: standard deviation. Q1, Q3: first and third quartile."
SMD = "SMD"
DEFINITION = (
    "SMD: standardised mean difference at baseline. Of a number, the mean of the {group} minus that of {reference}, "
    "in units of the root of the mean of the two {group}s' variances; of categories, the distance between the "
    "{group}s' shares, which has no sign. Baseline differences are not tested."
)


def tabulate(table: DemographicsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the characteristics: a group for each, a column for each arm and for all subjects."""
    records = choose(table, rows, [Kind.SUMMARY, Kind.COUNT, Kind.EFFECT_SIZE])
    described = [record for record in records if record["kind"] != Kind.EFFECT_SIZE]
    contrasts = [record for record in records if record["kind"] == Kind.EFFECT_SIZE]
    arms = arms_of(described, look)
    active = [arm for arm in arms_of(contrasts, look) if arm != ALL]
    names = caption(described, topic)
    groups = [
        characteristic(name, only_topic(described, key), only_topic(contrasts, key), arms, active)
        for key, name in names.items()
    ]
    groups = compacted(groups, described, len(arms)) if table.compact else groups
    labels = [row.label for group in groups for row in group.rows]
    absence = absent.absence_notes(labels, [record for record in described if absent.is_coded(record)])
    group = "sequence" if look.crossover else "arm"
    definition = tuple(
        DEFINITION.format(group=group, reference=reference) for reference in distinct(contrasts, "REFERENCE")
    )
    population = population_of(records)
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population,
        columns=(
            *(Column(arm, count=size_cell(described, arm), align="point") for arm in arms),
            *(smd_column(arm, active) for arm in active),
        ),
        groups=tuple(groups),
        footnotes=(
            ABBREVIATIONS,
            *percentages(described),
            *absence,
            *reached_note(described),
            *definition,
            *table.footnotes,
        ),
        notice=look.notice,
    )


def topic(record: Record) -> str:
    """Tell one characteristic from another: a variable of the subject, or a parameter at baseline."""
    return str(record["PARAMCD"] or record["variable"])


def only_topic(records: Sequence[Record], key: str) -> list[Record]:
    """Keep the rows about one characteristic."""
    return [record for record in records if topic(record) == key]


def smd_column(arm: str, active: Sequence[str]) -> Column:
    """Head the differences; the arm is said only where there are several."""
    return Column(SMD if len(active) == 1 else arm, spanner=None if len(active) == 1 else SMD)


def characteristic(
    name: str, records: Sequence[Record], contrasts: Sequence[Record], arms: Sequence[str], active: Sequence[str]
) -> Group:
    """Describe one characteristic: by its mean and spread, or by the shares of its levels."""
    if any(record["kind"] == Kind.SUMMARY for record in records):
        rows = numeric(only(records, kind=Kind.SUMMARY), only(records, kind=Kind.COUNT), arms)
        described = next((row for row in rows if row.label == MEAN_SD), None)
    else:
        rows = categories(records, arms)
        described = rows[0]
    return Group(name, tuple(with_contrasts(row, contrasts, active, row is described) for row in rows))


def percentages(records: Sequence[Record]) -> tuple[str, ...]:
    """Say what percentages are of, where the table has some."""
    shares = [record for record in records if record["kind"] == Kind.COUNT and has(record, "percent", "total")]
    return (PERCENT,) if shares else ()


def numeric(records: Sequence[Record], coded: Sequence[Record], arms: Sequence[str]) -> list[Row]:
    """Write the summary statistics of a number, and how many subjects have a code or no value where some have."""
    own = [only(records, ARM=arm) for arm in arms]
    found = [next(iter(of_arm), None) for of_arm in own]
    bounds = [bounds_of(of_arm) for of_arm in own]
    digits = decimals(records[0])
    quartiles = any(has(record, "q1", "q3") for record in records) or any(bounds)
    middle, ends = (digits_of_whole(found, names, digits) for names in (QUARTILES, RANGE))
    middles = [
        quartile_range_cell(r, b, middle) if quartiles else number_cell(r, "median", middle)
        for r, b in zip(found, bounds, strict=True)
    ]
    without = absent.lines_without_number(
        [absent.Column(r, only(coded, ARM=arm)) for r, arm in zip(found, arms, strict=True)]
    )
    if without and not (any(bounds) or any(has(record, "median") for record in records)):
        # Results that are texts alone have nothing but counts.
        return [Row(label, tuple(cells)) for label, cells in without.items()]
    return [
        Row("n", tuple(count_cell(r) for r in found)),
        *(Row(label, tuple(cells)) for label, cells in without.items()),
        Row(MEAN_SD, tuple(pair_cell(r, "mean", "sd", digits) for r in found)),
        Row(MEDIAN_QUARTILES if quartiles else MEDIAN_ALONE, tuple(middles)),
        Row(MIN_TO_MAX, tuple(range_cell(r, b, ends) for r, b in zip(found, bounds, strict=True))),
    ]


def categories(records: Sequence[Record], arms: Sequence[str]) -> list[Row]:
    """Write how many have a value, then the count and share of each level, those without a value last."""
    levels = sorted(distinct(records, "level"), key=lambda level: level in (None, MISSING))
    with_value = Row("n", tuple(count_cell(find(records, ARM=arm)) for arm in arms))
    return [with_value] + [
        Row(level or MISSING, tuple(share_cell(find(records, level=level, ARM=arm)) for arm in arms))
        for level in levels
    ]


def with_contrasts(row: Row, contrasts: Sequence[Record], active: Sequence[str], described: bool) -> Row:
    """Add the differences: a level's own beside it, that of the whole beside its first line."""
    cells = []
    for arm in active:
        contrast = find(contrasts, ARM=arm, level=row.label)
        if contrast is None and described:
            contrast = find(contrasts, ARM=arm, level=None)
        cells.append(number_cell(contrast, "estimate", 2))
    return Row(row.label, (*row.cells, *cells), row.indent)
