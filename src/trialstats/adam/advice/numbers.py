"""Texts that are no number as declared and would be one in another writing: which setting reads them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.adam.parse import parse_numbers, plain_numbers
from trialstats.io.shown import shown
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.written import written

__all__ = ["is_otherwise_a_number", "number_advice"]

# Marks of decimals and of thousands, the likeliest first.
WRITINGS: tuple[tuple[str, str | None], ...] = (
    (",", None),
    (".", None),
    (".", ","),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "'"),
)
NUMERIC = re.compile(r"[+-]?[0-9][0-9., '\u00a0\u2009\u202f\u2019]*(?:[eE][+-]?[0-9]+)?|[+-]?[.,][0-9]+")
WITH_TEXT = re.compile(rf"(?P<number>{NUMERIC.pattern})\s*(?P<behind>[^\d\s.,'+-][^\d]*)")
LONGEST = 60  # signs of a number with what stands around it
LIMIT = re.compile(r"[<>]\s*[0-9]+(?:[.,][0-9]+)?")
MINUS = "\u2212\u2013\u2014\u2010\u2011\ufe63\uff0d"
BEFORE = re.compile(r"['\u2018\u2019`=~\u2248\u2264\u2265]\s*")  # marks before a number: that of a text, about, at most
BLANKS = re.compile(r"[\u00a0\u2009\u202f\u200b\ufeff]")


def is_otherwise_a_number(texts: pd.Series) -> pd.Series[bool]:
    """Tell which texts hold a number in some writing: to leave them out by `exclude` alone would lose it unseen."""
    found = {
        text: len(text) <= LONGEST and bool(looks_numeric(in_ascii(text.strip())) or odd_signs(text) or before(text))
        for text in texts.unique()
    }
    return texts.map(found).astype("bool")


def looks_numeric(text: str) -> bool:
    return bool(NUMERIC.fullmatch(text) or WITH_TEXT.fullmatch(text))


def number_advice(
    name: str, source: Source, column: str, texts: Sequence[str], fitting: Sequence[str]
) -> Iterator[str]:
    """Say which settings would read the texts of a column that do not fit.

    name: the source's. fitting: the column's texts that do fit; a setting that would no longer read them is none.
    """
    plain = [text.strip() for text in texts if len(text) <= LONGEST]
    with_text = [(text, found) for text in plain if (found := WITH_TEXT.fullmatch(text))]
    numeric = [text for text in plain if NUMERIC.fullmatch(text)]
    numeric += [
        number for _, found in with_text if (number := found["number"].strip()) and not fits(number, source, column)
    ]
    if numeric:
        yield from other_writing(name, source, column, numeric, fitting)
    behind = {found["behind"].strip(): text for text, found in with_text}
    for suffix, text in list(behind.items())[:2]:
        yield (
            f"{shown(text)} in {column} is a number with {shown(suffix)} behind it: `suffix: {written(suffix)}` under "
            f"sources.{name} reads the number alone"
        )
    if limits := [text for text in plain if LIMIT.fullmatch(text)]:
        word = f"{limits[0][0]}number"
        yield (
            f'{shown(limits[0])} in {column} is a value beyond a limit: `text_results: ["{word}"]` of its parameter '
            "keeps it as text, `limits` treats it as censored"
        )
    if odd := [text for text in plain if odd_signs(text)]:
        yield f"{shown(odd[0])} in {column} has {odd_signs(odd[0])}, where a number has plain digits and signs"
    if marked := [text for text in plain if before(text)]:
        yield f"{shown(marked[0])} in {column} is a number with {before(marked[0])} before it"


def other_writing(
    name: str, source: Source, column: str, numeric: Sequence[str], fitting: Sequence[str]
) -> Iterator[str]:
    """Name the marks that read all of these numbers and the others of the column too; tell apart those that differ."""
    present = (source.decimal_of(column), source.thousands_of(column))
    reads = {writing: read(numeric, writing) for writing in WRITINGS if writing != present}
    whole = {writing: values for writing, values in reads.items() if values is not None}
    kept = {writing: values for writing, values in whole.items() if read(fitting, writing) is not None}
    if not kept:
        if whole:
            (decimal, _), values = next(iter(whole.items()))
            other = next((text for text in fitting if read([text], (decimal, None)) is None), fitting[0])
            yield (
                f"{column} has numbers in two writings, {shown(numeric[0])} and {shown(other)}: no `decimal` or "
                "`thousands` reads both"
            )
        return
    plainest: dict[tuple[float, ...], tuple[str, str | None]] = {}
    for writing, values in kept.items():
        plainest.setdefault(tuple(values), writing)
    said = [
        f"{setting(source, column, writing, present)} reads {shown(numeric[0])} as {values[0]:.15g}"
        for values, writing in plainest.items()
    ]
    which = "" if len(said) == 1 else ": which of them is right, the file does not say"
    yield f"under sources.{name}, {' and '.join(said[:3])}{which}"


def fits(number: str, source: Source, column: str) -> bool:
    """Tell whether a number is written as declared."""
    return read([number], (source.decimal_of(column), source.thousands_of(column))) is not None


def read(texts: Sequence[str], writing: tuple[str, str | None]) -> list[float] | None:
    """Read texts in a writing; None where one of them is no number in it."""
    values = parse_numbers(plain_numbers(pd.Series(list(texts), dtype="str"), *writing))
    return None if values.isna().any() else values.tolist()


def setting(source: Source, column: str, writing: tuple[str, str | None], present: tuple[str, str | None]) -> str:
    """Write the settings of a writing that are not those at present."""
    said = []
    for key, new, old in zip(("decimal", "thousands"), writing, present, strict=True):
        if new == old or new is None:
            continue
        others = getattr(source, key)
        if isinstance(others, str) and others != ".":  # other columns are declared: theirs shall stay
            said.append(f'`{key}: {{"*": "{others}", {written(column)}: "{new}"}}`')
        elif isinstance(others, dict):
            said.append(f'`{key}: {{{written(column)}: "{new}"}}`')
        else:
            said.append(f'`{key}: "{new}"` (or `{key}: {{{written(column)}: "{new}"}}` for this column alone)')
    return " with ".join(said)


def in_ascii(text: str) -> str:
    """Write other kinds of digits, blanks and minus signs as a keyboard does."""
    plain = re.sub(f"[{MINUS}]", "-", BLANKS.sub(" ", unicodedata.normalize("NFKC", text)))
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)


def before(text: str) -> str:
    """Give the mark that stands before a number, as `'35` and `\u226435` have it; nothing where there is none."""
    plain = in_ascii(text.strip())
    found = BEFORE.match(plain)
    return found[0].strip() if found and looks_numeric(plain[found.end() :]) else ""


def odd_signs(text: str) -> str:
    """Name the signs of a number that only look like digits, blanks or a minus; nothing where it is none with them."""
    plain = in_ascii(text.strip()).strip()
    if plain == text.strip() or not looks_numeric(plain) or NUMERIC.fullmatch(text.strip()):
        return ""
    odd = dict.fromkeys(sign for sign in text if sign != " " and not sign.isascii() and sign not in plain)
    return " and ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, 'of no name')}" for sign in list(odd)[:3])
