"""Geometric means and ratios by visit and arm, the approaches to values below the limit side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.bounded import is_below, mean_cell
from trialstats.display.table.cells import (
    Record,
    count_cell,
    estimate_cell,
    has,
    number_cell,
    p_cell,
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
from trialstats.display.table.explain import chance
from trialstats.methods.laboratory.options import CensoredTable
from trialstats.methods.laboratory.rows import APPROACHES, Approach
from trialstats.methods.shared.rows import RATIO
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

RATIO_DIGITS = 2
BELOW, ABOVE = "Below limit", "Above limit"
MARK = "\N{DAGGER}"
TRUTH = "True ratio"
CENSORED = (
    "Censored likelihood: a value below the limit of quantification (LLOQ) counts with the probability of lying below "
    "it."
)
SUBSTITUTED = (
    "{names}: sensitivity analyses with this constant in the place of every value below the limit. A constant near the "
    "limit pulls ratios towards 1 and makes intervals too narrow; a low one may err to either side."
)
COUNTED = "n: values measured or beyond a limit; below limit: those below it, of n."
ABOVE_TOO = "Above limit: those above the upper limit, of n."
MODELLED = "Geometric means and ratios are those of the model."
BOUNDED = "<: a geometric mean, or a limit of its interval, below the lowest limit of quantification of its values."
ONE_MEAN = "At {visit} the model has one mean for all arms."
TRUE = "True ratio: the effect that the simulation was given."


def tabulate(table: CensoredTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a line for each arm at each visit; what no approach changes stands once, at the left."""
    records = choose(table, rows, (Kind.GEOMETRIC_MEAN, Kind.RATIO))
    above = choose(table, rows, (Kind.COUNT,))
    truths = choose(table, rows, (Kind.TRUTH,), analyses=(table.truth,)) if table.truth else []
    truths = only(truths, measure=RATIO)
    names = [Approach(str(name)) for name in distinct(records, "group", Approach)]
    groups = [
        group(
            only(records, analysis=analysis, PARAMCD=code),
            only(above, analysis=analysis, PARAMCD=code) if above else None,
            truths,
            names,
            look,
            label,
        )
        for analysis, code, label in parts(table, records)
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=columns(records, names, above=bool(above), truth=bool(truths)),
        groups=tuple(groups),
        footnotes=(
            *notes(records, names, look.baseline, above=bool(above), truth=bool(truths)),
            *(f"{MARK} {sentence(reason)}" for reason in warnings(records)),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Arm",
    )


def parts(table: CensoredTable, records: Sequence[Record]) -> list[tuple[str | None, str | None, str]]:
    """List what gets a group: analysis, parameter, and its label, which names the analysis where there are several."""
    analyses = distinct(records, "analysis", table.analyses)
    found = []
    for analysis in analyses:
        own = only(records, analysis=analysis)
        for code in distinct(own, "PARAMCD", table.parameters):
            first = only(own, PARAMCD=code)[0]
            named = [str(first["label"] or analysis)] if len(analyses) > 1 else []
            found.append((analysis, code, ": ".join([*named, parameter_name(first)])))
    return found


def columns(records: Sequence[Record], names: Sequence[Approach], *, above: bool, truth: bool) -> tuple[Column, ...]:
    """List the columns: counts, three of each approach, the truth."""
    level = confidence(records)
    of_approaches = [
        Column(label, spanner=APPROACHES[name])
        for name in names
        for label in (f"Geometric mean ({level})", f"Ratio ({level})", "p")
    ]
    counts = [Column("n"), Column(BELOW), *([Column(ABOVE)] if above else [])]
    return (*counts, *of_approaches, *([Column(TRUTH)] if truth else []))


def group(
    records: Sequence[Record],
    above: Sequence[Record] | None,
    truths: Sequence[Record],
    names: Sequence[Approach],
    look: Look,
    label: str,
) -> Group:
    """Show one parameter of one analysis; `above` counts its values above a limit, None where no parameter has any."""
    rows: list[Row] = []
    for visit in visits_of(records, look):
        at = only(records, AVISIT=visit)
        rows.append(Row(str(visit)))
        for arm in arms_of(at, look):
            over = [] if above is None else [share_cell(find(above, AVISIT=visit, ARM=arm))]
            rows.append(Row(arm, line(only(at, ARM=arm), over, truths, names), indent=1))
    return Group(label, tuple(rows))


def line(
    own: Sequence[Record], above: Sequence[Cell], truths: Sequence[Record], names: Sequence[Approach]
) -> tuple[Cell, ...]:
    """Write the cells of an arm at a visit; the counts are those of the first approach that has any."""
    means = only(own, kind=Kind.GEOMETRIC_MEAN)
    counted = next((record for record in means if has(record, "n")), None)
    cells = [count_cell(counted), share_cell(counted), *above]
    for name in names:
        mean, ratio = (find(own, kind=kind, group=name) for kind in (Kind.GEOMETRIC_MEAN, Kind.RATIO))
        cells += [marked(mean_cell(mean), mean), marked(estimate_cell(ratio, RATIO_DIGITS), ratio), p_cell(ratio)]
    if truths:
        ratio = next(iter(only(own, kind=Kind.RATIO)), None)
        keys = ("PARAMCD", "AVISIT", "ARM", "REFERENCE")
        known = find(truths, **{key: ratio[key] for key in keys}) if ratio else None
        cells.append(number_cell(known, "estimate", RATIO_DIGITS))
    return tuple(cells)


def marked(written: Cell, record: Record | None) -> Cell:
    """Mark an estimate that comes with a warning."""
    return replace(written, text=f"{written.text} {MARK}") if record is not None and is_warned(record) else written


def is_warned(record: Record) -> bool:
    """Tell an estimate that has numbers and a reason to mistrust them."""
    return has(record, "estimate") and bool(record["reason"])


def warnings(records: Sequence[Record]) -> list[str]:
    """Give the reasons to mistrust estimates, each once; what a mean says is not said again of its ratio."""
    told = [part for record in records if is_warned(record) for part in str(record["reason"]).split("; ")]
    return list(dict.fromkeys(told))


def notes(
    records: Sequence[Record], names: Sequence[Approach], baseline: str | None, *, above: bool, truth: bool
) -> list[str]:
    """Explain counts, ratios and approaches."""
    references = [str(name) for name in distinct(only(records, kind=Kind.RATIO), "REFERENCE")]
    others = [APPROACHES[name] for name in names if name is not Approach.CENSORED]
    told = [
        f"{COUNTED} {ABOVE_TOO}" if above else COUNTED,
        f"Ratio: of geometric means, that of the arm over that of {' or '.join(references)}." if references else "",
        MODELLED,
        BOUNDED if any(is_below(record) for record in records) else "",
        ONE_MEAN.format(visit=baseline) if is_shared(only(records, kind=Kind.GEOMETRIC_MEAN, AVISIT=baseline)) else "",
        CENSORED if Approach.CENSORED in names else "",
        SUBSTITUTED.format(names=" and ".join(others)) if others else "",
        "CI: confidence interval.",
        f"{TRUE}{chance(records)}" if truth else "",
    ]
    return [note for note in told if note]


def is_shared(means: Sequence[Record]) -> bool:
    """Tell whether the arms have one mean, which a model gives them where baseline is constrained."""
    places: dict[tuple[object, ...], set[float]] = {}
    for mean in means:
        if has(mean, "estimate"):
            key = (mean["analysis"], mean["PARAMCD"], mean["group"])
            places.setdefault(key, set()).add(float(mean["estimate"]))
    return bool(places) and all(len(estimates) == 1 for estimates in places.values())
