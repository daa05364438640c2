"""Estimates of models by arm: means, differences, intervals, p values; the truth beside, where it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.margins import concluded
from trialstats.display.numbers import MINUS
from trialstats.display.table.cells import Record
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
from trialstats.display.table.data import Cell, Group, Row, TableData
from trialstats.display.table.explain import explanations, measures_of
from trialstats.display.table.reliability import tabulate_reliability
from trialstats.methods.continuous.estimates_table_blocks import Block, Line, blocks_of, columns_of
from trialstats.methods.continuous.options import EstimatesTable
from trialstats.methods.shared.rows import RATIO
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.LSMEAN, Kind.SLOPE, Kind.DIFFERENCE, Kind.EFFECT_SIZE, Kind.TREND)
TREND = "Trend over doses"


@dataclass(frozen=True)
class Layout:
    """What varies in the table; what does not is said once, in its subtitle."""

    analyses: bool  # several, so that their labels head the groups
    parameters: bool  # several, or one with several measures
    visits: bool  # several, each with its heading
    measures: bool  # only one in each group, so that its words follow the parameter's
    populations: bool  # several, so that each group says its own


def tabulate(table: EstimatesTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a line for each arm: its mean, and its difference from the reference beside it."""
    records = choose(table, rows, KINDS)
    if not records and (alphas := choose(table, rows, [Kind.RELIABILITY])):
        return tabulate_reliability(table, alphas, look)
    truths = choose(table, rows, [Kind.TRUTH], analyses=(table.truth,)) if table.truth else []
    layout = layout_of(records)
    blocks = blocks_of(records, truths)
    columns = columns_of(blocks)
    groups = [
        group(only(records, analysis=analysis, PARAMCD=code), truths, blocks, look, layout)
        for analysis in distinct(records, "analysis", table.analyses)
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters)
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=subtitle(records, layout),
        columns=columns,
        groups=tuple(groups),
        footnotes=(
            *explanations(records, columns, truth=bool(truths)),
            *concluded(choose(table, rows, [Kind.MARGIN])),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Arm",
    )


def layout_of(records: Sequence[Record]) -> Layout:
    """See which keys vary."""
    measured = {(record["analysis"], record["PARAMCD"], record["measure"]) for record in records}
    groups = {key[:2] for key in measured}
    same_measure = len(measured) == len(groups)
    return Layout(
        analyses=len(distinct(records, "analysis")) > 1,
        parameters=len({key[1:] for key in (measured if same_measure else groups)}) > 1,
        visits=len(distinct(records, "AVISIT")) > 1,
        measures=same_measure,
        populations=len({record["population"] for record in records if record["population"]}) > 1,
    )


def subtitle(records: Sequence[Record], layout: Layout) -> str | None:
    """Say what all lines have in common: parameter, visit, population."""
    if not records:
        return None
    first = records[0]
    parts = [
        None if layout.parameters else parameter_name(first, measure=layout.measures),
        None if layout.visits else first["AVISIT"],
        population_of(records),
    ]
    return "; ".join(part for part in parts if part) or None


def group(
    records: Sequence[Record], truths: Sequence[Record], blocks: Sequence[Block], look: Look, layout: Layout
) -> Group:
    """Show one parameter of one analysis."""
    rows: list[Row] = []
    for visit in visits_of(records, look):
        if layout.visits:
            rows.append(Row(visit or "Over all visits"))
        lines = lines_of(only(records, AVISIT=visit), truths, look)
        rows.extend(Row(line.label, write(line, blocks), indent=int(layout.visits)) for line in lines)
    return Group(group_label(records, layout), tuple(rows))


def group_label(records: Sequence[Record], layout: Layout) -> str | None:
    """Name a group by what tells it from the others: analysis, parameter, population, measures."""
    first = records[0]
    analysis = (first["label"] or first["analysis"]) if layout.analyses else ""
    parameter = parameter_name(first, measure=layout.measures) if layout.parameters else ""
    population = str(first["population"] or "") if layout.populations else ""
    # The label of an analysis may say its population already.
    own = "" if population.casefold() in str(analysis).casefold() else population
    named = ": ".join(part for part in (analysis, parameter) if part)
    measured = measures_of(records) if layout.analyses and not layout.measures else ""
    return "; ".join(part for part in (named, own, measured) if part) or None


def lines_of(records: Sequence[Record], truths: Sequence[Record], look: Look) -> list[Line]:
    """Gather what is known of each arm at a visit, then of the trend over arms.

    An arm's line has its mean and its difference from the reference; differences from other arms get their own.
    """
    lines = []
    for arm in arms_of(records, look):
        own = only(records, ARM=arm)
        against = [str(other) for other in distinct(own, "REFERENCE", (look.reference,)) if other is not None]
        pair = compared(own, against[0], truths) if against else {}
        lines.append(Line(arm, mean=find(own, REFERENCE=None), **pair))
        others = [(f"{arm} {MINUS} {other}", compared(own, other, truths)) for other in against[1:]]
        lines.extend(Line(label, **pair) for label, pair in others)
    lines.extend(Line(TREND, contrast=record) for record in only(records, kind=Kind.TREND))
    return lines


def compared(own: Sequence[Record], against: str, truths: Sequence[Record]) -> dict[str, Record | None]:
    """Pick the rows that compare an arm with another: difference, effect size and true difference."""
    pair = only(own, REFERENCE=against)
    # A ratio stands beside the true ratio. A truth is of no dataset: it has the digits of the estimate beside it.
    keys = {key: pair[0][key] for key in ("PARAMCD", "AVISIT", "ARM", "REFERENCE")}
    truth = find(truths, **keys, measure=RATIO if only(pair, kind=Kind.RATIO) else None)
    return {
        "contrast": find(pair, kind=Kind.DIFFERENCE) or find(pair, kind=Kind.SLOPE),
        "effect": find(pair, kind=Kind.EFFECT_SIZE),
        "truth": truth and {**truth, "decimals": pair[0]["decimals"]},
    }


def write(line: Line, blocks: Sequence[Block]) -> tuple[Cell, ...]:
    """Write the cells of a line."""
    return tuple(piece.write(block.record(line)) for block in blocks for piece in block.pieces)
