"""Cells made from a result row: the numbers written as every display writes them, with their address."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from trialstats.display.estimates import limits, with_interval, written
from trialstats.display.numbers import ABSENT, digits_of_size, interval, number, p_value, percent
from trialstats.display.table.data import Cell

__all__ = [
    "Record",
    "count_cell",
    "decimals",
    "estimate_cell",
    "has",
    "interval_cell",
    "missing_cell",
    "number_cell",
    "p_cell",
    "pair_cell",
    "population_cell",
    "quartiles_cell",
    "share_cell",
    "size_cell",
]

Record = Mapping[str, Any]

NOT_COMPUTED = "Not computed."


def decimals(record: Record) -> int:
    """Digits after the point for the mean of what the row is about; 1 where the trial file is silent."""
    return 1 if record["decimals"] is None else int(record["decimals"])


def has(record: Record, *statistics: str) -> bool:
    """Tell whether the row holds all these statistics as finite numbers."""
    return all(record[name] is not None and math.isfinite(record[name]) for name in statistics)


def cell(record: Record | None, text: str, *statistics: str) -> Cell:
    """Join a text with the address of its numbers."""
    return Cell(text, record["id"] if record else None, statistics)


def absent(record: Record) -> Cell:
    """Write a dash, and remember why there is no number."""
    reason = record["reason"]
    return Cell(ABSENT, record["id"], reason=sentence(reason) if reason else NOT_COMPUTED)


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def number_cell(record: Record | None, statistic: str, digits: int) -> Cell:
    """Write one number; nothing where the table has no such row."""
    if record is None:
        return Cell()
    if not has(record, statistic):
        return absent(record)
    return cell(record, written(record, statistic, digits), statistic)


def count_cell(record: Record | None, statistic: str = "n") -> Cell:
    """Write a count."""
    return number_cell(record, statistic, 0)


def missing_cell(record: Record | None) -> Cell:
    """Write how many subjects of the arm have no value: `missing` in the analysis results data."""
    if record is None or not has(record, "n", "total"):
        return Cell()
    return cell(record, number(record["total"] - record["n"], 0), "missing")


def size_cell(records: Sequence[Record], arm: str) -> Cell | None:
    """Write the subjects of an arm, which every row of it repeats as its total; nothing where the totals differ."""
    own = [record for record in records if record["ARM"] == arm and has(record, "total")]
    return count_cell(own[0], "total") if len({record["total"] for record in own}) == 1 else None


def population_cell(inside: Sequence[Record], outside: Sequence[Record], arm: str) -> Cell | None:
    """Write the subjects of an arm in the population, where some of them may be in no denominator.

    inside: counts whose total is the denominator; outside: counts of those left out of it, whose total is the arm.
    """
    telling = {record["analysis"] for record in outside}
    return size_cell([*outside, *(record for record in inside if record["analysis"] not in telling)], arm)


def share_cell(record: Record | None) -> Cell:
    """Write a count with its share, `12 (24.0%)`; the count alone where there is no total to divide by."""
    if record is None:
        return Cell()
    if has(record, "count", "total") and record["total"] > 0:
        return cell(record, percent(record["count"], record["total"]), "count", "percent")
    return count_cell(record, "count")


def pair_cell(record: Record | None, middle: str, spread: str, digits: int, spread_digits: int | None = None) -> Cell:
    """Write a number and its spread: `52.1 (9.80)`; a dash for a spread that is absent.

    The spread has one digit more than the number, or `spread_digits`; of a standard error two figures are shown.
    """
    if record is None:
        return Cell()
    if not has(record, middle):
        return absent(record)
    text = written(record, middle, digits)
    if not has(record, spread):
        return cell(record, f"{text} ({ABSENT})", middle)
    further = digits + 1 if spread_digits is None else spread_digits
    size = record[spread]
    beside = number(size, digits_of_size(size, further) if spread == "std_error" else further)
    return cell(record, f"{text} ({beside})", middle, spread)


def interval_cell(record: Record | None, low: str, high: str, digits: int) -> Cell:
    """Write an interval or a range: `−3.8 to −2.1`."""
    if record is None:
        return Cell()
    if not has(record, low, high):
        return absent(record)
    return cell(record, limits(record, digits, low, high), low, high)


def estimate_cell(record: Record | None, digits: int) -> Cell:
    """Write an estimate with its interval: `0.87 (0.83 to 0.90)`; a dash, with the reason, for one that is absent."""
    if record is None:
        return Cell()
    if not has(record, "estimate", "conf_low", "conf_high"):
        alone = number_cell(record, "estimate", digits)
        if not has(record, "estimate") or not record["reason"]:
            return alone
        return replace(alone, text=f"{alone.text} ({ABSENT})", reason=sentence(record["reason"]))
    return cell(record, with_interval(record, digits), "estimate", "conf_low", "conf_high")


def quartiles_cell(record: Record | None, digits: int) -> Cell:
    """Write the median with the quartiles: `50.0 (41.0 to 58.0)`."""
    if record is None:
        return Cell()
    if not has(record, "q1", "q3"):
        return number_cell(record, "median", digits)
    quartiles = interval(record["q1"], record["q3"], digits)
    return cell(record, f"{number(record['median'], digits)} ({quartiles})", "median", "q1", "q3")


def p_cell(record: Record | None) -> Cell:
    """Write a p value."""
    if record is None:
        return Cell()
    return cell(record, p_value(record["p_value"]), "p_value") if has(record, "p_value") else absent(record)
