"""The texts by which a trial file names levels, beside columns that hold numbers: 980 means 980, and so does 980.0.

Columns are those of pandas, which is not imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

__all__ = ["as_texts", "in_natural_order", "is_one_of", "named", "number_text"]

DIGITS = re.compile(r"(\d+)")


def is_one_of(column: Any, texts: Iterable[str]) -> Any:
    """Tell which values of a column are among the texts; a missing value is none of them."""
    return as_texts(column).isin([named(text, column) for text in texts]).astype(bool)


def as_texts(column: Any) -> Any:
    """Write the values of a column as texts, whole numbers without a point; missing ones stay missing."""
    return (column.map(number_text, na_action="ignore") if holds_numbers(column) else column).astype("string")


def named(text: str, column: Any) -> str:
    """Write a text of the trial file as `as_texts` writes the number that it means, if the column holds numbers."""
    try:
        return number_text(float(text)) if holds_numbers(column) else text
    except ValueError:
        return text


def number_text(value: float) -> str:
    """Write a number with all its digits.

    >>> number_text(980.0), number_text(0.5), number_text(1234567.0)
    ('980', '0.5', '1234567')
    """
    return repr(float(value)).removesuffix(".0")


def in_natural_order(texts: Iterable[Any]) -> list[str]:
    """Sort levels as people count: 1, 2, 10; Site 2 before Site 10.

    >>> in_natural_order(["10", "2", "1"]), in_natural_order(["Site 10", "Site 9"])
    (['1', '2', '10'], ['Site 9', 'Site 10'])
    """
    return sorted(map(str, texts), key=lambda text: ([_part(part) for part in DIGITS.split(text)], text))


def _part(part: str) -> tuple[int, int, str]:
    return (0, int(part), "") if part.isdecimal() else (1, 0, part)


def holds_numbers(column: Any) -> bool:
    return getattr(column.dtype, "kind", "O") in "iuf"
