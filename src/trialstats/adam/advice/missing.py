"""Texts that do not fit because they say that there is no value: `missing` of the source would read them so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.io.shown import shown
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.written import written, written_list

__all__ = ["codes_among_numbers", "far_codes", "is_word_for_missing", "may_be_missing", "missing_advice", "word_advice"]

# Kinds of problems whose columns know blanks.
KINDS = ("not_numeric", "out_of_range", "bad_date", "partial_date", "unknown_arm", "unknown_code")
SHOWN_CODES = 6
WORD = re.compile(r"[^\W\d_][^\d<>]{0,39}")
# CDISC's and HL7's null flavours, and what R, SAS, SQL, spreadsheets and people write.
WORDS = {
    "ni",
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "asku",
    "nask",
    "nav",
    "msk",
    "unk",
    "un",
    "uk",
    "nk",
    "nd",
    "np",
    "nr",
    "ne",
    "nt",
    "nan",
    "nat",
    "<na>",
    "#n/a",
    "#n/v",
    "#nv",
    "#null!",
    "#div/0!",
    "#value!",
    "#ref!",
    "#num!",
    "#name?",
    "null",
    "none",
    "nil",
    "(null)",
    "missing",
    "miss",
    "unknown",
    "unbekannt",
    "not known",
    "not available",
    "not applicable",
    "not recorded",
    "not reported",
    "not assessed",
    "not done",
    "not measured",
    "no data",
    "blank",
    "empty",
    "k.a.",
    "keine angabe",
    "tbd",
    "pending",
    "-",
    "--",
    "---",
    "\u2013",
    "\u2014",
    "_",
    "/",
    "*",
    ".",
    "..",
    "...",
    "?",
    "??",
    "???",
}
DATES = re.compile(r"0000-00-00(?:[ T]00:00(?::00)?)?|00[./-]00[./-]0000")  # as MySQL writes no date
SAS = re.compile(r"\.[A-Za-z_]")
NUMBERS = re.compile(r"-1|-?(?:9{1,5}|8{1,5}|7{1,5})(?:[.,]0+)?")

FAR = 3
CODES = r"-1|-9+|-8+|-7+|99+|88+|77+"


def may_be_missing(text: str) -> bool:
    """Tell whether a text that does not fit often stands for a value that is missing: NA, a lone dot, -99."""
    return is_word_for_missing(text) or bool(NUMBERS.fullmatch(text.strip()))


def is_word_for_missing(text: str) -> bool:
    """Tell such texts that are no number: NA, a lone dot, .A, 0000-00-00."""
    plain = text.strip()
    return plain.casefold() in WORDS or any(code.fullmatch(plain) for code in (SAS, DATES))


def missing_advice(source: str, fatal: pd.DataFrame) -> Iterator[str]:
    """Offer `missing` for the problems of a file that hold such texts."""
    codes: dict[str, list[str]] = {}
    for item, text in fatal.loc[fatal["kind"].isin(KINDS), ["item", "value"]].drop_duplicates().itertuples(index=False):
        if may_be_missing(text):
            codes.setdefault(item, []).append(text.strip())
    if codes:
        texts = list(dict.fromkeys(text for some in codes.values() for text in some))
        means = "means" if len(texts) == 1 else "mean"
        by_column = ", ".join(f"{written(item)}: {written_list(some, SHOWN_CODES)}" for item, some in codes.items())
        some = written_list(texts, SHOWN_CODES)
        yield (
            f"if {some[1:-1]} {means} that there is no value, say `missing: {some}` under sources.{source}, "
            f"or by column, `missing: {{{by_column}}}`"
        )


def word_advice(source: str, column: str, texts: Sequence[str]) -> Iterator[str]:
    """Offer both readings of words among numbers, as `QNS`: no value, or a result."""
    plain = [text.strip() for text in texts]
    words = [text for text in plain if WORD.fullmatch(text) and not may_be_missing(text)]
    if words:
        some = written_list(words, SHOWN_CODES)
        means, is_one = ("means", "is a result") if len(words) == 1 else ("mean", "are results")
        yield (
            f"if {some[1:-1]} {means} that there is no value, say `missing: {{{written(column)}: {some}}}` under "
            f"sources.{source}; where {'it' if len(words) == 1 else 'they'} {is_one}, `text_results: {some}` of the "
            "parameter"
        )


def codes_among_numbers(column: str, texts: pd.Series, values: pd.Series, source: Source) -> list[str]:
    """Note numbers of a column without a range that stand far from all others and are used as codes: -99, 999."""
    found = texts.str.strip()
    return [
        f"{source.file}: {column} = {shown(code)} ({count} row{'s' * (count > 1)}) lies far from all others; "
        f"if it means that there is no value, say `missing: {{{written(column)}: {written_list([code])}}}`"
        for code in far_codes(texts, values)
        if (count := int((found == code).sum()))
    ]


def far_codes(texts: pd.Series, values: pd.Series) -> list[str]:
    """Name the texts of numbers that are codes by their looks, -99 or 999, and stand far from all others.

    Far is below 0 where no other is, or above by three times what the others span; there have to be five of them.
    """
    codes = texts.str.strip().str.fullmatch(CODES) & values.notna()
    others = values[values.notna() & ~codes]
    if not codes.any() or len(others) < 5:
        return []
    below = (values < 0) & (others.min() >= 0)
    above = values > others.max() + FAR * (others.max() - others.min())
    return list(texts[codes & (below | above)].str.strip().drop_duplicates())
