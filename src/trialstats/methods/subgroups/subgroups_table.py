"""Effects in subgroups: a line a level, under the factor and its test; first the effect in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    estimate_cell,
    has,
    interval_cell,
    number_cell,
    p_cell,
    pair_cell,
    sentence,
    share_cell,
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
from trialstats.display.table.shares import points_cell, ratio_cell, rules_of
from trialstats.methods.subgroups.options import SubgroupsTable
from trialstats.methods.subgroups.rows import FITS, PLANNED, SIDE, Fits, Plan
from trialstats.methods.subgroups.subgroups_table_effects import EFFECTS, OF_EVENTS, of_arms, sides_of, speaks
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

MARK = "\N{DAGGER}"
ABBREVIATIONS = {
    Kind.LSMEAN: "LS mean: least-squares mean. SE: standard error.",
    Kind.PROPORTION: "n (%): subjects with the event, of those of the denominator.",
}
CI = "CI: confidence interval."
NO_FINDING = "An effect within a level is no finding by itself; intervals and tests are not adjusted for their number."
NO_P = (
    "Whether the effect differs between the levels of a factor, its own test tells; p values within levels, which do "
    "not, are not shown."
)
TRUE = "True difference: the effect in all subjects that the simulation was given."
WORDS = {Plan.PLANNED: "Planned subgroups", Plan.POST_HOC: "Post hoc subgroups", Plan.NOT_SAID: "Subgroups"}
SAID = {
    Plan.PLANNED: "The subgroups were planned before the data were seen.",
    Plan.POST_HOC: "The subgroups were chosen after the data were seen (post hoc).",
    Plan.NOT_SAID: "The trial file does not say whether the subgroups were planned before the data were seen.",
}
TESTS = {Fits.TOGETHER: "p for interaction", Fits.SEPARATE: "p for heterogeneity"}


def tabulate(table: SubgroupsTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out, for each parameter and visit, all subjects and then the factors."""
    records = choose(table, rows, [*of_arms(Kind), *EFFECTS, Kind.INTERACTION])
    told = choose(table, rows, [Kind.DIAGNOSTIC, Kind.VALUE])
    plans = [Plan(row["level"]) for row in only(told, variable=PLANNED)]
    truths = choose(table, rows, [Kind.TRUTH], analyses=(table.truth,)) if table.truth else []
    layout = replace(layout_of(records, told, truths, look), p_values=table.p_values)
    keys = [
        (analysis, code, visit)
        for analysis in distinct(records, "analysis", table.analyses)
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters)
        for visit in visits_of(only(records, analysis=analysis, PARAMCD=code), look)
    ]
    groups = [
        Group(
            heading(own[0], several=len(keys) > 1, analyses=len(table.analyses) > 1), tuple(lines(own, truths, layout))
        )
        for own in (only(records, analysis=analysis, PARAMCD=code, AVISIT=visit) for analysis, code, visit in keys)
    ]
    first = records[0] if records else None
    common = [
        place_of(first) if first and len(keys) == 1 else None,
        " and ".join(WORDS[plan] for plan in dict.fromkeys(plans)),
        population_of(records),
    ]
    small = [str(record["reason"]) for record in records if is_small(record)]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle="; ".join(part for part in common if part) or None,
        columns=layout.columns(records, truth=bool(truths)),
        groups=tuple(groups),
        footnotes=(
            " ".join([*(ABBREVIATIONS[kind] for kind in layout.means if kind in ABBREVIATIONS), CI]),
            *directions(records, only(told, variable=SIDE), layout, look),
            *(SAID[plan] for plan in dict.fromkeys(plans)),
            *rules_of(table, rows),
            NO_FINDING,
            *([] if table.p_values else [NO_P]),
            *(f"{MARK} {sentence(reason)}" for reason in dict.fromkeys(small)),
            *([TRUE] if truths else []),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Subgroup",
    )


@dataclass(frozen=True)
class Layout:
    """arms; active: those compared, with what with; means, effects: the kinds shown; test: how it is headed.

    apart: whether each comparison has a test of its own; p_values: whether effects have theirs.
    """

    arms: Sequence[str]
    active: Sequence[tuple[str, str]]
    means: dict[Kind, str]
    effects: Sequence[Kind]
    test: str
    apart: bool
    p_values: bool = False

    @property
    def of_means(self) -> bool:
        """Whether differences of means alone are compared, whose errors have room."""
        return list(self.effects) in ([Kind.DIFFERENCE], [])

    @property
    def p_label(self) -> list[str]:
        """The head of the p values of effects, where they are shown."""
        return ["p"] if self.p_values else []

    @property
    def width(self) -> int:
        """How many cells an effect takes."""
        return (2 if self.of_means else 1) + self.p_values

    def columns(self, records: Sequence[Record], *, truth: bool) -> tuple[Column, ...]:
        """Head the columns: each arm's subjects and mean, each comparison, the test."""
        of_arm = " / ".join(self.means.values())
        subjects = "N" if list(self.means) == [Kind.PROPORTION] else "n"
        heads = [Column(label, spanner=arm) for arm in self.arms for label in (subjects, of_arm)]
        names = list(dict.fromkeys(EFFECTS[kind].with_unit for kind in self.effects))
        between = {EFFECTS[kind].between for kind in self.effects} or {"minus"}
        word = between.pop() if len(between) == 1 else "against"
        level = confidence(only_effects(records))
        for arm, reference in self.active:
            spanner = f"{arm} {word} {reference}"
            own = ["Estimate (SE)", level] if self.of_means else [f"{' / '.join(names)} ({level})"]
            heads += [Column(label, spanner=spanner) for label in (*own, *self.p_label)]
            heads += [Column("True difference", spanner=spanner)] if truth else []
            heads += [Column(self.test, spanner=spanner)] if self.apart else []
        return (*heads, *(() if self.apart else (Column(self.test),)))


def layout_of(records: Sequence[Record], told: Sequence[Record], truths: Sequence[Record], look: Look) -> Layout:
    """Find which arms, kinds and tests there are."""
    effects = only_effects(records)
    means = of_arms(record["kind"] for record in records)
    active = arms_of(effects, look)
    references = {arm: str(only(effects, ARM=arm)[0]["REFERENCE"]) for arm in active}
    fits = [Fits(str(row["level"])) for row in only(told, variable=FITS)] or [Fits.TOGETHER]
    apart = len(active) > 1 and any(record["ARM"] for record in only(records, kind=Kind.INTERACTION))
    return Layout(
        arms=arms_of([record for record in records if record["kind"] in means], look),
        active=[(arm, references[arm]) for arm in active],
        means=means,
        effects=[kind for kind in EFFECTS if only(effects, kind=kind)],
        test=" or ".join(TESTS[fit] for fit in dict.fromkeys(fits)),
        apart=apart,
    )


def only_effects(records: Iterable[Record]) -> list[Record]:
    return [record for record in records if record["kind"] in EFFECTS]


def directions(records: Sequence[Record], sides: Sequence[Record], layout: Layout, look: Look) -> list[str]:
    """Say what is compared with what, and which side speaks for the arm."""
    found = []
    compared = {Kind.DIFFERENCE: f"Differences are arm minus {look.reference}."}
    better = sides_of(only_effects(records), sides)
    for kind in layout.effects:
        shown = EFFECTS[kind]
        words = compared.get(kind, f"{shown.name}: arm {shown.between} {look.reference}.")
        ways = {better.get((record["analysis"], record["PARAMCD"])) for record in only(records, kind=kind)}
        found.append(" ".join([words, *([speaks(kind, str(*ways))] if len(ways) == 1 and None not in ways else [])]))
    return found or [compared[Kind.DIFFERENCE]]


def place_of(record: Record) -> str:
    name = parameter_name(record, measure=record["kind"] not in OF_EVENTS)
    return f"{name}; {record['AVISIT']}" if record["AVISIT"] else name


def heading(record: Record, *, several: bool, analyses: bool) -> str | None:
    """Name what a group is about where there are several."""
    if not several:
        return None
    name = place_of(record)
    return f"{record['label'] or record['analysis']}: {name}" if analyses else name


def lines(records: Sequence[Record], truths: Sequence[Record], layout: Layout) -> list[Row]:
    """Write all subjects, then each factor: its name with the test, and its levels."""
    rows = [Row("All subjects", cells(only(records, group=None), truths, layout))]
    for factor in distinct(records, "group"):
        if factor is None:
            continue
        own = only(records, group=factor)
        rows.append(Row(str(factor), tests(own, layout, truth=bool(truths))))
        rows += [
            Row(str(level), cells(only(own, level=level), (), layout, truth=bool(truths)), indent=1)
            for level in distinct(own, "level")
            if level is not None
        ]
    return rows


def tests(records: Sequence[Record], layout: Layout, *, truth: bool) -> tuple[Cell, ...]:
    """Write the test of a factor: in the last column, or in that of each comparison."""
    before = len(layout.arms) * (1 + bool(layout.means))
    width = layout.width + truth
    own = only(records, kind=Kind.INTERACTION)
    empty = [Cell()] * before
    if not layout.apart:
        test = p_cell(own[0] if own else None)
        return (*empty, *([Cell()] * (width * len(layout.active))), test)
    for arm, _ in layout.active:
        # One test of all comparisons, of an analysis beside others, stands at the first.
        found = find(own, ARM=arm) or (find(own, ARM=None) if arm == layout.active[0][0] else None)
        empty += [*([Cell()] * width), p_cell(found)]
    return tuple(empty)


def cells(records: Sequence[Record], truths: Sequence[Record], layout: Layout, truth: bool = False) -> tuple[Cell, ...]:
    """Write the means and comparisons of one subgroup."""
    written: list[Cell] = []
    for arm in layout.arms:
        mean = next((record for record in records if record["ARM"] == arm and record["kind"] in layout.means), None)
        written += [count_cell(mean), mean_cell(mean)]
    for arm, _ in layout.active:
        compared = next((record for record in only_effects(records) if record["ARM"] == arm), None)
        own = effect_cells(compared, layout)
        marked = compared is not None and is_small(compared)
        written += [replace(own[0], text=f"{own[0].text} {MARK}") if marked else own[0], *own[1:]]
        if truths or truth:
            written.append(true_cell(compared, truths))
        written += [Cell()] if layout.apart else []
    return (*written, *(() if layout.apart else (Cell(),)))


def mean_cell(record: Record | None) -> Cell:
    """Write what is told of an arm."""
    if record is None or record["kind"] == Kind.LSMEAN:
        return pair_cell(record, "estimate", "std_error", digits(record))
    return share_cell(record) if record["kind"] == Kind.PROPORTION else number_cell(record, "estimate", digits(record))


def effect_cells(record: Record | None, layout: Layout) -> list[Cell]:
    """Write a comparison, with its error or its interval alone, and where it is asked for its p value."""
    p = [p_cell(record)] if layout.p_values else []
    if layout.of_means:
        effect = pair_cell(record, "estimate", "std_error", digits(record))
        return [effect, interval_cell(record, "conf_low", "conf_high", digits(record)), *p]
    if record is None:
        return [Cell()] * layout.width
    shown = EFFECTS[Kind(record["kind"])]
    written = ratio_cell(record) if shown.ratio else points_cell(record) if shown.scale != 1.0 else None
    places = digits(record) if shown.digits is None else shown.digits
    return [written or estimate_cell(record, places), *p]


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
    return record["kind"] in EFFECTS and has(record, "estimate") and bool(record["reason"])
