"""Treatments of a crossover trial: a line each, then the other effects and tests of the analysis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.margins import concluded, margin_words
from trialstats.display.numbers import MINUS
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    estimate_cell,
    has,
    number_cell,
    p_cell,
    pair_cell,
)
from trialstats.display.table.choose import arms_of, choose, confidence, distinct, find, only, population_of
from trialstats.display.table.data import Cell, Column, Group, TableData
from trialstats.display.table.labels import MEAN_SD
from trialstats.display.table.shares import rules_of
from trialstats.methods.crossover.crossover_table_lines import (
    Line,
    Written,
    at_timepoint,
    by_period,
    described,
    groups_of,
    row_of,
)
from trialstats.methods.crossover.options import CrossoverTable
from trialstats.methods.crossover.rows import WITHIN, Effect, Ranks
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale

__all__ = ["tabulate"]

MEANS, PAIRS = (Kind.LSMEAN, Kind.GEOMETRIC_MEAN), (Kind.DIFFERENCE, Kind.RATIO)
KINDS = (Kind.SUMMARY, *MEANS, *PAIRS, Kind.MARGIN, Kind.COEFFICIENT, Kind.JOINT_TEST, Kind.RANK_TEST, Kind.SHIFT)
RATIO_DIGITS, STATISTIC_DIGITS = 3, 2
BETTER = {"lower": "Lower values are better", "higher": "Higher values are better"}
TESTS: dict[str, str] = {
    Effect.TREATMENT: "All treatments (F)",
    Effect.PERIOD: "All periods (F)",
    Effect.SEQUENCE: "Sequences (F)",
    Effect.CARRY_OVER: "Carry-over (F)",
}
RANKED: dict[str, str] = {
    Ranks.TREATMENT: "Treatment: Wilcoxon rank sum (z)",
    Ranks.PERIOD: "Period: Wilcoxon rank sum (z)",
    Ranks.CARRY_OVER: "Sequences: Wilcoxon rank sum (z)",
}


@dataclass(frozen=True)
class Effects(Line):
    """What a line shows: the row of a treatment, a comparison, the statistic of a test, in their columns."""

    mean: Record | None = None
    summaries: tuple[Record | None, ...] = ()
    effect: Record | None = None
    test: Record | None = None


def tabulate(table: CrossoverTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis, parameter and timepoint."""
    records = choose(table, rows, KINDS)
    periods = [str(name) for name in distinct(only(records, kind=Kind.SUMMARY), "group") if name]
    columns = columns_of(records, sorted(periods))
    parts = groups_of(table, records)
    groups = [
        Group(named(own, parts), tuple(row_of(line, columns) for line in lines_of(own, sorted(periods), look)))
        for own in parts
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=subtitle(parts),
        columns=tuple(column for column, _ in columns),
        groups=tuple(groups),
        footnotes=(
            *explained(records),
            *concluded(only(records, kind=Kind.MARGIN)),
            *rules_of(table, rows, table.parameters),
            *table.footnotes,
        ),
        notice=look.notice,
        stub="Treatment",
    )


def subtitle(parts: Sequence[Sequence[Record]]) -> str | None:
    """Say what all groups have in common."""
    firsts = [own[0] for own in parts]
    named = [at_timepoint(record, measure=True) for record in firsts]
    said = [each.pop() if len(each := set(words)) == 1 else None for words in zip(*named, strict=True)]
    said.append(population_of(firsts))
    return "; ".join(part for part in said if part) or None


def named(own: Sequence[Record], parts: Sequence[Sequence[Record]]) -> str | None:
    """Name a group by what tells it from the others."""
    keys: list[tuple[str, Callable[[Record], str]]] = [
        ("analysis", described),
        ("PARAMCD", lambda record: at_timepoint(record, measure=True)[0]),
        ("AVISIT", lambda record: at_timepoint(record)[1]),
    ]
    return ": ".join(say(own[0]) for key, say in keys if len({part[0][key] for part in parts}) > 1) or None


def lines_of(own: Sequence[Record], periods: Sequence[str], look: Look) -> list[Effects]:
    """List the treatments with their comparisons, then what else the analysis estimates and tests."""
    treated = [record for record in own if record["kind"] in (*MEANS, Kind.SUMMARY)]
    lines: list[Effects] = []
    for arm in arms_of(treated, look):
        mine = only(own, ARM=arm)
        summaries = tuple(find(mine, kind=Kind.SUMMARY, group=period) for period in periods)
        pairs = [record for record in mine if record["kind"] in PAIRS and record["group"] is None]
        first, others = (pairs[0], pairs[1:]) if pairs else (None, [])
        mean = next((record for record in mine if record["kind"] in MEANS), None)
        lines.append(Effects(arm, mean=mean, summaries=summaries, effect=first, indent=0))
        lines += [Effects(f"{arm} {against(pair)} {pair['REFERENCE']}", effect=pair) for pair in others]
    lines += [Effects(margin_line(record), effect=record) for record in only(own, kind=Kind.MARGIN)]
    beside = [record for record in own if record["kind"] in PAIRS and record["group"] is not None]
    beside += only(own, kind=Kind.SHIFT)
    if beside:
        lines.append(Effects("Other estimates of the treatment", heading=True))
        lines += [Effects(beside_label(record), effect=record) for record in beside]
    further = [*only(own, kind=Kind.COEFFICIENT), *only(own, kind=Kind.JOINT_TEST), *only(own, kind=Kind.RANK_TEST)]
    further.sort(key=lambda record: record["variable"] == WITHIN)
    if further:
        lines.append(Effects("Other effects and tests", heading=True))
        lines += [line_of(record) for record in further if shown(record, own)]
    return lines


def shown(record: Record, own: Sequence[Record]) -> bool:
    """Leave out the joint test of what one comparison tests already."""
    if record["kind"] != Kind.JOINT_TEST or record["num_df"] != 1:
        return True
    return record["variable"] == Effect.SEQUENCE and not only(own, variable=Effect.TOTALS)


def margin_line(record: Record) -> str:
    """Name the test of a margin; the interval is the one that is held against it."""
    level = "" if not has(record, "conf_level") else f" ({100 * record['conf_level']:.6g}% CI)"
    words = margin_words(record) if has(record, "count") else f"{record['variable']}"
    return f"{words}, {record['ARM']} {against(record)} {record['REFERENCE']}{level}"


def beside_label(record: Record) -> str:
    """Name an estimate that stands beside that of the model."""
    if record["kind"] == Kind.SHIFT:
        return f"Hodges-Lehmann, {record['ARM']} {against(record)} {record['REFERENCE']}"
    said = str(record["group"])
    return f"{said[0].upper()}{said[1:]}, {record['ARM']} {against(record)} {record['REFERENCE']}"


def against(record: Record) -> str:
    """Write the sign of a difference or ratio."""
    return "/" if is_ratio(record) else MINUS


def is_ratio(record: Record) -> bool:
    """Tell a comparison of logarithms, told as a ratio."""
    if record["kind"] == Kind.MARGIN:
        return bool(record["level"] == Scale.RATIO)
    return bool(record["kind"] == Kind.RATIO or record["unit"] == "ratio")


def line_of(record: Record) -> Effects:
    """Name an effect or test, and say where its numbers stand."""
    variable = str(record["variable"])
    if variable == WITHIN:
        return Effects("CV within subjects (%)" if has(record, "cv") else WITHIN, test=record)
    if record["kind"] in (Kind.JOINT_TEST, Kind.RANK_TEST):
        return Effects((TESTS | RANKED).get(variable, variable), test=record)
    if variable == Effect.PERIOD:
        return Effects(f"{record['level']} {against(record)} Period 1", effect=record)
    if variable in (Effect.TOTALS, Effect.CARRY_OVER):
        pair = f"{record['ARM']} {against(record)} {record['REFERENCE']}"
        totals = f"Sequences: subjects\u2019 totals{' of logarithms' if is_ratio(record) else ''}"
        words = totals if variable == Effect.TOTALS else "Carry-over"
        return Effects(f"{words}, {pair}", effect=record)
    return Effects(f"{variable[0].upper()}{variable[1:]}", effect=record)


def columns_of(records: Sequence[Record], periods: Sequence[str]) -> list[Written[Effects]]:
    """Choose the columns, with how each cell is written."""
    logs = bool(only(records, kind=Kind.GEOMETRIC_MEAN))
    mean, pair = ("Geometric mean", "Ratio") if logs else ("LS mean", "Difference")
    interval = confidence([record for record in records if record["kind"] in (*MEANS, *PAIRS)])
    references = {record["REFERENCE"] for record in records if record["kind"] in PAIRS and record["group"] is None}
    from_one = f" {'to' if logs else 'from'} {references.pop()}" if len(references) == 1 else ""
    return [
        (Column("n"), lambda line: count_cell(line.mean)),
        *by_period(periods, MEAN_SD, summaries_of, summarised),
        (Column(f"{mean} ({interval})", align="point"), lambda line: adjusted(line.mean)),
        (Column(f"{pair}{from_one} ({interval})", align="point"), lambda line: compared(line.effect)),
        (Column("Statistic"), lambda line: statistic(line.test)),
        (Column("p"), lambda line: p_cell(tested(line))),
    ]


def summaries_of(line: Effects) -> tuple[Record | None, ...]:
    return line.summaries


def summarised(record: Record) -> Cell:
    """Write the mean and SD of a period."""
    return pair_cell(record, "mean", "sd", decimals(record))


def adjusted(record: Record | None) -> Cell:
    """Write a least-squares or geometric mean."""
    if record is None or record["kind"] not in MEANS:
        return Cell()
    return estimate_cell(record, decimals(record))


def compared(record: Record | None) -> Cell:
    """Write a difference, ratio or other effect with its interval."""
    if record is None:
        return Cell()
    return estimate_cell(record, RATIO_DIGITS if is_ratio(record) else decimals(record))


def statistic(record: Record | None) -> Cell:
    """Write F, z, or the SD within subjects."""
    if record is None:
        return Cell()
    if record["variable"] == WITHIN:
        return number_cell(record, *(("cv", 1) if has(record, "cv") else ("estimate", decimals(record) + 1)))
    return number_cell(record, "statistic", STATISTIC_DIGITS)


def tested(line: Effects) -> Record | None:
    """Give the row whose p value stands in the line."""
    record = line.effect or line.test
    return None if record is None or record["kind"] == Kind.SHIFT or record["variable"] == WITHIN else record


def explained(records: Sequence[Record]) -> list[str]:
    """Say what the columns are, and which way is good."""
    if not records:
        return []
    logs = bool(only(records, kind=Kind.GEOMETRIC_MEAN))
    means = (
        "Geometric means and ratios are those of the model, on logarithms; means (SD) by period are of the values."
        if logs
        else "LS mean: of the model, periods weighing equally; means (SD) by period are of the values as they are."
    )
    better = {record["better"] for record in records if record["kind"] in PAIRS}
    way = BETTER.get(str(better.pop()), "") if len(better) == 1 else ""
    sign = "a ratio above 1" if logs else "a positive difference"
    sign = {"Lower values are better": sign.replace("above", "below").replace("positive", "negative")}.get(way, sign)
    first = [f"{way}: {sign} speaks for the treatment of the line."] if way else []
    return [f"{means} n: subjects with the treatment. CI: confidence interval.", *first]
