"""The flow of participants as a table: the boxes of the diagram, a line each, by arm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell
from trialstats.display.table.choose import arms_of, choose, distinct, find, only
from trialstats.display.table.data import Column, Group, Row, TableData
from trialstats.methods.consort.options import FlowTable
from trialstats.methods.consort.rows import Flow
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

# The groups of lines, and what each line is called.
ENROLMENT = {Flow.ASSESSED: "Assessed for eligibility", Flow.NOT_RANDOMISED: "Excluded", Flow.RANDOMISED: "Randomised"}
ALLOCATION = {Flow.RECEIVED: "Received treatment", Flow.NOT_RECEIVED: "Did not receive it"}
FOLLOW_UP = {
    Flow.COMPLETED: "Completed the trial",
    Flow.DISCONTINUED: "Discontinued",
    Flow.NOT_KNOWN: "End of trial not known",
}
ANALYSIS = {Flow.ANALYSED: "Analysed", Flow.OBSERVED: "with a value: {level}", Flow.EXCLUDED: "Excluded"}


def tabulate(table: FlowTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the counts of one flow by arm and of all arms; numbers of participants."""
    records = choose(table, rows, [Kind.COUNT])
    arms = arms_of(records, look)
    of_analyses = only_of(records, tuple(ANALYSIS))
    groups = [
        Group("Enrolment", lines(records, arms, ENROLMENT)),
        Group("Allocation", lines(records, arms, ALLOCATION)),
        Group("Treatment periods", tuple(periods(only_of(records, (Flow.BEGAN, Flow.LEFT)), arms))),
        Group("Follow-up", lines(records, arms, FOLLOW_UP)),
    ]
    for name in distinct(of_analyses, "group"):
        own = only(of_analyses, group=name)
        groups.append(Group(f"Analysis: {own[0]['PARAM'] or name}", lines(own, arms, ANALYSIS)))
    return TableData(
        title=table.title,
        number=table.number,
        columns=tuple(Column(arm, align="point") for arm in arms),
        groups=tuple(group for group in groups if group.rows),
        footnotes=(
            "Numbers of participants; follow-up and every analysis begin with all who were randomised.",
            *table.footnotes,
        ),
        notice=look.notice,
    )


def only_of(records: Sequence[Record], variables: Sequence[Flow]) -> list[Record]:
    return [record for record in records if record["variable"] in variables]


def lines(records: Sequence[Record], arms: Sequence[str], names: dict[Flow, str]) -> tuple[Row, ...]:
    """Write a line for each thing counted, and deeper one for each reason; none of what happened to nobody known."""
    found: list[Row] = []
    for variable, name in names.items():
        own = only(records, variable=variable)
        if variable == Flow.NOT_KNOWN and not any(record["count"] for record in own):
            continue
        for level in distinct(own, "level"):
            label, deep = (name, 0) if level is None else (name.format(level=level), 1)
            label = str(level) if level is not None and variable != Flow.OBSERVED else label
            cells = tuple(count_cell(find(own, level=level, ARM=arm), "count") for arm in arms)
            found.append(Row(label, cells, indent=deep))
    return tuple(found)


def periods(records: Sequence[Record], arms: Sequence[str]) -> Iterator[Row]:
    """Write who began each period of a crossover trial, and who did not go on to it."""
    for period in distinct(records, "level"):
        own = only(records, level=period)
        for group in distinct(only(own, variable=Flow.LEFT), "group"):
            label = f"Did not begin {str(period).lower()}" if group is None else str(group)
            cells = (find(own, variable=Flow.LEFT, group=group, ARM=arm) for arm in arms)
            yield Row(label, tuple(count_cell(one, "count") for one in cells), indent=int(group is not None))
        began = (find(own, variable=Flow.BEGAN, ARM=arm) for arm in arms)
        yield Row(f"Began {str(period).lower()}", tuple(count_cell(one, "count") for one in began))
