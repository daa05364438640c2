"""Cells of statistics that limits of quantification leave uncertain: the bound, `<0.70`, where no number is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from trialstats.display.estimates import ESTIMATES, enough
from trialstats.display.numbers import ABSENT, digits_of_size, ends, estimated, number
from trialstats.display.table.cells import Record, absent, decimals, estimate_cell, has, sentence
from trialstats.display.table.choose import only
from trialstats.display.table.data import Cell
from trialstats.results.kinds import Kind
from trialstats.results.rows import Bound

__all__ = [
    "LOCATIONS",
    "QUARTILES",
    "RANGE",
    "bounds_of",
    "digits_of_whole",
    "is_below",
    "is_bound",
    "location_cell",
    "mean_cell",
    "quartile_range_cell",
    "range_cell",
]

LOCATIONS = {"minimum": "Minimum", "q1": "Q1", "median": "Median", "q3": "Q3", "maximum": "Maximum"}
# Signs before a bound that the statistic may be itself.
REACHABLE = (Bound.AT_MOST, Bound.AT_LEAST)
REACHED = f"{' or '.join(REACHABLE)} before a number: the statistic may be that number itself."
Bounds = Mapping[str, Record]
# As a part of a sum, how far rounding takes it from a whole number.
WHOLE = 1e-9
QUARTILES, RANGE = ("median", "q1", "q3"), ("minimum", "maximum")


def bounds_of(records: Sequence[Record]) -> Bounds:
    """Find, among the summaries of one group of values, the rows of what is no number, by the statistic's name."""
    found = {name: only(records, kind=Kind.SUMMARY, variable=name) for name in LOCATIONS}
    return {name: rows[0] for name, rows in found.items() if rows}


def is_bound(record: Record) -> bool:
    """Tell the row of a statistic that is no number, of which a bound is known."""
    return record["kind"] == Kind.SUMMARY and record["variable"] in LOCATIONS and has(record, "value")


def reached_note(records: Sequence[Record]) -> list[str]:
    """Explain the signs of bounds that a statistic may be itself, where there are any."""
    return [REACHED] if any(is_bound(record) and record["level"] in REACHABLE for record in records) else []


def location_cell(record: Record | None, name: str, digits: int) -> Cell:
    """Write one statistic from the row that holds it alone: its number, or its bound."""
    if record is None:
        return Cell()
    if record["level"] and has(record, "value"):
        return Cell(bound(record, digits), record["id"], ("value",))
    if not has(record, name):
        return absent(record)
    return Cell(number(record[name], digits_of_size(record[name], digits)), record["id"], (name,))


def bound(record: Record, digits: int) -> str:
    """Write `<0.70`."""
    return f"{record['level']}{number(record['value'], digits_of_size(record['value'], digits))}"


def quartile_range_cell(record: Record | None, bounds: Bounds, digits: int) -> Cell:
    """Write the median with the quartiles: `1.72 (<0.70 to 2.50)`."""
    return several(record, bounds, QUARTILES, digits, lambda middle, *limits: f"{middle} ({ends(*limits)})")


def range_cell(record: Record | None, bounds: Bounds, digits: int) -> Cell:
    """Write the range: `<0.70 to 9.10`."""
    return several(record, bounds, RANGE, digits, ends)


def digits_of_whole(records: Sequence[Record | None], names: Sequence[str], digits: int) -> int:
    """Give the digits of statistics that are values themselves: none of whole data, where these are whole too."""
    known = [record for record in records if record is not None and has(record, "n", "mean", "minimum", "maximum")]
    shown = [record[name] for record in known for name in names if has(record, name)]
    return 0 if known and all(map(is_whole, known)) and all(value == round(value) for value in shown) else digits


def is_whole(record: Record) -> bool:
    """Tell a summary of whole numbers: its ends are, and the sum of its values."""
    total = record["n"] * record["mean"]
    return all(record[name] == round(record[name]) for name in ("minimum", "maximum")) and bool(
        abs(total - round(total)) <= WHOLE * max(1.0, abs(total))
    )


def several(record: Record | None, bounds: Bounds, names: Sequence[str], digits: int, form: Callable[..., str]) -> Cell:
    """Write statistics of a summary, each its number or its bound; with the reason of one that has neither."""
    if record is None:
        return Cell()
    held = tuple(name for name in names if has(record, name))
    told = {name: bounds[name] for name in names if name in bounds and has(bounds[name], "value")}
    lost = [bounds[name]["reason"] for name in names if name in bounds and name not in told]
    reason = sentence(str(lost[0])) if lost and lost[0] else None
    further = tuple(bounds[name]["id"] for name in names if name in bounds)
    if not held and not told:
        return Cell(ABSENT, record["id"], reason=reason, beside=further) if reason else absent(record)
    texts = [number(record[n], digits) if n in held else bound(told[n], digits) if n in told else ABSENT for n in names]
    # A cell has the address of one row: that of the numbers, else of the first bound.
    first = next(iter(told.values()), record)
    address, statistics = (record["id"], held) if held else (first["id"], ("value",))
    return Cell(form(*texts), address, statistics, reason, further)


def mean_cell(record: Record | None) -> Cell:
    """Write a geometric mean, with its interval if it has one: `<0.70 (<0.70 to 1.20)` where it is below its limits."""
    if record is None or not is_below(record):
        return estimate_cell(record, decimals(record) if record else 0)
    limit, shown = record["value"], {name: record[name] for name in ESTIMATES if has(record, name)}
    digits = enough({**record, "estimate": limit}, decimals(record))
    texts = [f"<{number(limit, digits)}" if value < limit else estimated(value, digits) for value in shown.values()]
    known = [name for name, value in shown.items() if value >= limit]
    text = f"{texts[0]} ({' to '.join(texts[1:])})" if len(texts) > 1 else texts[0]
    return Cell(text, record["id"], (*known, "value"))


def is_below(record: Record) -> bool:
    """Tell a geometric mean of which something that is shown lies below the lowest limit of quantification."""
    if record["kind"] != Kind.GEOMETRIC_MEAN or not has(record, "estimate", "value"):
        return False
    return any(has(record, name) and record[name] < record["value"] for name in ESTIMATES)
