"""Medication by arm: users, courses, days and dose, when the first course began, and each medicine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.display.table.cells import (
    Record,
    count_cell,
    estimate_cell,
    has,
    p_cell,
    quartiles_cell,
    share_cell,
    size_cell,
)
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, find, only, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import points_cell
from trialstats.methods.medication.options import MedicationTable
from trialstats.methods.medication.rows import Taken
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.COUNT, Kind.RISK_DIFFERENCE, Kind.SUMMARY, Kind.RATE, Kind.RATE_RATIO, Kind.POINT, Kind.RANK_TEST)
QUARTILES = "Quartiles are of the subjects who took any."
BESIDE = (
    "Beside n (%) stand differences, arm minus {reference}, in percentage points (score interval of Miettinen and "
    "Nurminen)."
)
IN_BRACKETS = "In brackets: of how many of them, where a course of the others lacks its date, length or dose."
RATIO = "Ratio: of the rates of courses, that of the arm over that of {reference} (sandwich variance by subject)."
KAPLAN_MEIER, LOG_RANK = "First course by a day: Kaplan-Meier estimate{}.", "; p: log-rank test"


def tabulate(table: MedicationTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group an analysis, and in it the medicines under a heading of their own."""
    records = choose(table, rows, KINDS)
    counts = only(records, kind=Kind.COUNT, variable=ANY)
    arms = [arm for arm in arms_of(counts, look) if arm in look.arms]
    # Treatments of the same subjects, in a crossover trial, are not compared.
    compared = any(record["kind"] == Kind.RISK_DIFFERENCE for record in records)
    active = [arm for arm in arms if arm != look.reference] if compared else []
    columns = [Column(arm, count=size_cell(counts, arm), align="point") for arm in arms]
    columns += [Column(f"{arm} against {look.reference}", align="point") for arm in active]
    analyses = distinct(records, "analysis", table.analyses)
    groups = []
    for analysis in analyses:
        own = only(records, analysis=analysis)
        label = str(own[0]["label"] or analysis) if len(analyses) > 1 else None
        groups.append(Group(label, tuple(lines(table, own, arms, active, look))))
    kinds = {record["kind"] for record in records if record["kind"] != Kind.POINT or record["AVISIT"]}
    further = [
        note
        for kind, note in (
            (Kind.RATE_RATIO, RATIO.format(reference=look.reference)),
            (Kind.POINT, KAPLAN_MEIER.format(LOG_RANK if compared else "")),
        )
        if kind in kinds
    ]
    further += unknown(only(records, kind=Kind.COUNT, variable=Taken.FOLLOW_UP))
    further += undated(records, arms)
    further += (
        [IN_BRACKETS] if any("[" in cell.text for group in groups for row in group.rows for cell in row.cells) else []
    )
    beside = f" {BESIDE.format(reference=look.reference)}" if compared else ""
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(columns),
        groups=tuple(groups),
        footnotes=(
            f"{level_of(records)}: confidence interval. {QUARTILES}{beside}",
            *further,
            *hidden(table, records, arms),
            *table.footnotes,
        ),
        notice=look.notice,
    )


def lines(
    table: MedicationTable, records: Sequence[Record], arms: Sequence[str], active: Sequence[str], look: Look
) -> list[Row]:
    """Write one analysis: all medicines together, then each."""
    level = level_of(records)
    together = only(records, group=None)
    rows = [
        shares("Subjects with any, n (%)", together, arms, active),
        line("Courses", [count_cell(find(together, kind=Kind.COUNT, variable=ANY, ARM=arm), "events") for arm in arms]),
        *rates(together, arms, active, level),
        *described(together, arms),
    ]
    rows += first_courses(together, arms, active, level, look)
    medicines = [
        name for name in distinct(records, "group") if name is not None and name in shown(table, records, arms)
    ]
    for name in medicines:
        own = only(records, group=name)
        rows.append(Row(f"{name}"))
        rows.append(indented(shares("Subjects, n (%)", own, arms, active)))
        events = [count_cell(find(own, kind=Kind.COUNT, variable=ANY, ARM=arm), "events") for arm in arms]
        rows.append(indented(line("Courses", events)))
        beside = [record for record in own if record["variable"] != Taken.COURSES]  # its courses are counted above
        rows += [indented(row) for row in described(beside, arms)]
    # Every row has a cell a column, blank where nothing is compared.
    width = len(arms) + len(active)
    return [Row(r.label, (*r.cells, *[Cell()] * (width - len(r.cells))), r.indent) if r.cells else r for r in rows]


def level_of(records: Sequence[Record]) -> str:
    """Say the level of the intervals that there are."""
    return confidence([r for r in records if r["kind"] in (Kind.RISK_DIFFERENCE, Kind.RATE) and has(r, "conf_level")])


def line(label: str, cells: Sequence[Cell]) -> Row:
    return Row(label, tuple(cells))


def indented(row: Row) -> Row:
    return Row(row.label, row.cells, indent=row.indent + 1)


def shares(label: str, records: Sequence[Record], arms: Sequence[str], active: Sequence[str]) -> Row:
    """Write the users of each arm, and the differences."""
    cells = [share_cell(find(records, kind=Kind.COUNT, variable=ANY, ARM=arm)) for arm in arms]
    differences = [points_cell(find(records, kind=Kind.RISK_DIFFERENCE, variable=ANY, ARM=arm)) for arm in active]
    return line(label, [*cells, *differences])


def rates(records: Sequence[Record], arms: Sequence[str], active: Sequence[str], level: str) -> list[Row]:
    """Write the rate of courses in each arm, and the ratios; nothing where there are no rates."""
    if not only(records, kind=Kind.RATE):
        return []
    unit = next((record["unit"] for record in only(records, kind=Kind.RATE) if record["unit"]), "per person-time")
    cells = [estimate_cell(find(records, kind=Kind.RATE, ARM=arm), 1) for arm in arms]
    ratios = [ratio(find(records, kind=Kind.RATE_RATIO, ARM=arm)) for arm in active]
    return [line(f"Courses {unit} ({level})", [*cells, *ratios])]


def ratio(record: Record | None) -> Cell:
    """Write a ratio of rates under its name: in its column stand differences too."""
    cell = estimate_cell(record, 2)
    return replace(cell, text=f"ratio {cell.text}") if cell.ard else cell


def described(records: Sequence[Record], arms: Sequence[str]) -> list[Row]:
    """Write median and quartiles of the users' courses, days and dose."""
    summaries = only(records, kind=Kind.SUMMARY)
    rows = []
    for variable in distinct(summaries, "variable"):
        own = only(summaries, variable=variable)
        cells = [users_cell(find(own, ARM=arm)) for arm in arms]
        rows.append(line(f"{named(own[0])}, median (Q1 to Q3)", cells))
    return rows


def users_cell(record: Record | None) -> Cell:
    """Write median and quartiles of the users, to a decimal where one is no whole number; and of how many, if not all.

    Nothing where nobody took any.
    """
    if record is None or not record["total"]:
        return Cell()
    shown = [record[name] for name in ("median", "q1", "q3") if has(record, name)]
    cell = quartiles_cell(record, 0 if all(float(value).is_integer() for value in shown) else 1)
    if not shown or record["n"] == record["total"]:
        return cell
    of = f" [{number(record['n'], 0)} of {number(record['total'], 0)}]"
    return replace(cell, text=cell.text + of, statistics=(*cell.statistics, "n", "total"))


def named(record: Record) -> str:
    """Name what is summed over a subject's courses."""
    if record["variable"] == Taken.COURSES:
        return "Courses per user"
    if record["variable"] == Taken.DAYS:
        return "Days of use"
    unit = f" ({record['unit']})" if record["unit"] else ""
    return f"{record['PARAM'] or record['variable']}, total{unit}"


def first_courses(
    records: Sequence[Record], arms: Sequence[str], active: Sequence[str], level: str, look: Look
) -> list[Row]:
    """Write the share with a first course by each time asked for, and the log-rank test."""
    points = [record for record in only(records, kind=Kind.POINT, variable=Taken.FIRST) if record["AVISIT"] is not None]
    if not points:
        return []
    rows = [Row(f"First course by, % of subjects ({level})")]
    for time in distinct(points, "AVISIT", look.visits):
        own = only(points, AVISIT=time)
        day = next((r["value"] for r in own if r["value"] is not None), None)
        label = f"{time} (day {number(day, 0)})" if day is not None else str(time)
        rows.append(Row(label, tuple(estimate_cell(find(own, ARM=arm), 1) for arm in arms), indent=1))
    tests = [find(records, kind=Kind.RANK_TEST, ARM=arm) for arm in active]
    return [*rows, Row("Log-rank p", (*[Cell()] * len(arms), *map(p_cell, tests)), indent=1)]


def shown(table: MedicationTable, records: Sequence[Record], arms: Sequence[str]) -> list[str]:
    """Name the medicines that enough subjects of an arm took."""
    counts = only(records, kind=Kind.COUNT, variable=ANY)
    return list(
        dict.fromkeys(
            str(r["group"])
            for r in counts
            if r["group"] is not None and r["ARM"] in arms and (r["percent"] or 0) >= table.at_least_percent
        )
    )


def unknown(counts: Sequence[Record]) -> list[str]:
    """Say of how many subjects of each arm the follow-up is not known: the table is about the others."""
    said = dict.fromkeys(f"{number(r['count'], 0)} of {number(r['total'], 0)} ({r['ARM']})" for r in counts)
    return [f"Subjects whose follow-up is not known are left out: {', '.join(said)}."] if said else []


def undated(records: Sequence[Record], arms: Sequence[str]) -> list[str]:
    """Say how many users of each arm the curves of a first course leave out, as their courses have no date."""
    said = []
    for arm in arms:
        for analysis in distinct(records, "analysis"):
            own = only(records, analysis=analysis, ARM=arm)
            of = next((r["total"] for r in only(own, kind=Kind.POINT, variable=Taken.FIRST) if has(r, "total")), None)
            everybody = find(only(own, kind=Kind.COUNT, variable=ANY), group=None)
            if of is not None and everybody and everybody["total"] > of:
                said.append(f"{number(everybody['total'] - of, 0)} of {number(everybody['total'], 0)} ({arm})")
    left = ", ".join(dict.fromkeys(said))
    return [f"First course: subjects whose courses all have no date are left out: {left}."] if said else []


def hidden(table: MedicationTable, records: Sequence[Record], arms: Sequence[str]) -> list[str]:
    """Say how many medicines the table does not show."""
    if not table.at_least_percent:
        return []
    parts = [only(records, analysis=analysis) for analysis in distinct(records, "analysis")]
    count = sum(len(set(distinct(own, "group")) - {None} - set(shown(table, own, arms))) for own in parts)
    limit = number(table.at_least_percent, 0 if float(table.at_least_percent).is_integer() else 1)
    return [f"Shown are medicines that at least {limit}% of an arm took; {count or 'none'} left out."]
