"""Exposure by arm: sessions attended, adherence, energy, fluence; then by wavelength, device and the like."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    has,
    interval_cell,
    missing_cell,
    pair_cell,
    quartiles_cell,
    share_cell,
    size_cell,
)
from trialstats.display.table.choose import arms_of, choose, distinct, find, only, parameter_name, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.labels import MEAN_SD, MEDIAN_QUARTILES, MIN_TO_MAX
from trialstats.methods.exposure.options import ExposureTable
from trialstats.methods.exposure.rows import NOT_APPLICABLE, Counted, Received
from trialstats.results.kinds import Kind
from trialstats.results.rows import MISSING

__all__ = ["tabulate"]

ABBREVIATIONS = "SD: standard deviation. Q1, Q3: first and third quartile."
NONE = "Subjects of the population without any session count as having attended none."
NOT_KNOWN = (
    f"{MISSING}: subjects of the arm of whom the number is not known, because a session lacks a value, or who have "
    "nothing that it could be computed from."
)
ENERGY = (
    "Total energy and cumulative fluence are added up over the sessions attended; fluence is energy / area. "
    f"{NOT_APPLICABLE}: sessions that give no dose by design."
)
ATTENDANCE = (Counted.BAND, Counted.ADHERENT)


def tabulate(table: ExposureTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each thing measured, then one for each variable of the sessions."""
    records = choose(table, rows, [Kind.SUMMARY, Kind.COUNT])
    own = only(records, group=None)
    arms = arms_of(records, look)
    summaries = only(own, kind=Kind.SUMMARY)
    groups = [attendance(own, arms)] if own else []
    groups += [
        Group(parameter_name(found[0]), tuple(described(found, arms)))
        for found in (only(summaries, variable=name) for name in distinct(summaries, "variable"))
    ]
    groups += [
        Group(f"By {lower(str(name))}", tuple(by_level(only(records, group=name), arms)))
        for name in distinct(records, "group")
        if name is not None
    ]
    labels = {row.label for group in groups for row in group.rows}
    energy = any(record["variable"] == Received.ENERGY for record in summaries)
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(Column(arm, count=size_cell(own, arm), align="point") for arm in arms),
        groups=tuple(groups),
        footnotes=(
            ABBREVIATIONS,
            NONE,
            *([NOT_KNOWN] if MISSING in labels else []),
            *([ENERGY] if energy else []),
            *table.footnotes,
        ),
        notice=look.notice,
    )


def lower(text: str) -> str:
    """Write a label inside a sentence; an abbreviation keeps its capitals."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def attendance(records: Sequence[Record], arms: Sequence[str]) -> Group:
    """Count sessions, subjects by how many they attended, and who adhered."""
    counted = only(records, kind=Kind.COUNT)
    events = [find(counted, variable=Counted.EVENTS, ARM=arm) for arm in arms]
    rows = [Row("Sessions attended by all subjects", tuple(count_cell(record, "events") for record in events))]
    for variable in ATTENDANCE:
        for level in distinct(only(counted, variable=variable), "level"):
            found = [find(counted, variable=variable, level=level, ARM=arm) for arm in arms]
            first = next(record for record in found if record)
            label = str(first["PARAM"]) if variable == Counted.ADHERENT else sessions_in_words(str(level))
            rows.append(Row(label, tuple(share_cell(record) for record in found)))
    return Group("Attendance", tuple(rows))


def sessions_in_words(level: str) -> str:
    """Say what a band counts, unless its name does."""
    return level if "session" in level else f"{level} session{'' if level == '1' else 's'}"


def described(records: Sequence[Record], arms: Sequence[str]) -> list[Row]:
    """Write the summary of a number in each arm; what does not apply to an arm is a dash with its reason."""
    found = [find(records, ARM=arm) for arm in arms]
    digits = decimals(records[0])
    whole = records[0]["variable"] == Received.SESSIONS
    without = [record is not None and record["n"] == 0 for record in found]
    missing = any(record and has(record, "n", "total") and 0 < record["n"] < record["total"] for record in found)
    lines: dict[str, list[Cell]] = {"n": [count_cell(record) for record in found]}
    if missing:
        lines[MISSING] = [Cell() if none else missing_cell(r) for r, none in zip(found, without, strict=True)]
    lines |= {
        MEAN_SD: [pair_cell(record, "mean", "sd", digits) for record in found],
        MEDIAN_QUARTILES: [blank(quartiles_cell(r, digits), none) for r, none in zip(found, without, strict=True)],
        MIN_TO_MAX: [
            blank(interval_cell(r, "minimum", "maximum", 0 if whole else digits), none)
            for r, none in zip(found, without, strict=True)
        ],
    }
    return [Row(label, tuple(cells)) for label, cells in lines.items()]


def blank(cell: Cell, without: bool) -> Cell:
    """Leave blank what nobody has: the reason stands once, at the mean."""
    return Cell() if without else cell


def by_level(records: Sequence[Record], arms: Sequence[str]) -> list[Row]:
    """Write, for each level, sessions, subjects and doses."""
    rows = []
    for level in distinct(records, "level"):
        own = only(records, level=level)
        counted = [find(own, kind=Kind.COUNT, ARM=arm) for arm in arms]
        rows.append(Row(str(level)))
        rows.append(Row("Sessions", tuple(count_cell(record, "events") for record in counted), indent=1))
        rows.append(Row("Subjects with such a session", tuple(share_cell(r) for r in counted), indent=1))
        for dose in distinct(only(own, kind=Kind.SUMMARY), "variable"):
            found = [find(own, kind=Kind.SUMMARY, variable=dose, ARM=arm) for arm in arms]
            some = next(record for record in found if record)
            cells = [pair_cell(record, "mean", "sd", decimals(some)) for record in found]
            rows.append(Row(f"{parameter_name(some)}, mean (SD)", tuple(cells), indent=1))
    return rows
