"""Cells of answers become numbers, without guessing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["clock_hours", "column_numbers", "doubt_of_hours", "text_codes"]

CLOCK = re.compile(
    r"\s*(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.0+)?)?(?:\s*([ap])\.?m\.?)?|\.(\d{2})\s*([ap])\.?m\.?)\s*", re.IGNORECASE
)

# Of a number read from text, in units of its second decimal.
ROUNDING = 1e-6

# What pandas calls a column of numbers and missing values and nothing else.
NUMBERS = {"integer", "floating", "mixed-integer-float", "integer-na", "empty"}


def column_numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Return floats: NaN where missing, infinity (never a code) for whatever is not a number."""
    if pd.api.types.infer_dtype(column, skipna=True) in NUMBERS:
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        # A column of a frame may lie in steps through memory: one walk there, not one for every comparison.
        return np.ascontiguousarray(numbers)
    cells = [_cell_number(cell) for cell in column.to_numpy(dtype=object)]
    return np.where(column.isna(), np.nan, cells)


def _cell_number(cell: object) -> float:
    if isinstance(cell, Real | Decimal) and not isinstance(cell, bool):
        return float(cell)
    return np.inf


def text_codes(column: pd.Series[Any], texts: Mapping[str, float]) -> NDArray[np.float64]:
    """Return floats as `column_numbers` does, where these texts are their codes."""
    known = {text.casefold(): code for text, code in texts.items()}
    cells = column.to_numpy(dtype=object)
    read = [known.get(cell.strip().casefold(), cell) if isinstance(cell, str) else cell for cell in cells]
    return column_numbers(pd.Series(read, dtype=object))


def clock_hours(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Return hours from midnight of times of day: `23:00`, `11:00 pm`, a time, or hours as a number.

    NaN where missing, infinity for whatever is none of these. A number is hours, so that 23.3 is 23:18: who reads a
    file, where it may be 23:30, asks `doubt_of_hours` first.
    """
    if pd.api.types.infer_dtype(column, skipna=True) in NUMBERS:
        return column_numbers(column)
    cells = [_cell_hours(cell) for cell in column.to_numpy(dtype=object)]
    return np.where(column.isna(), np.nan, cells)


def _cell_hours(cell: object) -> float:
    if isinstance(cell, time):
        return cell.hour + cell.minute / 60 + cell.second / 3600
    found = CLOCK.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return _cell_number(cell)
    hour, minute, second = int(found[1]), int(found[2] or found[5]), int(found[3] or 0)
    if half := (found[4] or found[6] or "").casefold():
        if not 1 <= hour <= 12:
            return np.inf
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or second > 59:
        return np.inf
    return hour + minute / 60 + second / 3600


def doubt_of_hours(number: float) -> str:
    """Say what a number may mean that is no whole hour; nothing of one that can be no time of day."""
    if not 0 < number < 24 or number == np.floor(number):
        return ""
    hour, part = divmod(number, 1)
    readings = [_clock(number)]
    if round(100 * part) < 60 and abs(100 * part - round(100 * part)) < ROUNDING:
        readings.append(f"{hour:02.0f}:{round(100 * part):02d}")
    if number < 1:
        readings.append(f"as a spreadsheet's part of a day {_clock(24 * number)}")
    return f"as hours it is {', or '.join(dict.fromkeys(readings))}: write the time that is meant"


def _clock(hours: float) -> str:
    """Write hours as `23:18`."""
    minutes = round(60 * hours)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
