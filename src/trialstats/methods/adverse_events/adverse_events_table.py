"""Adverse events by arm: subjects and events, risk differences, incidence; or subjects at each severity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import MINUS, number
from trialstats.display.table.cells import Record, count_cell, estimate_cell, has, share_cell, size_cell
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, only, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.shares import points_cell, rules_of
from trialstats.methods.adverse_events.adverse_events_table_lines import Line, left_out, overview_lines, term_lines
from trialstats.methods.adverse_events.options import AdverseEventsTable
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.COUNT, Kind.RISK_DIFFERENCE, Kind.RATE)
SUBJECTS = "n (%): subjects with at least one event of the kind, each counted once."
EVENTS = "Events: all of them, a subject's every one."
WORST = "Subjects are counted once in each line, at the severity of their most severe event."

Index = dict[tuple[str | None, ...], Record]


@dataclass(frozen=True)
class Piece:
    """A column: its head, the row it shows of a line, and how it writes it."""

    head: Column
    record: Callable[[Line], Record | None]
    write: Callable[[Record | None], Cell]


def tabulate(table: AdverseEventsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the lines asked for, with columns of each arm and of each comparison."""
    records = choose(table, rows, KINDS)
    index: Index = {(r["kind"], r["ARM"], r["REFERENCE"], r["group"], r["variable"], r["level"]): r for r in records}
    counts = only(records, kind=Kind.COUNT)
    pieces = severities(counts, index, look) if table.by_severity else comparisons(table, records, index, look)
    shown = term_lines(table, counts, look)
    blocks = {
        "overview": ("Overview", overview_lines(counts)[:1] if table.by_severity else overview_lines(counts)),
        "terms": ("By body system and term", shown),
    }
    several = len(table.show) > 1
    groups = [
        Group(label if several else None, tuple(written(line, pieces) for line in lines))
        for label, lines in (blocks[name] for name in table.show)
        if lines
    ]
    notes = left_out(table, counts, shown) if "terms" in table.show else ""
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(piece.head for piece in pieces),
        groups=tuple(groups),
        footnotes=tuple(
            note
            for note in (*explained(table, records, pieces), *rules_of(table, rows), notes, *table.footnotes)
            if note
        ),
        notice=look.notice,
        stub="",
    )


def comparisons(table: AdverseEventsTable, records: Sequence[Record], index: Index, look: Look) -> list[Piece]:
    """Give each arm its subjects and events, and each comparison its difference."""
    counts, pieces = only(records, kind=Kind.COUNT), []
    for arm in (arm for arm in arms_of(counts, look) if arm in look.arms):
        size = size_cell(counts, arm)
        pieces.append(Piece(Column("n (%)", arm, align="point", over=size), picked(index, Kind.COUNT, arm), share_cell))
        events = Column("Events", arm, over=size)
        pieces.append(Piece(events, picked(index, Kind.COUNT, arm), lambda record: count_cell(record, "events")))
        rates = only(records, kind=Kind.RATE, ARM=arm)
        if table.incidence and rates:
            head = Column(f"Incidence ({confidence(rates)})", arm, over=size)
            pieces.append(Piece(head, picked(index, Kind.RATE, arm), lambda record: estimate_cell(record, 1)))
    differences = only(records, kind=Kind.RISK_DIFFERENCE)
    for arm in arms_of(differences, look):
        for reference in distinct(only(differences, ARM=arm), "REFERENCE"):
            head = Column(f"Difference ({confidence(differences)})", f"{arm} {MINUS} {reference}")
            one = picked(index, Kind.RISK_DIFFERENCE, arm, reference)
            pieces.append(Piece(head, one, points_cell))
    return pieces


def severities(counts: Sequence[Record], index: Index, look: Look) -> list[Piece]:
    """Give each arm a column for every severity."""
    levels = [str(level) for level in distinct(counts, "level") if level is not None]
    return [
        Piece(
            Column(level, arm, align="point", over=size_cell(counts, arm)),
            picked(index, Kind.COUNT, arm, level=level),
            share_cell,
        )
        for arm in arms_of(counts, look)
        if arm in look.arms
        for level in levels
    ]


def picked(
    index: Index, kind: str, arm: str, reference: str | None = None, level: str | None = None
) -> Callable[[Line], Record | None]:
    """Find the row of a line."""
    return lambda line: index.get((kind, arm, reference, line.group, line.variable, level))


def written(line: Line, pieces: Sequence[Piece]) -> Row:
    """Write the cells of a line."""
    return Row(line.label, tuple(piece.write(piece.record(line)) for piece in pieces), indent=line.indent)


def explained(table: AdverseEventsTable, records: Sequence[Record], pieces: Sequence[Piece]) -> list[str]:
    """Explain the columns."""
    if table.by_severity:
        return [WORST]
    notes = [f"{SUBJECTS} {EVENTS}"]
    differences = [record for record in only(records, kind=Kind.RISK_DIFFERENCE) if has(record, "estimate")]
    if differences:
        notes.append(
            f"Difference: in percentage points, with the score interval of Miettinen and Nurminen "
            f"({confidence(differences)}: confidence interval), not adjusted for their number."
        )
    if any(piece.head.label.startswith("Incidence") for piece in pieces):
        unit = next((record["unit"] for record in only(records, kind=Kind.RATE) if record["unit"]), "per person-time")
        notes.append(f"Incidence: subjects with a first event {unit} at risk, with an exact Poisson interval.")
        notes += not_followed(records)
    return notes


def not_followed(records: Sequence[Record]) -> list[str]:
    """Say of how many subjects of each arm the follow-up is not known: incidence is of the others."""
    at_risk = {r["ARM"]: r["n"] for r in only(records, kind=Kind.RATE) if has(r, "n")}
    sizes = {r["ARM"]: r["total"] for r in only(records, kind=Kind.COUNT) if has(r, "total")}
    said = [
        f"{number(sizes[arm] - n, 0)} of {number(sizes[arm], 0)} ({arm})"
        for arm, n in at_risk.items()
        if sizes.get(arm, n) > n
    ]
    return [f"Subjects whose follow-up is not known are left out of the incidence: {', '.join(said)}."] if said else []
