"""The confirmatory hypotheses: estimate, interval, p, adjusted p, simultaneous interval, step and conclusion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from trialstats.display.estimates import written
from trialstats.display.look import Look
from trialstats.display.margins import margin_numbers
from trialstats.display.numbers import MINUS
from trialstats.display.table.cells import (
    Record,
    absent,
    decimals,
    estimate_cell,
    has,
    interval_cell,
    number_cell,
    p_cell,
)
from trialstats.display.table.choose import choose, confidence, distinct, find, only, parameter_name, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.methods.multiplicity.options import HypothesesTable
from trialstats.results.kinds import RATIOS, Kind, no_difference
from trialstats.results.rows import Told

__all__ = ["tabulate"]

KINDS = (Kind.HYPOTHESIS, Kind.CONCLUSION, Kind.VALUE)
WEIGHT = 2  # digits of a share of alpha
# Digits of comparisons that are in no unit.
DIGITS = {Kind.WIN_PROBABILITY: 2, Kind.RISK_DIFFERENCE: 3, **dict.fromkeys(RATIOS, 2)}
REJECTED, RETAINED, UNKNOWN = "Rejected", "Not rejected", "Not tested"


class Line(NamedTuple):
    """A hypothesis: its comparison, its conclusion, and its weight at first."""

    test: Record
    conclusion: Record
    weight: Record | None

    @property
    def digits(self) -> int:
        """Digits of its estimate after the point."""
        return DIGITS.get(Kind(str(self.test["level"])), decimals(self.test))


Write = Callable[[Line], Cell]


def tabulate(table: HypothesesTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each hypothesis, in the order of the trial file, with a line for its comparison."""
    records = choose(table, rows, KINDS)
    lines = lines_of(records)
    columns = columns_of(records, lines)
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of([line.test for line in lines]),
        columns=tuple(column for column, _ in columns),
        groups=tuple(
            Group(str(line.test["variable"]), (Row(compared(line.test), tuple(write(line) for _, write in columns)),))
            for line in lines
        ),
        footnotes=(*(str(record["PARAM"]) for record in records if record["variable"] in list(Told)), *table.footnotes),
        notice=look.notice,
        stub="Hypothesis",
    )


def lines_of(records: Sequence[Record]) -> list[Line]:
    """Put the rows of each hypothesis together."""
    tests = only(records, kind=Kind.HYPOTHESIS)
    conclusions = only(records, kind=Kind.CONCLUSION)
    weights = only(records, kind=Kind.VALUE, level=None)
    return [
        Line(find(tests, variable=name) or {}, find(conclusions, variable=name) or {}, find(weights, variable=name))
        for name in distinct(tests, "variable")
    ]


def columns_of(records: Sequence[Record], lines: Sequence[Line]) -> list[tuple[Column, Write]]:
    """Head the columns, with how each cell is written; weights and steps where the procedure has them."""
    level, together = confidence(only(records, kind=Kind.HYPOTHESIS)), confidence(only(records, kind=Kind.CONCLUSION))
    columns: list[tuple[Column, Write]] = []
    if any(line.weight for line in lines):
        columns.append((Column("Weight"), lambda line: number_cell(line.weight, "value", WEIGHT)))
    columns += [
        (Column(f"Estimate ({level})", align="point"), lambda line: estimate_cell(line.test, line.digits)),
        (Column("p"), lambda line: p_cell(line.test)),
        (Column("Adjusted p"), lambda line: p_cell(line.conclusion)),
        (Column(f"Simultaneous {together}", align="point"), simultaneous),
    ]
    if any(has(line.conclusion, "value") for line in lines):
        columns.append((Column("Step"), step))
    return [*columns, (Column("Conclusion"), concluded)]


def compared(record: Record) -> str:
    """Say what is compared: the parameter, the visit and the two arms."""
    if record["level"] == Kind.MARGIN:
        margins = " and ".join(margin_numbers({**record, "level": None}))
        arms = f"{record['ARM']} against {record['REFERENCE']}, margin {margins}"
        name = parameter_name({**record, "variable": None}, measure=True)
        return "; ".join(str(part) for part in (name, record["AVISIT"], record["group"], arms) if part)
    sign = "/" if str(record["level"]) in RATIOS else MINUS
    arms = f"{record['ARM']} {sign} {record['REFERENCE']}"
    name = parameter_name({**record, "variable": None}, measure=True)
    return "; ".join(str(part) for part in (name, record["AVISIT"], record["group"], arms) if part)


def simultaneous(line: Line) -> Cell:
    """Write an interval, or the one bound of a one-sided one."""
    record = line.conclusion
    both = [name for name in ("conf_low", "conf_high") if has(record, name)]
    if len(both) != 1:
        return interval_cell(record, "conf_low", "conf_high", line.digits)
    word = "above" if both == ["conf_low"] else "below"
    return Cell(f"{word} {written(record, both[0], line.digits)}", record["id"], (both[0],))


def step(line: Line) -> Cell:
    """Write the step in which it is rejected; nothing of what is not."""
    return number_cell(line.conclusion, "value", 0) if has(line.conclusion, "value") else Cell()


def concluded(line: Line) -> Cell:
    """Say whether it is rejected, and in favour of which arm where that is not the one on trial."""
    record = line.conclusion
    if not has(record, "count"):
        return absent(record)
    if not has(record, "p_value"):
        return Cell(UNKNOWN, record["id"])
    if not record["count"]:
        return Cell(RETAINED, record["id"])
    return Cell(f"{REJECTED}{favours(line)}", record["id"])


def favours(line: Line) -> str:
    """Say that the reference did better, where the trial file says what is better."""
    if line.test["level"] == Kind.MARGIN:
        return ""
    better, estimate = line.test["better"], line.test["estimate"]
    null = no_difference(Kind(str(line.test["level"])))
    if better is None or estimate is None or not (estimate > null if better == "lower" else estimate < null):
        return ""
    return f", in favour of {line.test['REFERENCE']}"
