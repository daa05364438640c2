"""Effects in subgroups: a line a level, under the factor and its test of interaction; first the effect in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    has,
    interval_cell,
    number_cell,
    p_cell,
    pair_cell,
    sentence,
)
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
from trialstats.methods.subgroups.options import SubgroupsTable
from trialstats.methods.subgroups.rows import PLANNED, Plan
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

MARK = "\N{DAGGER}"
ABBREVIATIONS = "LS mean: least-squares mean. SE: standard error. CI: confidence interval."
INTERACTION = (
    "p for interaction: F test that the difference is the same in all levels of the factor. An effect within a level "
    "is no finding by itself; intervals and tests are not adjusted for their number."
)
TRUE = "True difference: the effect in all subjects that the simulation was given."
WORDS = {Plan.PLANNED: "Planned subgroups", Plan.POST_HOC: "Post hoc subgroups", Plan.NOT_SAID: "Subgroups"}
SAID = {
    Plan.PLANNED: "The subgroups were planned before the data were seen.",
    Plan.POST_HOC: "The subgroups were chosen after the data were seen (post hoc).",
    Plan.NOT_SAID: "The trial file does not say whether the subgroups were planned before the data were seen.",
}


def tabulate(table: SubgroupsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out, for each parameter and visit, all subjects and then the factors."""
    records = choose(table, rows, [Kind.LSMEAN, Kind.DIFFERENCE, Kind.INTERACTION])
    plans = [Plan(row["level"]) for row in choose(table, rows, [Kind.DIAGNOSTIC]) if row["variable"] == PLANNED]
    truths = choose(table, rows, [Kind.TRUTH], analyses=(table.truth,)) if table.truth else []
    arms = arms_of(only(records, kind=Kind.LSMEAN), look)
    active = arms_of(only(records, kind=Kind.DIFFERENCE), look)
    keys = [
        (analysis, code, visit)
        for analysis in distinct(records, "analysis", table.analyses)
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters)
        for visit in visits_of(only(records, analysis=analysis, PARAMCD=code), look)
    ]
    groups = [
        Group(
            heading(own[0], several=len(keys) > 1, analyses=len(table.analyses) > 1),
            tuple(lines(own, truths, arms, active)),
        )
        for own in (only(records, analysis=analysis, PARAMCD=code, AVISIT=visit) for analysis, code, visit in keys)
    ]
    first = records[0] if records else None
    common = [
        f"{parameter_name(first, measure=True)}; {first['AVISIT']}" if first and len(keys) == 1 else None,
        " and ".join(WORDS[plan] for plan in dict.fromkeys(plans)),
        population_of(records),
    ]
    small = [str(record["reason"]) for record in records if is_small(record)]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle="; ".join(part for part in common if part) or None,
        columns=columns(records, arms, active, truth=bool(truths)),
        groups=tuple(groups),
        footnotes=(
            ABBREVIATIONS,
            f"Differences are arm minus {look.reference}.",
            *(SAID[plan] for plan in dict.fromkeys(plans)),
            INTERACTION,
            *(f"{MARK} {sentence(reason)}" for reason in dict.fromkeys(small)),
            *([TRUE] if truths else []),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Subgroup",
    )


def columns(
    records: Sequence[Record], arms: Sequence[str], active: Sequence[str], *, truth: bool
) -> tuple[Column, ...]:
    """Head the columns: each arm's subjects and mean, each difference, the test of interaction."""
    heads = [Column(label, spanner=arm) for arm in arms for label in ("n", "LS mean (SE)")]
    for arm in active:
        reference = next(record["REFERENCE"] for record in only(records, kind=Kind.DIFFERENCE, ARM=arm))
        spanner = f"{arm} minus {reference}"
        heads += [Column(label, spanner=spanner) for label in ("Estimate (SE)", confidence(records), "p")]
        heads += [Column("True difference", spanner=spanner)] if truth else []
    return (*heads, Column("p for interaction"))


def heading(record: Record, *, several: bool, analyses: bool) -> str | None:
    """Name what a group is about where there are several."""
    if not several:
        return None
    name = f"{parameter_name(record, measure=True)}; {record['AVISIT']}"
    return f"{record['label'] or record['analysis']}: {name}" if analyses else name


def lines(records: Sequence[Record], truths: Sequence[Record], arms: Sequence[str], active: Sequence[str]) -> list[Row]:
    """Write all subjects, then each factor: its name with the test, and its levels."""
    rows = [Row("All subjects", cells(only(records, group=None), truths, arms, active))]
    width = len(rows[0].cells) - 1
    for factor in distinct(records, "group"):
        if factor is None:
            continue
        own = only(records, group=factor)
        test = p_cell(find(own, kind=Kind.INTERACTION))
        rows.append(Row(str(factor), (*(Cell() for _ in range(width)), test)))
        rows += [
            Row(str(level), cells(only(own, level=level), (), arms, active, truth=bool(truths)), indent=1)
            for level in distinct(own, "level")
            if level is not None
        ]
    return rows


def cells(
    records: Sequence[Record], truths: Sequence[Record], arms: Sequence[str], active: Sequence[str], truth: bool = False
) -> tuple[Cell, ...]:
    """Write the means and differences of one subgroup."""
    written: list[Cell] = []
    for arm in arms:
        mean = find(records, kind=Kind.LSMEAN, ARM=arm)
        written += [count_cell(mean), pair_cell(mean, "estimate", "std_error", digits(mean))]
    for arm in active:
        difference = find(records, kind=Kind.DIFFERENCE, ARM=arm)
        effect = pair_cell(difference, "estimate", "std_error", digits(difference))
        marked = difference is not None and is_small(difference)
        written.append(replace(effect, text=f"{effect.text} {MARK}") if marked else effect)
        written += [interval_cell(difference, "conf_low", "conf_high", digits(difference)), p_cell(difference)]
        if truths or truth:
            written.append(true_cell(difference, truths))
    return (*written, Cell())


def digits(record: Record | None) -> int:
    return decimals(record) if record is not None else 0


def true_cell(difference: Record | None, truths: Sequence[Record]) -> Cell:
    """Write the true effect in all subjects; nothing beside a level."""
    if difference is None:
        return Cell()
    found = find(truths, **{key: difference[key] for key in ("PARAMCD", "AVISIT", "ARM", "REFERENCE")})
    return number_cell(found, "estimate", digits(difference))


def is_small(record: Record) -> bool:
    """Tell an estimate that comes with a warning: it has numbers and a reason to mistrust them."""
    return record["kind"] == Kind.DIFFERENCE and has(record, "estimate") and bool(record["reason"])
