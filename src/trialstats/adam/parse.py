"""Text to numbers and categories; what does not parse is told apart from what is blank."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

__all__ = ["is_blank", "matches_code", "parse_levels", "parse_limits", "parse_numbers", "range_text"]

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
LIMITS = {"<number": re.compile(rf"<\s*{NUMBER}"), ">number": re.compile(rf">\s*{NUMBER}")}


def is_blank(texts: pd.Series, missing: Sequence[str]) -> pd.Series:
    """Tell where no value was recorded: nothing, blanks, or a text declared to mean it."""
    stripped = texts.str.strip()
    return stripped.eq("") | stripped.isin(list(missing))


def parse_numbers(texts: pd.Series, decimal: str = ".") -> pd.Series:
    """Read numbers written plainly (no thousands marks, no hexadecimal, no `nan`); NaN where there is none."""
    plain = texts.str.strip()
    if decimal == ",":
        plain = plain.where(~plain.str.contains(".", regex=False), "?").str.replace(",", ".", regex=False)
    values = pd.to_numeric(plain.where(plain.str.fullmatch(NUMBER)), errors="coerce").astype("float64")
    return values.where(values.abs() != float("inf"))


def parse_limits(texts: pd.Series, word: str, decimal: str = ".") -> pd.Series:
    """Read the number of each `<number` (or `>number`, as `word` says) that is above 0; NaN for other texts."""
    plain = texts.str.strip()
    dotted = plain.str.replace(",", ".", regex=False) if decimal == "," else plain
    numbers = parse_numbers(dotted.where(dotted.str.fullmatch(LIMITS[word]), "").str[1:])
    return numbers.where(numbers > 0)


def parse_levels(texts: pd.Series, codes: Mapping[str, Sequence[str]] | None) -> pd.Series:
    """Turn codes into their levels; missing where the trial file does not list a code."""
    plain = texts.str.strip()
    if codes is None:
        return plain
    levels = {code: level for level, texts_of in codes.items() for code in texts_of}
    return plain.map(levels).astype("str")


def matches_code(texts: pd.Series, codes: Sequence[str], decimal: str = ".") -> pd.Series:
    """Tell where a result is one of the declared texts, such as `ABSENT` or `<0.7`."""
    plain = texts.str.strip()
    found = plain.isin([code for code in codes if code not in LIMITS])
    dotted = plain.str.replace(",", ".", regex=False) if decimal == "," else plain
    for code in codes:
        if code in LIMITS:
            found |= dotted.str.fullmatch(LIMITS[code])
    return found


def range_text(bounds: tuple[float, float]) -> str:
    """Say a range: `outside 0-100`."""
    return f"outside {bounds[0]:g}{'-' if bounds[0] >= 0 else ' to '}{bounds[1]:g}"
