"""Effect modifiers: under each its test of interaction, and a line for each value with the difference there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import digits_of_error, number
from trialstats.display.table.cells import (
    Record,
    cell,
    count_cell,
    decimals,
    has,
    interval_cell,
    number_cell,
    p_cell,
    pair_cell,
)
from trialstats.display.table.choose import (
    MEASURES,
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
from trialstats.display.table.shares import points_cell, ratio_cell
from trialstats.methods.modifiers.options import ModifiersTable
from trialstats.methods.shared.modifiers.rows import CURVE, MODIFIER
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

OF_SHARES = (Kind.RISK_DIFFERENCE_AT, Kind.RISK_RATIO_AT, Kind.ODDS_RATIO_AT)
KINDS = (Kind.DIFFERENCE_AT, *OF_SHARES, Kind.INTERACTION, Kind.COUNT)
CHI = "\N{GREEK SMALL LETTER CHI}\N{SUPERSCRIPT TWO}"
INTERACTION = "Interaction"
ALL_VISITS, OVERALL = "All visits together", "Over the trial"
FOR_F = "Interaction: F test that the difference is the same at all values of the modifier."
FOR_CHI = f"Interaction: likelihood ratio test ({CHI}) that the odds ratio is the same at all values of the modifier."
TOGETHER = "At all visits together: that it is so at every visit."
SINGLE = (
    "An interval is that of the difference at one value; intervals and tests are not adjusted for their number, and a "
    "difference at one value is no finding by itself."
)
BETTER = {"lower": "Differences below zero speak for the arm.", "higher": "Differences above zero speak for the arm."}
RATIOS = "Ratios are arm over {reference}."


@dataclass(frozen=True)
class Piece:
    """A column of a difference at a value: its head, the kind of its row, and how it is written."""

    label: str
    kind: Kind
    write: Callable[[Record | None], Cell]


def tabulate(table: ModifiersTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis, parameter (or event) and visit, in it the modifiers."""
    records = [
        record
        for record in choose(table, rows, KINDS)
        if record["level"] not in CURVE and is_of(record, names_of(table, rows))
    ]
    effects = [record for record in records if record["kind"] not in (Kind.INTERACTION, Kind.COUNT)]
    arms = arms_of(levels_counted(records), look)  # those with a column of subjects
    active = arms_of(effects, look)
    pieces = pieces_of(effects)
    keys = list(dict.fromkeys((r["analysis"], r["PARAMCD"], r["group"]) for r in records))
    groups = []
    several = len(keys) > 1 or len(distinct(records, "AVISIT")) > 1
    for analysis, code, event in keys:
        own = only(records, analysis=analysis, PARAMCD=code, group=event)
        for visit in visits_of(own, look):
            here = only(own, AVISIT=visit)
            label = heading(here[0], analyses=len(table.analyses) > 1, whole=not_tests(here)) if several else None
            groups.append(Group(label, tuple(lines(here, rows, arms, active, pieces))))
    first = effects[0] if effects else None
    references = [str(name) for name in distinct(effects, "REFERENCE")]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle="; ".join(filter(None, [None if several or not first else heading(first), population_of(records)]))
        or None,
        columns=columns_of(records, arms, active, pieces, references),
        groups=tuple(groups),
        footnotes=(*explained(records, references), *table.footnotes),
        notice=look.notice,
        stub="Modifier",
    )


def names_of(table: ModifiersTable, rows: pd.DataFrame) -> list[str]:
    """List the modifiers to be shown."""
    found = rows.loc[rows["level"].eq(MODIFIER).fillna(False), "variable"].dropna().unique()
    return [str(name) for name in found if not table.modifiers or name in table.modifiers]


def is_of(record: Record, names: Sequence[str]) -> bool:
    return record["variable"] in names


def not_tests(records: Sequence[Record]) -> bool:
    """Tell whether there are differences, and not tests alone."""
    return any(record["kind"] not in (Kind.INTERACTION, Kind.COUNT) for record in records)


def pieces_of(effects: Sequence[Record]) -> list[Piece]:
    """List the columns of a difference for which there is anything to show."""
    level = confidence(effects)
    pieces = [
        Piece(
            "Difference (SE)", Kind.DIFFERENCE_AT, lambda record: pair_cell(record, "estimate", "std_error", of(record))
        ),
        Piece(level, Kind.DIFFERENCE_AT, lambda record: interval_cell(record, "conf_low", "conf_high", of(record))),
        Piece(f"Difference, points ({level})", Kind.RISK_DIFFERENCE_AT, points_cell),
        Piece(f"Ratio ({level})", Kind.RISK_RATIO_AT, ratio_cell),
        Piece(f"Odds ratio ({level})", Kind.ODDS_RATIO_AT, ratio_cell),
    ]
    return [piece for piece in pieces if only(effects, kind=piece.kind)]


def of(record: Record | None) -> int:
    """Digits of a difference; of a change per unit as many as its error needs."""
    if record is None:
        return 0
    return digits_of_error(record["std_error"]) if record["kind"] == Kind.INTERACTION else decimals(record)


def columns_of(
    records: Sequence[Record],
    arms: Sequence[str],
    active: Sequence[str],
    pieces: Sequence[Piece],
    references: Sequence[str],
) -> tuple[Column, ...]:
    """Head the columns: the value, subjects by arm, each difference, the test of interaction."""
    reference = " or ".join(references)
    word = "against" if any(piece.kind in OF_SHARES for piece in pieces) else "minus"
    return (
        Column("Value"),
        *(Column(f"n {arm}") for arm in arms),
        *(
            Column(piece.label, spanner=f"{arm} {word} {reference}", align="point")
            for arm in active
            for piece in pieces
        ),
        Column("F (df)" if any(has(record, "df") for record in tests(records)) else f"{CHI} (df)", spanner=INTERACTION),
        Column("p", spanner=INTERACTION),
    )


def tests(records: Sequence[Record]) -> list[Record]:
    return only(records, kind=Kind.INTERACTION, ARM=None)


def levels_counted(records: Sequence[Record]) -> list[Record]:
    """Take the counts of subjects by levels of categories; those by parts of a range are for the figure."""
    levels = {(r["variable"], r["level"]) for r in records if r["kind"] not in (Kind.INTERACTION, Kind.COUNT)}
    return [r for r in only(records, kind=Kind.COUNT) if (r["variable"], r["level"]) in levels]


def lines(
    records: Sequence[Record], rows: pd.DataFrame, arms: Sequence[str], active: Sequence[str], pieces: Sequence[Piece]
) -> list[Row]:
    """Write each modifier with its test, a line for each value, and how the difference changes per unit."""
    made: list[Row] = []
    counted = levels_counted(records)
    width = len(active) * len(pieces)
    for name in distinct(records, "variable"):
        own = only(records, variable=name)
        words = name_row(rows, own[0])
        test = find(own, kind=Kind.INTERACTION, ARM=None)
        blanks = (Cell(),) * (1 + len(arms) + width)
        made.append(Row(label_of(words, str(name)), (*blanks, statistic_cell(test), p_cell(test))))
        effects = [record for record in own if record["kind"] not in (Kind.INTERACTION, Kind.COUNT)]
        for level in distinct(effects, "level"):
            here = only(effects, level=level)
            value = here[0] if here[0]["value"] is not None else None
            sizes = [count_cell(find(counted, variable=name, level=level, ARM=arm), "count") for arm in arms]
            compared = [piece.write(find(here, kind=piece.kind, ARM=arm)) for arm in active for piece in pieces]
            cells = (number_cell(value, "value", digits_of(words)), *sizes, *compared, Cell(), Cell())
            made.append(Row(str(level), cells, indent=1))
        slopes = [find(own, kind=Kind.INTERACTION, ARM=arm) for arm in active]
        if any(slopes):
            compared = [piece.write(slope) for slope in slopes for piece in pieces]
            before = (Cell(),) * (1 + len(arms))
            made.append(Row(per(words, own[0]), (*before, *compared, Cell(), Cell()), indent=1))
    return made


def name_row(rows: pd.DataFrame, record: Record) -> Record | None:
    """Find the row that names a modifier: for all parameters, or BASE for each."""
    found = rows[rows["level"].eq(MODIFIER).fillna(False) & rows["variable"].eq(str(record["variable"])).fillna(False)]
    found = found[found["analysis"].eq(record["analysis"])]
    own = found[found["PARAMCD"].isna() | found["PARAMCD"].eq(str(record["PARAMCD"]))]
    if own.empty:
        return None
    first = own.iloc[0].astype(object)
    return dict(first.where(first.notna(), None))


def label_of(words: Record | None, name: str) -> str:
    return parameter_name({**words, "PARAMCD": None}) if words else name


def digits_of(words: Record | None) -> int:
    return 1 if words is None else decimals(words)


def per(words: Record | None, record: Record) -> str:
    unit = words["unit"] if words else None
    return f"Change of the difference per unit{f' ({unit})' if unit else ''}"


def statistic_cell(test: Record | None) -> Cell:
    """Write `3.21 (2, 74.9)`, or without denominator degrees of freedom `3.21 (2)`."""
    if test is None or not has(test, "statistic", "num_df"):
        return Cell()
    text, names = f"{number(test['statistic'], 2)} ({number(test['num_df'], 0)}", ["statistic", "num_df"]
    if has(test, "df"):
        digits = 0 if float(test["df"]).is_integer() else 1
        return cell(test, f"{text}, {number(test['df'], digits)})", *names, "df")
    return cell(test, f"{text})", *names)


def heading(record: Record, *, analyses: bool = False, whole: bool = True) -> str:
    """Name a group: analysis, parameter or event, visit."""
    named = record["group"] or parameter_name(record, measure=record["measure"] in MEASURES)
    visit = record["AVISIT"] or (OVERALL if whole else ALL_VISITS)
    parts = [str(record["label"] or record["analysis"])] if analyses else []
    return ": ".join([*parts, f"{named}; {visit}"])


def explained(records: Sequence[Record], references: Sequence[str]) -> list[str]:
    """Explain columns and directions."""
    effects = [record for record in records if record["kind"] in (Kind.DIFFERENCE_AT, Kind.RISK_DIFFERENCE_AT)]
    better = {str(record["better"]) for record in effects if has(record, "estimate")}
    way = BETTER.get(better.pop(), "") if len(better) == 1 else ""
    minus = f"Differences are arm minus {' or '.join(references)}. {way}".strip()
    ratios = any(record["kind"] in (Kind.RISK_RATIO_AT, Kind.ODDS_RATIO_AT) for record in records)
    shares = any(record["kind"] in OF_SHARES for record in records)
    apart = any(record["AVISIT"] is None for record in tests(records)) and not shares
    error = "" if shares else "SE: standard error. "
    notes = [
        f"{error}CI: confidence interval. df: degrees of freedom.",
        minus if references else "",
        RATIOS.format(reference=" or ".join(references)) if ratios else "",
        (FOR_CHI if shares else FOR_F) + (f" {TOGETHER}" if apart else ""),
        SINGLE,
    ]
    return [note for note in notes if note] if records else []
