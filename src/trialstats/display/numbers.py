"""How numbers are written in tables, figures and the report."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

__all__ = [
    "ABSENT",
    "MINUS",
    "SLOPE_MOST",
    "digits_of_error",
    "digits_of_size",
    "digits_of_slope",
    "ends",
    "estimated",
    "interval",
    "joined_by",
    "number",
    "p_value",
    "percent",
    "without_noise",
    "zero_before",
]

# How a house writes its p values and intervals; numbers are written in too many places for all of them to pass it on.
ZERO_BEFORE = ContextVar("ZERO_BEFORE", default=False)
BETWEEN = ContextVar("BETWEEN", default=" to ")

MINUS = "\N{MINUS SIGN}"
ABSENT = "\N{EN DASH}"
# What an estimate is shown with at the least, where its decimals alone would show less.
FIGURES = 2
# A number that needs more decimals than this is written as a power of ten.
MOST_DECIMALS = 8
# What part of its own error an estimate must have to be something at all.
NOISE = 1e-9
# Beyond these a p value is written as a bound: rounded to .001, .0005 would not be told from .0014.
SMALLEST_P, LARGEST_P = 0.001, 0.999
# Digits of a slope beyond those of its parameter, and how many it has at the most, as its standard error.
SLOPE_DIGITS, SLOPE_MOST = 2, 3
# How far below a half, as a part of the number and in units of its last digit at the most, rounding still goes up.
SIXTEENTH_DIGIT, A_LITTLE, HALF = Decimal("4e-15"), Decimal("0.001"), Decimal("0.5")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float | None, decimals: int = 1) -> str:
    """Write a number with a true minus sign, never `-0.0`; a dash where there is none.

    A half is rounded away from zero, as SAS prints it; the sixteenth digit, where binary fractions err, is ignored.
    """
    if value is None or math.isnan(value):
        return ABSENT
    size = Decimal(repr(abs(float(value)))).scaleb(decimals)
    # Of a large number the sixteenth digit may be one that is shown: it is not to be carried into it.
    units = int(size + min(size * SIXTEENTH_DIGIT, A_LITTLE) + HALF)
    return f"{MINUS if value < 0 and units else ''}{Decimal(units).scaleb(-decimals):.{decimals}f}"


def digits_of_size(value: float | None, decimals: int = 1) -> int:
    """Count the digits after the point that an estimate of any size needs: its decimals, or those of two figures.

    For what no choice of decimals fits: concentrations, ratios, rates, amounts of money, shifts among ties.
    """
    if value is None or not value or not math.isfinite(value):
        return decimals
    return max(decimals, FIGURES - 1 - math.floor(math.log10(abs(value))))


def estimated(value: float | None, decimals: int = 1) -> str:
    """Write an estimate with its decimals; where they would make a zero of what is none, with two figures."""
    if value is None or not math.isfinite(value):
        return number(value, decimals)
    digits = digits_of_size(value, decimals) if abs(value) * 10.0**decimals < 0.5 else decimals
    return power_of_ten(value) if digits > MOST_DECIMALS else number(value, digits)


def without_noise(value: float, *beside: float | None) -> float:
    """Give 0 for what is nothing beside its own error and limits: a zero that rounding has missed."""
    sizes = [abs(size) for size in beside if size is not None and math.isfinite(size)]
    return 0.0 if abs(value) < NOISE * max(sizes, default=1.0) else value


def power_of_ten(value: float) -> str:
    """Write a very small number: `3.1×10⁻¹²`."""
    figure, exponent = f"{abs(value):.{FIGURES - 1}e}".split("e")
    sign = MINUS if value < 0 else ""
    return f"{sign}{figure}\N{MULTIPLICATION SIGN}10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def interval(
    low: float | None, high: float | None, decimals: int = 1, write: Callable[[float, int], str] = number
) -> str:
    """Write an interval: `−3.8 to −2.1`, which no minus sign can confuse; each limit by `write`."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ABSENT
    return ends(write(low, decimals), write(high, decimals))


def ends(low: str, high: str) -> str:
    """Join the ends of an interval or a range: `0.83 to 0.90`, or within `joined_by(", ")` with a comma."""
    return f"{low}{BETWEEN.get()}{high}"


@contextmanager
def joined_by(between: str) -> Iterator[None]:
    """Write what stands between the ends of intervals in all that is written within."""
    token = BETWEEN.set(between)
    try:
        yield
    finally:
        BETWEEN.reset(token)


def p_value(value: float | None) -> str:
    """Write a p value: three digits; `<.001` whatever is below .001, `>.999` whatever is above .999, as SAS does.

    A zero stands before the point only in `zero_before`.
    """
    if value is None or math.isnan(value):
        return ABSENT
    bound = "<" if value < SMALLEST_P else ">" if value > LARGEST_P else ""
    text = number(min(max(value, SMALLEST_P), LARGEST_P), 3)
    return bound + (text if ZERO_BEFORE.get() else text.removeprefix("0"))


@contextmanager
def zero_before(wished: bool) -> Iterator[None]:
    """Write p values with a zero before the point, `0.018`, or without one, in all that is written within."""
    token = ZERO_BEFORE.set(wished)
    try:
        yield
    finally:
        ZERO_BEFORE.reset(token)


def percent(count: float, total: float) -> str:
    """Write a count with its share: `12 (24.0%)`; a dash where the total is zero."""
    return f"{count:.0f} ({number(100 * count / total, 1)}%)" if total else ABSENT


def digits_of_slope(decimals: int) -> int:
    """Count the digits after the point of a slope over time, of a parameter with so many.

    Visits are days or weeks apart, so that a slope is smaller than the parameter; more than three are never needed.
    """
    return min(decimals + SLOPE_DIGITS, SLOPE_MOST)


def digits_of_error(std_error: float | None) -> int:
    """Count the digits after the point that show two figures of a standard error, 0 to 6; 2 where there is none.

    For what is per a unit of any size, such as a slope per joule, and so has no digits of its own.
    """
    if std_error is None or math.isnan(std_error) or std_error <= 0:
        return 2
    return min(6, max(0, 1 - math.floor(math.log10(std_error))))
