"""Times to an event by arm: events and censoring, quartiles and shares, and how the arms compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from trialstats.display.estimates import written
from trialstats.display.look import Look
from trialstats.display.margins import concluded, margin_heads
from trialstats.display.numbers import ends
from trialstats.display.table.cells import Record, estimate_cell, has, number_cell, p_cell, share_cell, size_cell
from trialstats.display.table.choose import choose, confidence, distinct, find, only, parameter_name, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import rules_of
from trialstats.methods.time_to_event.options import TimeToEventTable
from trialstats.methods.time_to_event.rows import (
    CENSORED,
    EVENT,
    PROPORTIONALITY,
    RESTRICTED,
    TESTED,
    TIMED,
    Share,
    Test,
)
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL

__all__ = ["tabulate"]

KINDS = (
    Kind.COUNT,
    Kind.TIME_BY,
    Kind.POINT,
    Kind.RESTRICTED_MEAN,
    Kind.DIFFERENCE,
    Kind.RATIO,
    Kind.RANK_TEST,
    Kind.HAZARD_RATIO,
    Kind.MARGIN,
    Kind.JOINT_TEST,
)
DIGITS, SHARE_DIGITS, TIME_DIGITS = 2, 1, 1
# What stands for a time that is not reached.
NOT_REACHED = "NR"
COMPARED = (
    "Hazard ratio: arm over {reference}, by Cox regression{way}. Restricted mean (RMST): of the time to the event or "
    "to the time named, whichever comes first; difference: arm minus {reference}; ratio: arm over {reference}."
)
WAYS = {
    "lower": "; below 1: the event comes later or less often, which is better",
    "higher": "; above 1: the event comes sooner or more often, which is better",
}
CURVE = (
    "Percentages and quartiles are Kaplan-Meier estimates; NR: not reached by the end of the curve. A quartile is the "
    "time by which so many percent have had the event."
)
TESTS = "Log-rank: z above 0 where the arm has more events than are expected if the arms do not differ."
PROPORTIONAL = (
    "Proportional hazards: a small p tells that a hazard ratio changes over time (test of Grambsch and Therneau), and "
    "then one number for all times says little; the curves and the restricted means say more."
)

Write = Callable[[Sequence[Record]], Cell]


def tabulate(table: TimeToEventTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis and parameter, a column for each arm, and one for what is of all arms."""
    records = choose(table, rows, KINDS)
    arms = [arm for arm in distinct(records, "ARM", look.arms) if arm in look.arms]
    whole = bool(only(records, ARM=ALL))
    groups = [
        Group(heading(own, records), tuple(lines(own, [*arms, *([ALL] if whole else [])])))
        for analysis in distinct(records, "analysis", table.analyses)
        for code in distinct(only(records, analysis=analysis), "PARAMCD")
        for own in [only(records, analysis=analysis, PARAMCD=code)]
    ]
    columns = [
        Column(str(arm), count=size_cell(only(records, kind=Kind.COUNT, variable=TIMED), str(arm))) for arm in arms
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(*columns, *([Column("All arms")] if whole else [])),
        groups=tuple(groups),
        footnotes=(
            *explained(records, look),
            *concluded(only(records, kind=Kind.MARGIN)),
            *rules_of(table, rows),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="",
    )


def heading(own: Sequence[Record], records: Sequence[Record]) -> str:
    """Name a group by its parameter, after its analysis where there are several."""
    name = parameter_name(next(record for record in own if record["PARAMCD"]))
    return f"{own[0]['label'] or own[0]['analysis']}: {name}" if len(distinct(records, "analysis")) > 1 else name


def lines(own: Sequence[Record], arms: Sequence[str]) -> list[Row]:
    """Write what is of each arm, and then what compares them."""
    interval = confidence([record for record in own if record["kind"] != Kind.MARGIN])
    made: list[tuple[str, int, Write]] = []
    if any(record["count"] != record["total"] for record in only(own, kind=Kind.COUNT, variable=TIMED)):
        made.append(("Subjects analysed", 0, counted(TIMED, None)))
    for variable, words in ((EVENT, "Subjects with the event"), (CENSORED, "Censored")):
        levels = [level for level in distinct(only(own, kind=Kind.COUNT, variable=variable), "level") if level]
        made.append((words, 0, counted(variable, None)))
        made += [(str(level), 1, counted(variable, level)) for level in levels]
    quartiles = {"25": "25% had it by", "50": "Median time", "75": "75% had it by"}
    made += [(f"{words} ({interval})", 0, time_by(level)) for level, words in quartiles.items()]
    share = "With the event (%)" if only(own, variable=Share.HAD) else "Without the event (%)"
    for name in (name for name in distinct(only(own, kind=Kind.POINT), "AVISIT") if name):
        made.append((f"{share} at {name} ({interval})", 0, at_time(name)))
    ends = [record["value"] for record in only(own, kind=Kind.RESTRICTED_MEAN) if has(record, "value")]
    until = f"{RESTRICTED} to {ends[0]:.4g}" if ends else RESTRICTED
    made += [
        (f"{until} ({interval})", 0, lambda here: estimate_cell(find(here, kind=Kind.RESTRICTED_MEAN), TIME_DIGITS)),
        (f"  difference ({interval})", 1, estimated(Kind.DIFFERENCE, TIME_DIGITS)),
        ("  p", 1, tested(Kind.DIFFERENCE)),
        (f"  ratio ({interval})", 1, estimated(Kind.RATIO, DIGITS)),
        ("  p", 1, tested(Kind.RATIO)),
        (f"Hazard ratio ({interval})", 0, lambda here: estimate_cell(find(here, kind=Kind.HAZARD_RATIO), DIGITS)),
        ("p", 1, lambda here: p_cell(find(here, kind=Kind.HAZARD_RATIO))),
    ]
    made += [(head, 1, lambda here: p_cell(find(here, kind=Kind.MARGIN))) for head in margin_heads(own)]
    for test in Test:
        if only(own, variable=test):
            made += [(f"{test.words}, z", 0, statistic(test)), ("p", 1, p_of(test))]
    for level in distinct(only(own, variable=PROPORTIONALITY), "level"):
        words = f"Proportional hazards of {TESTED.get(str(level), str(level))}, p"
        made.append((words, 0, proportional(level)))
    rows = []
    for words, indent, write in made:
        cells = tuple(write(only(own, ARM=arm)) for arm in arms)
        if any(cell.text or cell.reason for cell in cells):
            rows.append(Row(words.strip(), cells, indent=indent))
    return rows


def counted(variable: str, level: str | None) -> Write:
    return lambda here: share_cell(find(here, kind=Kind.COUNT, variable=variable, level=level))


def time_by(level: str) -> Write:
    return lambda here: quartile_cell(find(here, kind=Kind.TIME_BY, level=level))


def quartile_cell(record: Record | None) -> Cell:
    """Write a time with its limits, `NR` where one is not reached: `24.0 (16.0 to NR)`."""
    if record is None:
        return Cell()
    names = ("estimate", "conf_low", "conf_high")
    known = [name for name in names if has(record, name)]
    if not known:
        return replace(number_cell(record, "estimate", TIME_DIGITS), text=NOT_REACHED)
    first, low, high = (written(record, name, TIME_DIGITS) if name in known else NOT_REACHED for name in names)
    return Cell(f"{first} ({ends(low, high)})", record["id"], tuple(known))


def at_time(name: str) -> Write:
    return lambda here: estimate_cell(find(here, kind=Kind.POINT, AVISIT=name), SHARE_DIGITS)


def estimated(kind: Kind, digits: int) -> Write:
    return lambda here: estimate_cell(find(here, kind=kind, variable=RESTRICTED), digits)


def tested(kind: Kind) -> Write:
    return lambda here: with_p(find(here, kind=kind, variable=RESTRICTED))


def with_p(record: Record | None) -> Cell:
    """Write a p value; where there is none, the estimate's own cell says why."""
    return p_cell(record) if record is not None and has(record, "p_value") else Cell()


def statistic(test: str) -> Write:
    return lambda here: number_cell(find(here, kind=Kind.RANK_TEST, variable=test), "statistic", DIGITS)


def p_of(test: str) -> Write:
    return lambda here: p_cell(find(here, variable=test))


def proportional(level: str | None) -> Write:
    return lambda here: p_cell(find(here, variable=PROPORTIONALITY, level=level))


def explained(records: Sequence[Record], look: Look) -> list[str]:
    """Explain the lines that the table has, and which way a ratio is good."""
    if not records:
        return []
    better = {record["better"] for record in only(records, kind=Kind.HAZARD_RATIO)}
    way = WAYS.get(str(better.pop()), "") if len(better) == 1 else ""
    notes = [CURVE, COMPARED.format(reference=look.reference, way=way), TESTS]
    return [*notes, *([PROPORTIONAL] if only(records, variable=PROPORTIONALITY) else [])]
