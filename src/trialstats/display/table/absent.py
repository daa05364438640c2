"""The rows under `n`: results that are a text and no number, and who is missing. The same rule for every table.

A row stands only where somebody, in any arm, is counted in it; a footnote says what its absence means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trialstats.display.table.cells import Record, count_cell, has, missing_cell
from trialstats.display.table.choose import distinct, find
from trialstats.display.table.data import Cell
from trialstats.results.kinds import Kind
from trialstats.results.rows import CODED, MISSING, Coded

__all__ = ["Column", "absence_notes", "is_coded", "lines_without_number"]

NOTE = (
    "Missing: subjects of the arm in the population without a value{or_code}, whether or not there is a record; where "
    "there is no such row, nobody is missing."
)
NUMBERS_ONLY = (
    "Results recorded as a code (absent, not done) are counted by themselves and are not missing; the statistics are "
    "of the other results. A value that cannot be computed from others because one of them is a code is missing."
)
# The groups of results beyond a limit of quantification.
LIMITS = (Coded.BELOW, Coded.ABOVE)
NO_CODES = (MISSING, Coded.AT_BASELINE, Coded.ZERO_AT_BASELINE, *LIMITS)
WITH_LIMITS = (
    "Below limit, above limit: results beyond a limit of quantification. n counts them, and median, quartiles and "
    "range hold wherever they lie; < or > stands before what only is a bound. Of such results there is no mean."
)
NO_CHANGE = (
    f"{Coded.AT_BASELINE}: a number at the visit, and none for its change, since the result at baseline has none."
)
NO_PERCENTAGE = (
    f"{Coded.ZERO_AT_BASELINE}: a change and no percentage, since the value at baseline is 0; not among the "
    "percentages."
)


@dataclass(frozen=True)
class Column:
    """What one column shows: the summary, and the counts of results without a number, if its parameter has any."""

    summary: Record | None
    coded: Sequence[Record] = ()


def is_coded(record: Record) -> bool:
    """Tell the counts of results that are a text from other counts; who is missing beside them is one of them."""
    return (record["kind"], record["variable"]) == (Kind.COUNT, CODED)


def lines_without_number(columns: Sequence[Column]) -> dict[str, list[Cell]]:
    """Write the counts of each group of texts, and of who is missing; no line where nobody is counted."""
    coded = [record for column in columns for record in column.coded]
    levels = [str(level) for level in distinct(coded, "level") if level != MISSING and somebody(coded, str(level))]
    lines = {level: [code_cell(column, level) for column in columns] for level in levels}
    if any(is_missing(column) for column in columns):
        lines[MISSING] = [
            code_cell(column, MISSING) if column.coded else missing_cell(column.summary) for column in columns
        ]
    return lines


def somebody(records: Iterable[Record], level: str) -> bool:
    """Tell whether anybody is counted at a level."""
    return any(record["count"] for record in records if record["level"] == level)


def is_missing(column: Column) -> bool:
    """Tell whether anybody is missing."""
    record = column.summary
    if column.coded:
        return somebody(column.coded, MISSING)
    return record is not None and has(record, "n", "total") and record["total"] > record["n"]


def code_cell(column: Column, level: str) -> Cell:
    """Write the count of a level."""
    return count_cell(find(column.coded, level=level), "count")


def absence_notes(labels: Iterable[str], coded: Sequence[Record]) -> list[str]:
    """Explain the rows that the table has: `labels` are those of all its rows."""
    shown = set(labels)
    codes = any(record["level"] in shown and record["level"] not in NO_CODES for record in coded)
    limits = any(record["level"] in shown and record["level"] in LIMITS for record in coded)
    notes = [NOTE.format(or_code=" or a code" if codes else "")] if MISSING in shown else []
    notes += [WITH_LIMITS] if limits else []
    notes += [NUMBERS_ONLY] if codes else []
    notes += [NO_CHANGE] if Coded.AT_BASELINE in shown else []
    return [*notes, *([NO_PERCENTAGE] if Coded.ZERO_AT_BASELINE in shown else [])]
