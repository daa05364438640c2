"""Nerves: responses and what was measured by nerve, attribute, side, visit and arm; and comparisons of the arms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    estimate_cell,
    number_cell,
    p_cell,
    pair_cell,
    size_cell,
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
from trialstats.display.table.labels import MEAN_SD
from trialstats.methods.nerve.options import NervesTable
from trialstats.methods.nerve.rows import COLD, MISSING
from trialstats.methods.shared.rows import RESPONSES, Response
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

LINES: dict[str, str] = {
    Response.PRESENT: "Measured",
    Response.ABSENT: "Absent",
    Response.NOT_DONE: "Not done",
    MISSING: "Missing",
}
CHANGES = {"CHG": "change", "PCHG": "percent change"}
DIGITS = 2  # of a win probability
NOTES = (
    "Absent: looked for, and no response. Not done: not examined. Missing: no record of a subject of the arm in the "
    "population. The four add up to N; means are of what was measured. SD: standard deviation."
)
COLD_LIMB = "Cold limb: skin temperature below the limit that the trial file sets; used as measured."
LIMBS = "LS mean, both sides: by arm, and their difference, from a mixed model of both sides of every subject."
WINS = (
    "Win probability: that a subject of the arm does better than one of {reference}, a tie counting half; 0.50 is no "
    "difference."
)

Place = tuple[str | None, ...]  # nerve and attribute


def tabulate(table: NervesTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each nerve and attribute: what was found on each side, then how the arms compare."""
    described = choose(table, rows, [Kind.SUMMARY, Kind.COUNT])
    contrasts = choose(table, rows, [Kind.LSMEAN, Kind.DIFFERENCE, Kind.WIN_PROBABILITY])
    arms = arms_of([*described, *contrasts], look)
    active = [arm for arm in arms if arm != look.reference and only(contrasts, ARM=arm, REFERENCE=look.reference)]
    groups = [group(members, described, contrasts, arms, active, look) for members in gathered(described, contrasts)]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of([*described, *contrasts]),
        columns=(
            *(Column(arm, count=size_cell(only(described, kind=Kind.COUNT), arm), align="point") for arm in arms),
            *(column for arm in active for column in contrast_columns(arm, contrasts, look)),
        ),
        groups=tuple(groups),
        footnotes=(*explained(described, contrasts, look), *table.footnotes),
        notice=look.notice,
    )


def gathered(described: Sequence[Record], contrasts: Sequence[Record]) -> list[list[str]]:
    """Gather the parameters of each nerve and attribute, in their order; others each by itself."""
    places: dict[Any, dict[str, None]] = {}
    of_parameter = {r["PARAMCD"]: place_of(r) for r in described if r["kind"] == Kind.SUMMARY}
    for record in [*described, *contrasts]:
        code = str(record["PARAMCD"])
        place = of_parameter.get(code) or place_of(record)
        places.setdefault(place if place[0] else code, {}).setdefault(code)
    return [list(codes) for codes in places.values()]


def place_of(record: Record) -> Place:
    """Give nerve and attribute of a row that describes a nerve, or both its sides."""
    is_about_nerves = record["kind"] in (Kind.SUMMARY, Kind.LSMEAN, Kind.DIFFERENCE)
    return (record["group"], record["variable"]) if is_about_nerves else (None, None)


def contrast_columns(arm: str, contrasts: Sequence[Record], look: Look) -> tuple[Column, ...]:
    """Head the comparison of an arm with the reference."""
    spanner = f"{arm} against {look.reference}"
    return Column(f"Estimate ({confidence(contrasts)})", spanner=spanner), Column("p", spanner=spanner)


def group(
    codes: Sequence[str],
    described: Sequence[Record],
    contrasts: Sequence[Record],
    arms: Sequence[str],
    active: Sequence[str],
    look: Look,
) -> Group:
    """Show one nerve and attribute."""
    found = [record for record in described if record["PARAMCD"] in codes]
    compared = [record for record in contrasts if record["PARAMCD"] in codes]
    blank = (Cell(),) * (2 * len(active))
    rows: list[Row] = []
    for code in distinct(found, "PARAMCD"):
        own = only(found, PARAMCD=code)
        for visit in visits_of(own, look):
            here = only(own, AVISIT=visit)
            side = next((record["level"] for record in here if record["kind"] == Kind.SUMMARY), None)
            rows.append(Row(", ".join(filter(None, [words_of(side), visit]))))
            rows += [Row(label, (*cells, *blank), indent=1) for label, cells in findings(here, arms).items()]
    sides = {r["PARAMCD"]: r["level"] for r in found if r["kind"] == Kind.SUMMARY}
    for visit in visits_of(compared, look):
        rows.append(Row(f"Comparison, {visit}" if visit else "Comparison"))
        rows += comparisons(only(compared, AVISIT=visit), sides, arms, active, look)
    return Group(group_name([*found, *compared]), tuple(rows))


def words_of(word: Any) -> str:
    """Write a CDISC word in small letters: `Left`."""
    return str(word).capitalize() if word else ""


def group_name(records: Sequence[Record]) -> str:
    """Name a group: `Sural nerve, velocity (m/s)`; a parameter of no nerve by its own name."""
    first = records[0]
    told = next((record for record in records if place_of(record)[0]), None)
    if told is None:
        return parameter_name(first)
    unit = f" ({told['unit']})" if told["unit"] else ""
    attribute = f", {str(told['variable']).lower()}" if told["variable"] else ""
    return f"{words_of(told['group'])}{attribute}{unit}"


def findings(records: Sequence[Record], arms: Sequence[str]) -> dict[str, list[Cell]]:
    """Write the counts and the mean of one side at one visit; cold limbs where any are flagged."""
    counts = only(records, kind=Kind.COUNT)
    lines = {
        label: [count_cell(find(counts, variable=RESPONSES, level=level, ARM=arm), "count") for arm in arms]
        for level, label in LINES.items()
    }
    summaries = [find(records, kind=Kind.SUMMARY, ARM=arm) for arm in arms]
    lines[MEAN_SD] = [
        Cell() if record is not None and not record["n"] else pair_cell(record, "mean", "sd", decimals(records[0]))
        for record in summaries
    ]
    cold = only(counts, variable=COLD)
    if any(record["count"] for record in cold):
        lines["Cold limb"] = [count_cell(find(cold, ARM=arm), "count") for arm in arms]
    return lines


def comparisons(
    records: Sequence[Record], sides: dict[Any, Any], arms: Sequence[str], active: Sequence[str], look: Look
) -> list[Row]:
    """Write a line for each analysis and parameter: LS means and their difference, or a win probability."""
    rows = []
    labels = {record["label"] for record in records}
    for analysis in distinct(records, "analysis"):
        for code in distinct(only(records, analysis=analysis), "PARAMCD"):
            own = only(records, analysis=analysis, PARAMCD=code)
            ranked = any(record["kind"] == Kind.WIN_PROBABILITY for record in own)
            means = [find(own, kind=Kind.LSMEAN, ARM=arm, REFERENCE=None) for arm in arms]
            cells = [number_cell(mean, "estimate", decimals(own[0])) for mean in means]
            for arm in active:
                pair = find(own, ARM=arm, REFERENCE=look.reference)
                cells += [estimate_cell(pair, DIGITS if ranked else decimals(own[0])), p_cell(pair)]
            side = words_of(sides.get(code)) if ranked else "both sides"
            mean = " ".join(filter(None, ["LS mean", CHANGES.get(str(own[0]["measure"]))]))
            what = ", ".join(filter(None, ["Win probability" if ranked else mean, side.lower()]))
            named = f"{what}: {own[0]['label'] or analysis}" if len(labels) > 1 else what
            rows.append(Row(named, tuple(cells), indent=1))
    return rows


def explained(described: Sequence[Record], contrasts: Sequence[Record], look: Look) -> list[str]:
    """Explain the lines that the table has."""
    notes = [NOTES] if described else []
    notes += [COLD_LIMB] if any(record["count"] for record in only(described, variable=COLD)) else []
    notes += [LIMBS] if only(contrasts, kind=Kind.LSMEAN) else []
    return [*notes, *([WINS.format(reference=look.reference)] if only(contrasts, kind=Kind.WIN_PROBABILITY) else [])]
