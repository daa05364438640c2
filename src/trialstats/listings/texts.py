"""Values of ADaM variables as the texts of a listing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from trialstats.trialfile.parts.levels import number_text
from trialstats.trialfile.parts.partial_dates import NOTHING_KNOWN, flag_of, known_part_of

__all__ = ["is_number", "read_beside", "texts_of"]

# Digits after the point that are recorded, not computed: what lies beyond is how computers keep numbers.
DIGITS = 4
# How much of a date is known, by its flag of imputation: of `D` the year and month, of `M` the year.
KNOWN = {"D": 7, "M": 4, "Y": 0}


def texts_of(records: pd.DataFrame, variable: str, written: Callable[[str], str] = str) -> list[str]:
    """Write the values of a variable; what is missing is blank.

    Of a date that was known in part, the part; of a result that is no number (`<0.7`, ABSENT), its text. written: how a
    date, `2024-01-31` or what is known of one, `2024-01`, is written.
    """
    column = records[variable]
    if column.dtype.kind == "M":
        return dates(records, variable, written)
    if not is_number(column):
        return ["" if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]
    numbers = ["" if missing else number(value) for value, missing in zip(column, column.isna(), strict=True)]
    if variable != "AVAL" or "AVALC" not in records:
        return numbers
    return [value or text for value, text in zip(numbers, texts_of(records, "AVALC"), strict=True)]


def read_beside(variable: str) -> tuple[str, ...]:
    """Name the variables that `texts_of` reads beside one, where a dataset has them."""
    return ("AVALC",) if variable == "AVAL" else (flag_of(variable), known_part_of(variable))


def is_number(column: pd.Series) -> bool:
    """Tell whether a variable holds numbers."""
    return bool(pd.api.types.is_numeric_dtype(column.dtype)) and not pd.api.types.is_bool_dtype(column.dtype)


def number(value: float) -> str:
    """Write a number as it was recorded.

    >>> number(30.0), number(-23.170731707317074), number(1.53 - 1.0)
    ('30', '-23.1707', '0.53')
    """
    text = number_text(round(float(value), DIGITS))
    return "0" if text == "-0" else text


def dates(records: pd.DataFrame, variable: str, written: Callable[[str], str]) -> list[str]:
    """Write dates; of those known in part what is known of them, whether a day stands for them or none."""
    texts = records[variable].dt.strftime("%Y-%m-%d").fillna("")
    if flag_of(variable) in records:
        lengths = records[flag_of(variable)].map(KNOWN)
        texts = texts.mask(lengths.notna(), [text[: int(n)] for text, n in zip(texts, lengths.fillna(0), strict=True)])
    if known_part_of(variable) in records:
        texts = texts.mask(texts == "", records[known_part_of(variable)].fillna("").replace(NOTHING_KNOWN, ""))
    return [written(text) if text else "" for text in texts]
