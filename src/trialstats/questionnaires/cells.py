"""Cells of answers become numbers, without guessing."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["column_numbers"]

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
