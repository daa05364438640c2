"""How the estimate of a row and its limits are written: alike in a table and in the figure beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from trialstats.display.numbers import ABSENT, digits_of_size, ends, estimated, number, p_value, without_noise
from trialstats.results.kinds import Kind

__all__ = [
    "ESTIMATES",
    "correlation",
    "digits_of_correlations",
    "enough",
    "equals",
    "limits",
    "with_interval",
    "written",
]

if TYPE_CHECKING:
    import pandas as pd

    Record = Mapping[str, Any] | pd.Series[Any]

# Statistics that are written as zero only where they are zero, and those beside which they may be nothing.
ESTIMATES = ("estimate", "conf_low", "conf_high")
SIZES = ("std_error", "conf_low", "conf_high")
# What rounds to a one.
HALF = 0.5
# Digits of a correlation: one more where an interval is narrower than this, and how many at the most.
CORRELATION, CLOSE, MOST = 2, 0.1, 8


def written(record: Record, statistic: str, digits: int) -> str:
    """Write a statistic of a row: an estimate and its limits never as zero where they are none."""
    value = record[statistic]
    if statistic not in ESTIMATES:
        return number(value, digits)
    return estimated(without_noise(value, *(record.get(name) for name in SIZES)), enough(record, digits))


def enough(record: Record, digits: int) -> int:
    """Give the digits of an estimate: more where its kind is of any size and these would hide it.

    Where they hide a limit alone and one more shows it, all three have one more, so that a column holds no
    `\N{MINUS SIGN}0.4 to 0.017` beside `\N{MINUS SIGN}0.3 to 0.2`.
    """
    if Kind(record["kind"]).traits.any_size:
        return digits_of_size(record["estimate"], digits)
    sizes = [record.get(name) for name in SIZES]
    shown = [
        abs(without_noise(value, *sizes))
        for name in ESTIMATES
        if (value := record.get(name)) is not None and math.isfinite(value)
    ]
    hidden = any(0 < value * 10.0**digits < HALF for value in shown[1:])
    helps = all(value * 10.0 ** (digits + 1) >= HALF for value in shown if value)
    return digits + 1 if shown and shown[0] * 10.0**digits >= HALF and hidden and helps else digits


def limits(record: Record, digits: int, low: str = "conf_low", high: str = "conf_high") -> str:
    """Write an interval of a row: `−3.8 to −2.1`."""
    return ends(written(record, low, digits), written(record, high, digits))


def with_interval(record: Record, digits: int, before: str = "") -> str:
    """Write an estimate with its interval: `0.87 (0.83 to 0.90)`; `before` stands before the limits."""
    return f"{written(record, 'estimate', digits)} ({before}{limits(record, digits)})"


def digits_of_correlations(records: Iterable[Record]) -> int:
    """Give the digits that all correlations of a figure have: two, or three where one is known so well or so small."""
    for record in records:
        low, high = record["conf_low"], record["conf_high"]
        if high - low < CLOSE or any(_is_hidden(record[name], CORRELATION) for name in ESTIMATES):
            return CORRELATION + 1
    return CORRELATION


def correlation(record: Record, digits: int, before: str = "") -> str:
    """Write a correlation with its interval, all with these digits; with more where these made a limit zero.

    Whether a limit is zero is told apart however small it is: an estimate may be 0.000 where its interval says how well
    it is known.
    """
    needed = next(
        (k for k in range(digits, MOST) if not any(_is_hidden(record[name], k) for name in ESTIMATES[1:])), MOST
    )
    estimate, low, high = (number(record[name], needed) for name in ESTIMATES)
    return estimate if low == ABSENT else f"{estimate} ({before}{ends(low, high)})"


def _is_hidden(value: float | None, digits: int) -> bool:
    return value is not None and 0 < abs(value) * 10.0**digits < HALF


def equals(p: float) -> str:
    """Write what stands after `p` in a sentence: `= .012`, `< .001`."""
    text = p_value(p)
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"
