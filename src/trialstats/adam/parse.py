"""Text to numbers and categories; what does not parse is told apart from what is blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from trialstats.trialfile.parts.sources import Source

__all__ = [
    "is_blank",
    "matches_code",
    "parse_levels",
    "parse_limits",
    "parse_numbers",
    "plain_numbers",
    "range_text",
    "read_numbers",
    "written_plainly",
]

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
LIMITS = {"<number": re.compile(rf"<\s*{NUMBER}"), ">number": re.compile(rf">\s*{NUMBER}")}
GAPS = {" ": "[ \u00a0\u2009\u202f]", "'": "['\u2019]"}  # blanks and quotation marks that stand between thousands
OTHERWISE = "?"  # a number in another writing than the declared one is no number


def is_blank(texts: pd.Series, missing: Iterable[str]) -> pd.Series:
    """Tell where no value was recorded: nothing, blanks, or a text declared to mean it."""
    stripped = texts.str.strip()
    return stripped.eq("") | stripped.isin(list(missing))


def parse_numbers(plain: pd.Series) -> pd.Series:
    """Read numbers written plainly (no thousands marks, no hexadecimal, no `nan`); NaN where there is none."""
    texts = plain.str.strip()
    values = pd.to_numeric(texts.where(texts.str.fullmatch(NUMBER)), errors="coerce").astype("float64")
    return values.where(values.abs() != float("inf"))


def read_numbers(texts: pd.Series, column: str, source: Source) -> pd.Series:
    """Read the numbers of a column in the writing that its source declares; NaN where there is none."""
    return parse_numbers(written_plainly(texts, column, source))


def written_plainly(texts: pd.Series, column: str, source: Source) -> pd.Series:
    """Write the numbers of a column plainly: with a point, without marks between thousands and texts behind them."""
    decimal, thousands = source.decimal_of(column), source.thousands_of(column)
    return plain_numbers(texts, decimal, thousands, source.suffix_of(column))


def plain_numbers(
    texts: pd.Series, decimal: str = ".", thousands: str | None = None, suffix: Sequence[str] = ()
) -> pd.Series:
    """Write numbers plainly, also those behind `<` or `>`.

    Other texts stay as they are, but for numbers in another writing than that, which become no number: under a
    decimal comma 61.5 is not taken for anything.
    """
    plain = texts.str.strip()
    if suffix:
        behind = "|".join(re.escape(text.strip()) for text in sorted(suffix, key=len, reverse=True))
        plain = plain.str.replace(rf"(?<=[0-9.,])\s*(?:{behind})$", "", regex=True)
    if decimal == "." and thousands is None:
        return plain
    gap = GAPS.get(str(thousands), re.escape(thousands or ""))
    whole = rf"[0-9]+|[0-9]{{1,3}}(?:{gap}[0-9]{{3}})+" if thousands else "[0-9]+"
    mark = re.escape(decimal)
    number = rf"[+-]?(?:(?:{whole})(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    declared = plain.str.fullmatch(rf"(?:[<>]\s*)?(?:{number})")
    dotted = (plain.str.replace(gap, "", regex=True) if thousands else plain).str.replace(decimal, ".", regex=False)
    return dotted.where(declared, plain.mask(plain.str.fullmatch(NUMBER), OTHERWISE))


def parse_limits(plain: pd.Series, word: str) -> pd.Series:
    """Read the number of each `<number` (or `>number`, as `word` says) that is above 0; NaN for other texts."""
    texts = plain.str.strip()
    is_marked = texts.str.startswith(word[0], na=False).to_numpy(dtype=bool)
    marked = texts[is_marked]  # few of all results, which are asked for again and again
    numbers = parse_numbers(marked.where(marked.str.fullmatch(LIMITS[word]), "").str[1:])
    limits = np.full(len(texts), np.nan)
    limits[is_marked] = numbers.where(numbers > 0).to_numpy()
    return pd.Series(limits, index=plain.index, name=plain.name)


def parse_levels(texts: pd.Series, codes: Mapping[str, Sequence[str]] | None) -> pd.Series:
    """Turn codes into their levels; missing where the trial file does not list a code."""
    plain = texts.str.strip()
    if codes is None:
        return plain
    levels = {code: level for level, texts_of in codes.items() for code in texts_of}
    return plain.map(levels).astype("str")


def matches_code(texts: pd.Series, codes: Sequence[str], plain: pd.Series | None = None) -> pd.Series:
    """Tell where a result is one of the declared texts, such as `ABSENT` or `<0.7`.

    plain: the texts with their numbers written plainly, if that is not how they stand.
    """
    stripped = texts.str.strip()
    found = stripped.isin([code for code in codes if code not in LIMITS])
    numbers = stripped if plain is None else plain.str.strip()
    for code in codes:
        if code in LIMITS:
            found |= numbers.str.fullmatch(LIMITS[code])
    return found


def range_text(bounds: tuple[float, float]) -> str:
    """Say a range: `outside 0-100`."""
    return f"outside {bounds[0]:g}{'-' if bounds[0] >= 0 else ' to '}{bounds[1]:g}"
