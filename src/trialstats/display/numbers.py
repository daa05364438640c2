"""How numbers are written in tables, figures and the report."""

from __future__ import annotations

import math

__all__ = ["MINUS", "digits_of_error", "interval", "number", "p_value", "percent"]

MINUS = "\N{MINUS SIGN}"
ABSENT = "\N{EN DASH}"


def number(value: float | None, decimals: int = 1) -> str:
    """Write a number with a true minus sign, never `-0.0`; a dash where there is none.

    A half is rounded away from zero, as SAS prints it; the sixteenth digit, where binary fractions err, is ignored.
    """
    if value is None or math.isnan(value):
        return ABSENT
    scale = 10.0**decimals
    units = math.floor(abs(value) * scale * (1 + 4e-15) + 0.5)
    return f"{MINUS if value < 0 and units else ''}{units / scale:.{decimals}f}"


def interval(low: float | None, high: float | None, decimals: int = 1) -> str:
    """Write an interval: `−3.8 to −2.1`, which no minus sign can confuse."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ABSENT
    return f"{number(low, decimals)} to {number(high, decimals)}"


def p_value(value: float | None) -> str:
    """Write a p value: three digits, `<.001` below, never `1.000`."""
    if value is None or math.isnan(value):
        return ABSENT
    if value < 0.0005:
        return "<.001"
    return ">.999" if value >= 0.9995 else number(value, 3).removeprefix("0")


def percent(count: float, total: float) -> str:
    """Write a count with its share: `12 (24.0%)`; a dash where the total is zero."""
    return f"{count:.0f} ({number(100 * count / total, 1)}%)" if total else ABSENT


def digits_of_error(std_error: float | None) -> int:
    """Count the digits after the point that show two figures of a standard error, 0 to 6; 2 where there is none.

    For what is per a unit of any size, such as a slope per joule, and so has no digits of its own.
    """
    if std_error is None or math.isnan(std_error) or std_error <= 0:
        return 2
    return min(6, max(0, 1 - math.floor(math.log10(std_error))))
