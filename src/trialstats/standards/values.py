"""The types of values: what is whole is an integer, what has no time is a date."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from trialstats.standards.dataset import Type

__all__ = ["is_text", "typed", "widest"]

# What a number of a transport file can be: IBM's floating point reaches from 16**-65 to 16**63 (TS-140), and the
# library that writes it keeps what is between these. Beyond 2**53 a whole number may be no double.
SMALLEST, LARGEST, WHOLE = 2.0**-260, 2.0**248, 2**53
# The digits that SAS writes of a number, beyond which a double has none that can be trusted.
DIGITS = 15
NUMBER_BYTES = 8


def is_text(values: pd.Series[Any]) -> bool:
    """Whether a column holds texts, levels or yes and no."""
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return not (numeric or pd.api.types.is_datetime64_any_dtype(values))


def typed(values: pd.Series[Any]) -> tuple[pd.Series[Any], Type, int, int | None]:
    """Give values in a plain type, with what they are, their length and the digits after the point.

    Raises ValueError for a number that a transport file cannot hold.
    """
    if is_text(values):
        return values, Type.TEXT, max(1, int(values.str.len().max()) if values.notna().any() else 1), None
    if pd.api.types.is_datetime64_any_dtype(values):
        days = (values.dropna() == values.dropna().dt.normalize()).all()
        return values, Type.DATE if days else Type.DATETIME, NUMBER_BYTES, None
    numbers = values.astype("float64")
    refuse_lossy(values, numbers)
    present = numbers.dropna()
    whole = bool((present == present.round()).all()) and (len(present) > 0 or pd.api.types.is_integer_dtype(values))
    if whole:
        return numbers, Type.INTEGER, widest(present, 0), None
    digits = max((digits_of(number) for number in np.unique(present)), default=0)
    return numbers, Type.FLOAT, widest(present, digits), digits


def refuse_lossy(values: pd.Series[Any], numbers: pd.Series[float]) -> None:
    """Raise ValueError for what would be another number, or none, in a transport file."""
    size = numbers.abs()
    whole = pd.api.types.is_integer_dtype(values)
    wrong = size.gt(0) & (size.lt(SMALLEST) | size.gt(LARGEST)) | np.isinf(numbers) | (size.gt(WHOLE) & whole)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise ValueError(f"row {row + 1}: {numbers.iloc[row]:g} is no number that a transport file holds")


def digits_of(number: float) -> int:
    """Count the digits after the point of a number that is written in 15 digits."""
    return max(0, -int(Decimal(f"{number:.{DIGITS}g}").normalize().as_tuple().exponent))


def widest(numbers: pd.Series[float], digits: int) -> int:
    """Count the characters that the widest number takes: sign, digits and point."""
    if not len(numbers):
        return 1
    return max(len(f"{number:.{digits}f}") for number in (float(numbers.min()), float(numbers.max())))
