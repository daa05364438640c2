"""Counts by arm: subjects, events, time, rates, their ratio, and how far counts vary beyond Poisson's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.margins import concluded, margin_heads
from trialstats.display.table.cells import Record, count_cell, estimate_cell, has, number_cell, p_cell
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
from trialstats.display.table.shares import rules_of
from trialstats.methods.counts.options import CountsTable
from trialstats.methods.counts.rows import ADJUSTED, DISPERSION, DOUBLING, PEARSON
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.RATE, Kind.RATE_RATIO, Kind.MARGIN, Kind.INTERACTION, Kind.VARIANCE)
DIGITS = 2  # of a ratio and of the dispersion
RATIO = (
    "Rate ratio: arm over {reference}, by the regression of all arms; so it need not be the quotient of the unadjusted "
    "rates. Below 1: fewer with the arm than with {reference}{better}. {statistic} and p: Wald's test."
)
CHANGE = (
    "Ratio of rate ratios: by what the rate ratio is multiplied {level} of {name}; above 1 it is larger where that is "
    "larger. The rate ratio above is the one at {mean}, the {kind} of all subjects used."
)
BETTER = {"lower": ", which is better", "higher": ", which is worse"}
TIMES = re.compile(r"per (?:[\d.]+ )?(.+)")

Write = Callable[[Sequence[Record]], Cell]


def tabulate(table: CountsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis, parameter and visit, a line for each arm, and one for what is of all."""
    records = choose(table, rows, KINDS)
    columns = columns_of(records)
    groups = []
    for analysis in distinct(records, "analysis", table.analyses):
        for code in distinct(only(records, analysis=analysis), "PARAMCD"):
            for visit in visits_of(only(records, analysis=analysis, PARAMCD=code), look):
                own = only(records, analysis=analysis, PARAMCD=code, AVISIT=visit)
                by_arm = [record for record in own if record["kind"] != Kind.INTERACTION]
                lines = [Row(arm, written(only(by_arm, ARM=arm), columns)) for arm in arms_of(by_arm, look)]
                lines += [
                    Row(changing(record), written([record], columns)) for record in only(own, kind=Kind.INTERACTION)
                ]
                groups.append(Group(heading(own, records), tuple(lines)))
    return TableData(
        title=table.title,
        number=table.number,
        subtitle="; ".join(filter(None, [population_of(records), shared(records)])) or None,
        columns=tuple(column for column, _ in columns),
        groups=tuple(groups),
        footnotes=(
            *explained(records, look),
            *concluded(only(records, kind=Kind.MARGIN)),
            *rules_of(table, rows),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Arm",
    )


def heading(own: Sequence[Record], records: Sequence[Record]) -> str | None:
    """Name a group by what of analysis, parameter and visit others do not share; one alone by parameter and visit."""
    first, analyses = own[0], len(distinct(records, "analysis")) > 1
    alone = not analyses and not any(len(distinct(records, key)) > 1 for key in ("PARAMCD", "AVISIT"))
    parts = [str(first["label"] or first["analysis"])] if analyses else []
    parts += [name for key, name in of_what(first) if alone or len(distinct(records, key)) > 1]
    return ", ".join(parts) or None


def shared(records: Sequence[Record]) -> str:
    """Name the parameter and the visit that all of several groups share, of whose headings they are no part."""
    if len({(record["analysis"], record["PARAMCD"], record["AVISIT"]) for record in records}) < 2:
        return ""
    return ", ".join(name for key, name in of_what(records[0]) if len(distinct(records, key)) == 1)


def of_what(record: Record) -> list[tuple[str, str]]:
    """Give key and name of parameter and visit, as far as there are any."""
    found = [("PARAMCD", parameter_name({**record, "unit": None}))] if record["PARAMCD"] is not None else []
    return [*found, *([("AVISIT", str(record["AVISIT"]))] if record["AVISIT"] is not None else [])]


def columns_of(records: Sequence[Record]) -> list[tuple[Column, Write]]:
    """Head the columns, with how each cell is written; those of the test where there is one."""
    interval = confidence([record for record in records if record["kind"] != Kind.MARGIN])
    units = [str(unit) for unit in distinct(only(records, kind=Kind.RATE), "unit") if unit]
    unit = units[0] if len(units) == 1 else "per unit of time"
    columns: list[tuple[Column, Write]] = [
        (Column("n"), lambda own: count_cell(counted(own))),
        (Column("Events"), lambda own: count_cell(counted(own), "events")),
        (Column("With any"), lambda own: count_cell(counted(own), "count")),
        (Column(time_head(unit)), lambda own: number_cell(counted(own), "value", 1)),
        (Column(f"Rate {unit} ({interval})"), lambda own: estimate_cell(counted(own), 1)),
        (Column(f"Adjusted rate ({interval})"), lambda own: estimate_cell(find(own, variable=ADJUSTED), 1)),
        (Column(f"Rate ratio ({interval})"), lambda own: estimate_cell(ratio(own), DIGITS)),
    ]
    if any(has(record, "p_value") for record in only(records, kind=Kind.RATE_RATIO)):
        columns += [
            (Column(statistic_of(records)), lambda own: number_cell(ratio(own), "statistic", DIGITS)),
            (Column("p"), lambda own: p_cell(ratio(own))),
        ]
    columns += [(Column(head), lambda own: p_cell(find(own, kind=Kind.MARGIN))) for head in margin_heads(records)]
    if only(records, variable=DISPERSION):
        columns.append((Column(f"Dispersion ({interval})"), lambda own: estimate_cell(of(own, DISPERSION), DIGITS)))
        columns.append((Column("p against Poisson"), lambda own: p_cell(tested(of(own, DISPERSION)))))
    columns.append(
        (
            Column("Pearson \N{GREEK SMALL LETTER CHI}\N{SUPERSCRIPT TWO}/df"),
            lambda own: number_cell(of(own, PEARSON), "estimate", DIGITS),
        )
    )
    return columns


def counted(own: Sequence[Record]) -> Record | None:
    """Find the rate as it was counted."""
    return next((record for record in only(own, kind=Kind.RATE) if record["variable"] != ADJUSTED), None)


def ratio(own: Sequence[Record]) -> Record | None:
    """Find the ratio of a line: that of its arm, or by what one changes."""
    return find(own, kind=Kind.RATE_RATIO) or find(own, kind=Kind.INTERACTION)


def changing(record: Record) -> str:
    """Name the line of what a ratio changes by: `Progabide: ratio of rate ratios, per doubling of Seizures before`."""
    return f"{record['ARM']}: ratio of rate ratios, {record['level']} of {record['group']}"


def of(own: Sequence[Record], variable: str) -> Record | None:
    return find(own, variable=variable)


def tested(record: Record | None) -> Record | None:
    """Take a dispersion that was tested; at its limit there is no test, and its own cell says why."""
    return record if record is None or has(record, "p_value") or not has(record, "estimate") else None


def time_head(unit: str) -> str:
    """Head the time that rates are per: `Person-years`, `Weeks`."""
    found = TIMES.fullmatch(unit)
    word = found.group(1) if found else "time"
    return (word if word.endswith("s") or word == "time" else f"{word}s").capitalize()


def changes(records: Sequence[Record]) -> Iterator[str]:
    """Say for each number of which the ratio depends where the ratio is told."""
    interactions = [record for record in only(records, kind=Kind.INTERACTION) if has(record, "value")]
    for name in distinct(interactions, "variable"):
        of_name = only(interactions, variable=name)
        means = list(dict.fromkeys(f"{record['value']:.4g}" for record in of_name))
        kind = "geometric mean" if of_name[0]["level"] == DOUBLING else "mean"
        yield CHANGE.format(level=of_name[0]["level"], name=of_name[0]["group"], mean=" or ".join(means), kind=kind)


def written(own: Sequence[Record], columns: Sequence[tuple[Column, Write]]) -> tuple[Cell, ...]:
    return tuple(write(own) for _, write in columns)


def statistic_of(records: Sequence[Record]) -> str:
    """Name the statistic of ratios: t where they have degrees of freedom."""
    return "t" if any(has(record, "df") for record in only(records, kind=Kind.RATE_RATIO)) else "z"


def explained(records: Sequence[Record], look: Look) -> list[str]:
    """Say which way a ratio is good where the file says so, and what one changes by; its analysis says the rest."""
    if not records:
        return []
    better = {record["better"] for record in only(records, kind=Kind.RATE_RATIO)}
    way = BETTER.get(str(better.pop()), "") if len(better) == 1 else ""
    return [RATIO.format(reference=look.reference, better=way, statistic=statistic_of(records)), *changes(records)]
