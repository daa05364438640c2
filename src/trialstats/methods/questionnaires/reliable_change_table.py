"""Subjects who improved, stayed and worsened: by the reliable change index and by the MCID, arm by arm."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.display.table.cells import Record, decimals, has, number_cell, p_cell, share_cell
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
from trialstats.display.table.shares import points_cell
from trialstats.methods.questionnaires.options import ReliableChangeTable
from trialstats.methods.questionnaires.rows import Change, Rule, Size
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

COMPARED = (Change.IMPROVED, Change.WORSENED)
# The group of rows, the variable of its threshold, and its words.
RULES = {Rule.INDEX: (Size.RELIABLE, "Reliable change"), Rule.MCID: (Size.MCID, str(Rule.MCID))}
RELIABLE = (
    "Reliable change: a change beyond the threshold, more than error of measurement is likely to explain (Jacobson & "
    "Truax 1991)."
)
IMPORTANT = "MCID: a change by the minimal clinically important difference or more"
FINER = "MCID finer than the steps of the score, so that the next step counts: {scales}."
WITHIN = "MCID below the reliable change, so that error of measurement alone may reach it: {scales}."
SIZES = {Size.STEP: "steps of", Size.RELIABLE: "reliable from"}
SHARES = "Shares are of all subjects of the arm. Differences are in percentage points."


def tabulate(table: ReliableChangeTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group a scale, a heading a rule (and visit), a line an arm."""
    records = choose(table, rows, [Kind.COUNT, Kind.RISK_DIFFERENCE, Kind.VALUE])
    pairs = [record for record in records if record["kind"] == Kind.RISK_DIFFERENCE]
    groups = [
        group(only(records, PARAMCD=code), look, several=len(visits_of(pairs, look)) > 1)
        for code in distinct(records, "PARAMCD", table.parameters)
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=subtitle(records, pairs, look),
        columns=columns(pairs),
        groups=tuple(groups),
        footnotes=(*notes(records), *table.footnotes),
        notice=look.notice,
        stub="Arm",
    )


def columns(pairs: Sequence[Record]) -> tuple[Column, ...]:
    """Head the threshold, the classes and the differences."""
    references = {record["REFERENCE"] for record in pairs}
    against = f" from {references.pop()}" if len(references) == 1 else ""
    spanners = {level: f"Difference{against}, {level.lower()}" for level in COMPARED}
    return (
        Column("Threshold"),
        *(Column(str(level), align="point") for level in Change),
        *(
            Column(label, spanner=spanner)
            for spanner in spanners.values()
            for label in (f"Estimate ({confidence(pairs)})", "p")
        ),
    )


def subtitle(records: Sequence[Record], pairs: Sequence[Record], look: Look) -> str | None:
    """Say what all lines have in common."""
    visits = visits_of(pairs, look)
    parts = [visits[0] if len(visits) == 1 else None, population_of(records)]
    return "; ".join(part for part in parts if part) or None


def group(records: Sequence[Record], look: Look, *, several: bool) -> Group:
    """Show one scale by each rule at each visit."""
    rows: list[Row] = []
    for visit in visits_of(only(records, kind=Kind.COUNT), look):
        for rule, (variable, words) in RULES.items():
            own = only(records, group=rule, AVISIT=visit)
            if not own:
                continue
            threshold = find(records, kind=Kind.VALUE, variable=variable)
            rows.append(Row(f"{visit}: {words}" if several else words))
            rows += [
                Row(arm, line(only(own, ARM=arm), threshold, decimals(own[0])), indent=1) for arm in arms_of(own, look)
            ]
    return Group(parameter_name(records[0]), tuple(rows))


def line(records: Sequence[Record], threshold: Record | None, digits: int) -> tuple[Cell, ...]:
    """Write one arm by one rule."""
    counts = only(records, kind=Kind.COUNT)
    pairs = [find(records, kind=Kind.RISK_DIFFERENCE, level=level) for level in COMPARED]
    return (
        number_cell(threshold, "value", digits),
        *(share_cell(find(counts, level=level)) for level in Change),
        *(cell for pair in pairs for cell in (points_cell(pair), p_cell(pair))),
    )


def notes(records: Sequence[Record]) -> list[str]:
    """Explain the rules, and say where the differences that matter come from."""
    sources = [str(r["level"]) for r in only(records, kind=Kind.VALUE, variable=Size.MCID) if r["level"]]
    groups = {record["group"] for record in records}
    said = [RELIABLE] if Rule.INDEX in groups else []
    if Rule.MCID in groups:
        words = "; ".join(dict.fromkeys(source.rstrip(".") for source in sources))
        said.append(f"{IMPORTANT} ({words})." if words else f"{IMPORTANT}.")
    return [*said, *doubts(records), f"{SHARES} CI: confidence interval."]


def doubts(records: Sequence[Record]) -> list[str]:
    """Name the scales whose MCID is finer than their steps, or than error of measurement allows."""
    said = {Size.STEP: FINER, Size.RELIABLE: WITHIN}
    found: dict[Size, list[str]] = {size: [] for size in said}
    for mcid in only(records, kind=Kind.VALUE, variable=Size.MCID):
        for size, scales in found.items():
            other = find(only(records, kind=Kind.VALUE, variable=size, PARAMCD=mcid["PARAMCD"]))
            if other is not None and has(mcid, "value") and has(other, "value") and mcid["value"] < other["value"]:
                name = parameter_name({**mcid, "unit": None})
                scales.append(f"{name} ({mcid['value']:g}, {SIZES[size]} {number(other['value'], decimals(mcid))})")
    return [said[size].format(scales="; ".join(scales)) for size, scales in found.items() if scales]
