"""Typed values (of workbooks, Parquet and statistical packages) as a person would write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from trialstats.errors import DataError
from trialstats.io.header import check_header
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.part import composed
from trialstats.trialfile.parts.sources import Source

__all__ = ["as_text", "typed_table", "with_mark"]

WHOLE = 2**53  # up to here a number tells every whole number from the next


def as_text(value: Any) -> str:
    """Write a typed value as text: 63.0 as `63`, a midnight as its date, nothing as ``.

    Raises UnicodeDecodeError for bytes that are no text.
    """
    if value is None or value != value:  # NaN and NaT differ from themselves
        return ""
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | np.floating):
        if float(value).is_integer() and abs(float(value)) <= WHOLE:
            return str(int(value))
        return str(value) if isinstance(value, np.float32 | np.float16) else repr(float(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return composed(value.decode("utf-8") if isinstance(value, bytes) else str(value))


def with_mark(value: Any, decimal: str) -> str:
    """Write a typed value with the decimal mark that the texts of its column have: a number is one in either."""
    text = as_text(value)
    is_number = isinstance(value, float | np.floating | Decimal)
    return text.replace(".", decimal) if is_number and decimal != "." else text


def typed_table(header: Sequence[str], columns: Sequence[Sequence[Any]], source: Source) -> RawTable:
    """Turn columns of typed values into rows of text; DataError where one holds what cannot be written."""
    names = [composed(name).strip() for name in header]
    check_header(names, source.file)
    texts = []
    for name, column in zip(names, columns, strict=True):
        try:
            texts.append([with_mark(value, source.decimal_of(name)) for value in column])
        except UnicodeDecodeError as error:
            raise DataError(f"{source.file}: column {name} holds bytes that are no text ({error.reason})") from None
    named = [index for index, name in enumerate(names) if name]
    rows = [list(row) for row in zip(*(texts[index] for index in named), strict=True)]
    return RawTable([names[index] for index in named], rows, list(range(1, len(rows) + 1)), "row")
