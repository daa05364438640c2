"""Correlations of parameters with another outcome: over visits within subjects, and of the changes at each visit."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, estimate_cell, number_cell, p_cell, share_cell
from trialstats.display.table.choose import (
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
from trialstats.methods.association.options import AssociationsTable
from trialstats.methods.association.rows import ON_LOGARITHMS, BelowLimit, Counted
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

EXPLORATORY = (
    "Exploratory: associations are no effects of treatment and prove no mechanism; not adjusted for multiplicity."
)
NOTES = (
    "Within subjects: repeated-measures correlation over visits, not adjusted for arm or time. Changes: partial "
    "correlation given the arm and the covariates of the analysis. r: correlation coefficient. CI: confidence interval "
    "by Fisher's z. df: degrees of freedom.",
    "Pairs: values of both outcomes of a subject at a visit.",
)
LOG = "Values of %s are logarithms."
BELOW = {
    BelowLimit.EXCLUDED: "Results below a limit of the assay have no number and are left out: the association is of "
    "the rest.",
    BelowLimit.HALF_LIMIT: "Results below a limit of the assay are taken as half of it.",
}
WITHIN = "Over visits, within subjects"


def tabulate(table: AssociationsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group a parameter and other outcome: its correlations, and what its values are."""
    records = choose(table, rows, [Kind.CORRELATION])
    # The other outcome is no parameter of the table's choice, and its words are needed all the same.
    counts = choose(table.model_copy(update={"parameters": ()}), rows, [Kind.COUNT])
    logs = [r for r in records if str(r["group"]).endswith(ON_LOGARITHMS)]
    groups = [
        group(only(records, analysis=analysis, PARAMCD=code), only(counts, analysis=analysis), look)
        for analysis in distinct(records, "analysis", table.analyses)
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters)
    ]
    shown = {(record["analysis"], record["PARAMCD"]) for record in records}
    below = [r for r in only(counts, variable=Counted.BELOW) if r["count"] and (r["analysis"], r["PARAMCD"]) in shown]
    done = [BELOW[BelowLimit(record["level"])] for record in below]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle="; ".join(part for part in ("Exploratory analysis", population_of(records)) if part),
        columns=(
            Column("Subjects"),
            Column("Pairs"),
            Column(f"r ({confidence(records)})"),
            Column("df"),
            Column("p"),
            Column("Values used", align="point"),
            Column("Below a limit", align="point"),
            *([Column("Above a limit", align="point")] if any_above(counts) else []),
        ),
        groups=tuple(groups),
        footnotes=(EXPLORATORY, *NOTES, *logs_note(logs), *dict.fromkeys(done), *table.footnotes),
        notice=look.notice,
    )


def any_above(counts: Sequence[Record]) -> bool:
    """Tell whether any result lies above a limit of its assay."""
    return any(record["count"] for record in only(counts, variable=Counted.ABOVE))


def logs_note(logs: Sequence[Record]) -> list[str]:
    """Name the parameters whose values are logarithms."""
    names = dict.fromkeys(str(record["PARAM"] or record["PARAMCD"]) for record in logs)
    return [LOG % " and ".join(names)] if names else []


def group(records: Sequence[Record], counts: Sequence[Record], look: Look) -> Group:
    """Show one parameter: its values beside the correlation over visits, which uses all of them."""
    first = records[0]
    other = find(counts, PARAMCD=first["variable"])
    shown = [Counted.USED, Counted.BELOW, *([Counted.ABOVE] if any_above(counts) else [])]
    said = [find(counts, PARAMCD=first["PARAMCD"], variable=name) for name in shown]
    rows = []
    for visit in sorted(visits_of(records, look), key=lambda visit: visit is not None):
        record = find(records, AVISIT=visit)
        label = WITHIN if visit is None else f"Changes at {visit}, adjusted"
        rows.append(Row(label, (*line(record), *(share_cell(count) if visit is None else Cell() for count in said))))
    name = parameter_name(other) if other else str(first["variable"])
    return Group(f"{parameter_name(first)} and {name}", tuple(rows))


def line(record: Record | None) -> tuple[Cell, ...]:
    """Write one correlation."""
    pairs = count_cell(record, "events") if record is not None and record["AVISIT"] is None else Cell()
    return (count_cell(record), pairs, estimate_cell(record, 2), number_cell(record, "df", 0), p_cell(record))
