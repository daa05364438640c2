"""Every column as what it holds: numbers as floats, text as text, switches as switches, categories as they are.

A trial's frame may come from anywhere: from a database with its decimals, from a workbook whose column is of objects,
with pandas' nullable or Arrow's types. The formula is evaluated on plain ones, and what is of no kind is named.
"""

from __future__ import annotations

import numbers
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from pandas.api.extensions import ExtensionDtype

from trialstats.engines.mmrm.names import shorten

__all__ = ["identifier_fault", "plain_column"]


def plain_column(column: pd.Series, *, in_formula: bool) -> tuple[pd.Series, str]:
    """The column (no value missing) in one of NumPy's types, and what is wrong with it, or nothing."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return column, ""
    if types.is_bool_dtype(dtype):
        return column.astype(bool), ""
    if types.is_complex_dtype(dtype):
        return column, "it holds complex numbers"
    if types.is_numeric_dtype(dtype):
        return _wide(column), ""
    if _timed(dtype):
        fault = f"it holds dates or times ({dtype}): the formula needs numbers (days since a day) or a categorical"
        return column, fault if in_formula else ""
    if isinstance(dtype, pd.StringDtype) or types.infer_dtype(column, skipna=False) == "string":
        # pandas' own text (`str`) is known to the formula; its older and Arrow's are not.
        text = column if dtype in (object, "str") else column.astype(object)
        return text, _numbers_as_text(column.unique()) if in_formula else ""
    return _of_objects(column, list(column), in_formula=in_formula)


def identifier_fault(column: pd.Series) -> str:
    """What is wrong with a column of identifiers, or nothing: a number and a text that are written alike."""
    if column.dtype != object:
        return ""
    levels = set(column)
    others = {str(level) for level in levels if not isinstance(level, str)}
    alike = sorted(others & levels)
    return f"it holds {shorten(alike)} both as a number and as text: make them one" if alike else ""


def _wide(column: pd.Series) -> pd.Series:
    """Whole numbers stay whole where they are NumPy's; short types are widened, or their squares overflow."""
    if isinstance(column.dtype, np.dtype):
        short = column.dtype.itemsize < 8
        return column.astype(np.int64 if column.dtype.kind in "iu" else float) if short else column
    return column.astype(float)


def _timed(dtype: np.dtype[Any] | ExtensionDtype) -> bool:
    return (
        types.is_datetime64_any_dtype(dtype)
        or isinstance(dtype, (pd.PeriodDtype, pd.IntervalDtype))
        or (types.is_timedelta64_dtype(dtype))
    )


def _of_objects(column: pd.Series, values: Collection[object], *, in_formula: bool) -> tuple[pd.Series, str]:
    if all(isinstance(value, (bool, np.bool_)) for value in values):
        return column.astype(bool), ""
    if all(isinstance(value, (numbers.Real, Decimal, np.bool_)) for value in values):
        whole = all(isinstance(value, numbers.Integral) and abs(int(value)) < 2**62 for value in values)
        return column.map(int if whole else float).astype(np.int64 if whole else float), ""
    try:
        hash(tuple(values))
    except TypeError:
        return column, f"it holds lists or the like ({_one_of_each(values)}), which are neither numbers nor levels"
    if in_formula:
        return column, f"it holds values of several kinds ({_one_of_each(values)}): make them all numbers or all text"
    return column, ""


def _one_of_each(values: Collection[object]) -> str:
    first: dict[type, object] = {}
    for value in values:
        first.setdefault(type(value), value)
    return shorten([repr(value)[:40] for value in first.values()])


def _numbers_as_text(values: Iterable[str]) -> str:
    """Text whose values are all numbers, not all of them whole, is a covariate read as text, not a factor."""
    try:
        parts = [value for value in values if not float(value).is_integer()]
    except ValueError:
        return ""
    return f"it holds numbers as text ({parts[0]!r}): turn it into numbers (pandas.to_numeric)" if parts else ""
