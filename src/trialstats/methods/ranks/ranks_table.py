"""Comparisons by ranks: win probability, win odds, tests, and the shift where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, decimals, estimate_cell, has, number_cell, p_cell
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
from trialstats.methods.ranks.options import RanksTable
from trialstats.methods.ranks.rows import RankTest
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

KINDS = (Kind.WIN_PROBABILITY, Kind.ODDS_RATIO, Kind.RANK_TEST, Kind.SHIFT)
DIGITS = 2  # of a probability and of odds
WIN = (
    "Win probability: that a subject of the arm does better than one of {reference}, a tie counting half; 0.50 is no "
    "difference. Its p is of the z test of its logit, which allows for ties and unequal spread. Win odds: p / (1 - p)."
)
TESTS = "z: positive where the arm does better. Wilcoxon: rank-sum test."
ELTEREN = "van Elteren: the rank-sum test within strata."
IN_STRATA = "Its n: subjects in strata with both arms; a stratum with one arm only compares nobody."
SHIFT = "Shift: Hodges-Lehmann estimate, arm minus {reference}, in the unit of the parameter."

TIES = (
    "A shift of 0, or with a limit of 0, beside a small p: so many values are the same in both arms that the median of "
    "all differences is 0; the tests and the win probability count in which direction the others differ."
)

Write = Callable[[Sequence[Record]], Cell]


def tabulate(table: RanksTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each analysis and parameter, a line for each visit and active arm."""
    records = choose(table, rows, KINDS)
    columns = columns_of(records)
    arms = arms_of(records, look)
    groups = [
        Group(group_name(own, records), tuple(lines(own, columns, arms, look)))
        for analysis in distinct(records, "analysis", table.analyses)
        for code in distinct(only(records, analysis=analysis), "PARAMCD", table.parameters)
        for own in [only(records, analysis=analysis, PARAMCD=code)]
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of(records),
        columns=tuple(column for column, _ in columns),
        groups=tuple(groups),
        footnotes=(*explained(records, look), *table.footnotes),
        notice=look.notice,
        stub="Visit" if len(arms) == 1 else "Arm",
    )


def group_name(own: Sequence[Record], records: Sequence[Record]) -> str:
    """Name a group by its parameter, after its analysis where there are several."""
    name = parameter_name(own[0], measure=True)
    return f"{own[0]['label'] or own[0]['analysis']}: {name}" if len(distinct(records, "analysis")) > 1 else name


def columns_of(records: Sequence[Record]) -> list[tuple[Column, Write]]:
    """Choose the columns for which there is anything to show, with how each cell is written."""
    interval = confidence(records)
    columns: list[tuple[Column, Write]] = [
        (Column("n"), lambda own: count_cell(of(own, Kind.WIN_PROBABILITY))),
        (Column(f"Estimate ({interval})", spanner="Win probability"), lambda own: estimated(own, Kind.WIN_PROBABILITY)),
        (Column("p", spanner="Win probability"), lambda own: p_cell(of(own, Kind.WIN_PROBABILITY))),
        (Column(f"Win odds ({interval})"), lambda own: estimated(own, Kind.ODDS_RATIO)),
    ]
    for test in RankTest:
        if only(records, variable=test):
            columns += test_columns(test, counted=has_fewer(records, test))
    if only(records, kind=Kind.SHIFT):
        columns.append((Column(f"Shift ({interval})"), shift))
    return columns


def has_fewer(records: Sequence[Record], test: RankTest) -> bool:
    """Tell whether a test uses fewer subjects than the win probability of the same arms, which uses all."""
    keys = ("analysis", "PARAMCD", "AVISIT", "ARM", "REFERENCE")
    alls = {tuple(record[key] for key in keys): record["n"] for record in only(records, kind=Kind.WIN_PROBABILITY)}
    tests = [record for record in only(records, variable=test) if has(record, "n")]
    return any(record["n"] != alls.get(tuple(record[key] for key in keys)) for record in tests)


def test_columns(test: RankTest, *, counted: bool) -> list[tuple[Column, Write]]:
    """Head the z and p of a test, and its subjects where it has a number of its own."""
    spanner = test.removesuffix(" rank-sum")
    size = (Column("n", spanner=spanner), lambda own: count_cell(find(own, variable=test)))
    return [
        *([size] if counted else []),
        (Column("z", spanner=spanner), lambda own: number_cell(find(own, variable=test), "statistic", DIGITS)),
        (Column("p", spanner=spanner), lambda own: p_cell(find(own, variable=test))),
    ]


def of(own: Sequence[Record], kind: str) -> Record | None:
    return find(own, kind=kind)


def estimated(own: Sequence[Record], kind: str) -> Cell:
    return estimate_cell(of(own, kind), DIGITS)


def shift(own: Sequence[Record]) -> Cell:
    record = of(own, Kind.SHIFT)
    return estimate_cell(record, decimals(record) if record is not None else 0)


def lines(own: Sequence[Record], columns: Sequence[tuple[Column, Write]], arms: Sequence[str], look: Look) -> list[Row]:
    """Write a line for each visit, or for each arm under the heading of its visit where there are several."""
    rows: list[Row] = []
    for visit in visits_of(own, look):
        here = only(own, AVISIT=visit)
        if len(arms) > 1:
            rows.append(Row(visit or "All visits"))
        for arm in arms:
            pair = only(here, ARM=arm)
            label = arm if len(arms) > 1 else visit or arm
            rows.append(Row(label, tuple(write(pair) for _, write in columns), indent=int(len(arms) > 1)))
    return rows


def explained(records: Sequence[Record], look: Look) -> list[str]:
    """Explain the columns that the table has."""
    notes = [WIN.format(reference=look.reference), TESTS]
    if only(records, variable=RankTest.VAN_ELTEREN):
        notes.append(f"{ELTEREN} {IN_STRATA}" if has_fewer(records, RankTest.VAN_ELTEREN) else ELTEREN)
    notes += [SHIFT.format(reference=look.reference)] if only(records, kind=Kind.SHIFT) else []
    notes += [TIES] if any(hidden_by_ties(shift, records) for shift in only(records, kind=Kind.SHIFT)) else []
    return notes if records else []


def hidden_by_ties(shift: Record, records: Sequence[Record]) -> bool:
    """Tell a shift of zero, or whose interval ends at zero, beside a rank test that finds a difference."""
    if not has(shift, "estimate", "conf_low", "conf_high") or 0.0 not in (
        shift["estimate"],
        shift["conf_low"],
        shift["conf_high"],
    ):
        return False
    keys = ("analysis", "PARAMCD", "AVISIT", "ARM", "REFERENCE")
    same = only(records, kind=Kind.RANK_TEST, **{key: shift[key] for key in keys})
    alpha = 1 - float(shift["conf_level"])
    return any(has(test, "p_value") and test["p_value"] < alpha for test in same)
