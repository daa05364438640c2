"""Cells of shares of subjects, of what compares them, and the rules that stand under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from trialstats.display.estimates import ESTIMATES
from trialstats.display.numbers import interval, number
from trialstats.display.table.cells import Record, absent, cell, estimate_cell, has
from trialstats.display.table.choose import distinct, only, records_of
from trialstats.display.table.data import Cell
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.trialfile.parts.display import Display

__all__ = [
    "LARGE",
    "fraction_cell",
    "needed_cell",
    "points_cell",
    "ratio_cell",
    "rules_of",
    "share_interval_cell",
    "told_of_no_end",
]

# A ratio above this is too large for its decimals to mean anything.
LARGE = 100.0


def fraction_cell(record: Record | None) -> Cell:
    """Write `20/60 (33.3%)`."""
    if record is None:
        return Cell()
    if not has(record, "count", "total", "percent"):
        return absent(record)
    text = f"{record['count']:.0f}/{record['total']:.0f} ({number(record['percent'], 1)}%)"
    return cell(record, text, "count", "total", "percent")


def share_interval_cell(record: Record | None) -> Cell:
    """Write `20/60 (33.3%; 22.7 to 45.9)`, the interval in percent too."""
    made = fraction_cell(record)
    if record is None or not made.ard or not has(record, "conf_low", "conf_high"):
        return made
    limits = interval(100 * record["conf_low"], 100 * record["conf_high"])
    text = f"{record['count']:.0f}/{record['total']:.0f} ({number(record['percent'], 1)}%; {limits})"
    return cell(record, text, "count", "total", "percent", "conf_low", "conf_high")


def points_cell(record: Record | None) -> Cell:
    """Write a difference of shares with its interval in percentage points: `45.0 (27.9 to 59.4)`."""
    return _with_interval(record, 1, scale=100.0)


def ratio_cell(record: Record | None) -> Cell:
    """Write a ratio with its interval: `2.35 (1.64 to 3.52)`; where it has no end, `∞ (1.64 to ∞)`."""
    if record is not None and has(record, "conf_low") and not has(record, "estimate") and not has(record, "conf_high"):
        return cell(record, f"\N{INFINITY} ({number(record['conf_low'], 2)} to \N{INFINITY})", "conf_low")
    large = record is not None and has(record, "conf_high") and record["conf_high"] >= LARGE
    return _with_interval(record, 1 if large else 2)


def told_of_no_end(records: Iterable[Record]) -> list[str]:
    """Explain ratios without end, where there are any: why each has none."""
    endless = [r for r in records if has(r, "conf_low") and not has(r, "estimate") and r["reason"]]
    return [f"\N{INFINITY}: {reason}." for reason in distinct(endless, "reason")]


def needed_cell(record: Record | None) -> Cell:
    """Write a number needed to treat with what it is for: `NNTB 2.2 (1.7 to 3.6)`."""
    made = _with_interval(record, 1)
    if record is None or not made.ard:
        return made
    return Cell(f"{record['variable']} {made.text}", made.id, made.statistics)


def _with_interval(record: Record | None, digits: int, scale: float = 1.0) -> Cell:
    if record is None:
        return Cell()
    if not has(record, "estimate", "conf_low", "conf_high"):
        return absent(record)
    return estimate_cell(scaled(record, scale), digits)


def scaled(record: Record, scale: float) -> Record:
    """Give a row whose estimate and limits are in another unit."""
    return {**record, **{name: scale * record[name] for name in ESTIMATES}, "std_error": None}


def rules_of(table: Display, rows: pd.DataFrame, parameters: Iterable[str] = ()) -> list[str]:
    """Take the sentences that the analyses state their thresholds and rules by, each once.

    Of several analyses, one that not all of them share says whose it is.
    """
    said = rows["analysis"].isin(table.analyses) & rows["kind"].eq(Kind.VALUE) & rows["variable"].isin(list(Told))
    records = records_of(rows[said])
    wanted = list(parameters)
    records = [r for r in records if not wanted or r["PARAMCD"] is None or r["PARAMCD"] in wanted]
    ordered = [record for variable in Told for record in only(records, variable=variable)]
    analyses = {record["analysis"] for record in records}
    return [
        sentence if len(own) == len(analyses) else f"{_labels(own, ordered)}: {sentence}"
        for sentence in map(str, distinct(ordered, "PARAM"))
        for own in ([str(name) for name in distinct(only(ordered, PARAM=sentence), "analysis")],)
    ]


def _labels(analyses: Sequence[str], records: Sequence[Record]) -> str:
    labels = {str(record["analysis"]): str(record["label"] or record["analysis"]) for record in records}
    return " and ".join(labels[name] for name in analyses)
