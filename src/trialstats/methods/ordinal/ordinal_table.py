"""Subjects in each category by visit and arm, the odds ratio of a better one, and whether odds are proportional."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.display.table.cells import Record, count_cell, estimate_cell, has, p_cell, share_cell, size_cell
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
from trialstats.methods.ordinal.options import OrdinalTable
from trialstats.methods.ordinal.rows import BELOW_ALL, CATEGORY, PROPORTIONAL, WITHOUT
from trialstats.results.kinds import Kind
from trialstats.results.rows import MISSING

__all__ = ["tabulate"]

KINDS = (Kind.COUNT, Kind.ODDS_RATIO, Kind.JOINT_TEST)
DIGITS = 2
MEANING = (
    "Odds ratio: of being in a better category, one for all of them together; above 1 the arm does better than "
    "{reference}. {better}"
)
TESTED = (
    "Proportional odds: whether one odds ratio holds between any two categories; a small p speaks against it, and the "
    "ratio is then an average."
)

RANKED = f"{BELOW_ALL}: a category below all others, in which the estimand counts who had one."


def tabulate(table: OrdinalTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group a parameter and analysis: at each visit the arms compared, and their categories below."""
    records = choose(table, rows, KINDS)
    arms = arms_of(records, look)
    active = [arm for arm in arms if only(records, ARM=arm, REFERENCE=look.reference)]
    analyses = distinct(records, "analysis", table.analyses)
    groups = [
        Group(heading(own[0], several=len(analyses) > 1), tuple(lines(own, arms, active, look)))
        for analysis in analyses
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters)
        for own in [only(records, analysis=analysis, PARAMCD=code)]
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=(
            *(Column(arm, count=size_cell(only(records, variable=WITHOUT), arm), align="point") for arm in arms),
            *(
                Column(label, spanner=f"{arm} against {look.reference}", align="point")
                for arm in active
                for label in (f"Odds ratio ({confidence(records)})", "p")
            ),
        ),
        groups=tuple(groups),
        footnotes=(*explained(records, look), *rules_of(table, rows, table.parameters), *table.footnotes),
        notice=look.notice,
        stub="Category",
    )


def heading(record: Record, *, several: bool) -> str:
    name = parameter_name(record, measure=True)
    return f"{record['label'] or record['analysis']}: {name}" if several else name


def lines(own: Sequence[Record], arms: Sequence[str], active: Sequence[str], look: Look) -> list[Row]:
    """Write, at each visit, who has a value and how the arms compare; then the categories; then the test."""
    written = []
    for visit in visits_of(own, look):
        here = only(own, AVISIT=visit)
        counts = only(here, kind=Kind.COUNT, variable=CATEGORY)
        compared = [cell for arm in active for cell in comparison(find(here, kind=Kind.ODDS_RATIO, ARM=arm))]
        sizes = [count_cell(find(counts, ARM=arm), "total") for arm in arms]
        written.append(Row(f"{visit or 'All visits'}: subjects with a value", (*sizes, *compared)))
        blank = (Cell(),) * len(compared)
        for level in distinct(counts, "level"):
            shares = [share_cell(find(counts, level=level, ARM=arm)) for arm in arms]
            written.append(Row(str(level), (*shares, *blank), indent=1))
        absent = [find(here, kind=Kind.COUNT, variable=WITHOUT, ARM=arm) for arm in arms]
        if any(record is not None and record["count"] for record in absent):
            written.append(Row(MISSING, (*(count_cell(record, "count") for record in absent), *blank), indent=1))
        test = find(here, kind=Kind.JOINT_TEST, variable=PROPORTIONAL)
        if test is not None:
            cells = [*(Cell() for _ in arms), *blank[:-1], p_cell(test)]
            written.append(Row(tested(test), tuple(cells), indent=1))
    return written


def tested(record: Record) -> str:
    """Name the test with its chi-squared, where there is one."""
    if not has(record, "statistic", "num_df"):
        return "Proportional odds"
    return f"Proportional odds: χ² {number(record['statistic'], 1)}, {number(record['num_df'], 0)} df"


def comparison(record: Record | None) -> list[Cell]:
    return [estimate_cell(record, DIGITS), p_cell(record)]


def best_categories(records: Sequence[Record]) -> list[str]:
    """Name the best category, of several outcomes each with its name: categories stand in the order of values."""
    counts = [record for record in only(records, kind=Kind.COUNT, variable=CATEGORY) if record["better"]]
    found = {}
    for analysis in distinct(counts, "analysis"):
        for code in distinct(only(counts, analysis=analysis), "PARAMCD"):
            own = only(counts, analysis=analysis, PARAMCD=code)
            levels = [level for level in distinct(own, "level") if level != BELOW_ALL]
            found[parameter_name(own[0])] = str(levels[0 if own[0]["better"] == "lower" else -1])
    if len({*found.values()}) <= 1:
        return [*found.values()][:1]
    return [f"{name}: the best category is {best}" for name, best in found.items()]


def explained(records: Sequence[Record], look: Look) -> list[str]:
    """Say what the odds ratio is of, which values are better, and what the test says."""
    best = best_categories(records)
    said = f"The best category is {best[0]}." if len(best) == 1 else "".join(f" {one}." for one in best).strip()
    notes = [MEANING.format(reference=look.reference, better=said).strip(), "CI: confidence interval."]
    if any(record["count"] for record in only(records, variable=WITHOUT)):
        notes.append(f"{MISSING}: subjects of the arm in the population in no category; percentages are of the others.")
    notes += [RANKED] if only(records, level=BELOW_ALL) else []
    return notes + ([TESTED] if only(records, kind=Kind.JOINT_TEST) else [])
