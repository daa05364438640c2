"""Text to dates, in the declared format and in a plausible year; and why a text is no such date."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from trialstats.trialfile.parts.part import EXCEL

__all__ = ["bad_dates", "is_partial", "known_month", "known_year", "parse_dates"]

FIRST_YEAR, LAST_YEAR = 1900, 2100
WITH_TIME = re.compile(r"^(?P<date>.*\d)[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?$")
ZONE = r"(?<=[0-9]) *(?:Z|[+-][0-9]{2}:?[0-9]{2})$"
SERIAL = r"[1-9][0-9]{1,4}(?:\.[0-9]+)?"  # day 60, 29 February 1900, is in Excel alone
LONGEST = 60  # signs of a date
TOKENS = re.compile(r"[0-9]+|[^\W\d_]+|[?]+|_+")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
UNKNOWN = re.compile(r"un|unk|unkn|unknown|uk|ukn|nk|na|nd|[xuy]{1,4}|[dm]{2}|[?]+|_+|00?", re.IGNORECASE)
MONTH = re.compile(r"(?:un)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DIRECTIVES = re.compile(r"%[a-zA-Z]")
DAY_NUMBERS = {f"{day:{width}}" for day in range(1, 32) for width in ("d", "02d")}
TIME_MARKS = ("%H", "%I", "%M", "%S", "%T", "%X", "%c")


def parse_dates(texts: pd.Series, formats: Sequence[str]) -> pd.Series:
    """Read dates in the declared format, or in one of several.

    NaT where a text is no date of the calendar, or one of no trial, or another day in another of the formats.
    """
    dates = any_year(texts, formats).mask(of_two_days(texts, formats))
    return dates.where(dates.dt.year.between(FIRST_YEAR, LAST_YEAR))


def any_year(texts: pd.Series, formats: Sequence[str]) -> pd.Series:
    """Read dates in the first format that fits."""
    first, *others = (in_format(texts, format) for format in formats)
    for other in others:
        first = first.fillna(other)
    return first


def of_two_days(texts: pd.Series, formats: Sequence[str]) -> pd.Series[bool]:
    """Tell which texts two of the formats read as different days."""
    first, differs = any_year(texts, formats), pd.Series(False, index=texts.index)
    for format in formats[1:]:
        other = in_format(texts, format)
        differs |= other.notna() & (other != first)
    return differs


def in_format(texts: pd.Series, format: str) -> pd.Series:
    plain = texts.str.strip()
    if format in EXCEL:
        days = pd.to_numeric(plain.where(plain.str.fullmatch(SERIAL)), errors="coerce") // 1
        days = days.where(days > 60)
        return (pd.Timestamp(EXCEL[format]) + pd.to_timedelta(days, unit="D")).astype("datetime64[ms]")
    # pandas takes `now` and `today` for the day of the run, and reads the digits of other scripts.
    written = plain.where(plain.str.contains("[0-9]") & ~plain.map(has_other_digits).astype("bool"))
    if "%z" in format:  # the day is that of the place where it was written
        written, format = written.str.replace(ZONE, "", regex=True), format.replace("%z", "").rstrip()
    return pd.to_datetime(written, format=format, errors="coerce").astype("datetime64[ms]").dt.normalize()


def has_other_digits(text: object) -> bool:
    """Tell a text with digits beyond 0 to 9."""
    return isinstance(text, str) and not text.isascii() and any(c.isdecimal() and not c.isascii() for c in text)


def bad_dates(texts: pd.Series, formats: Sequence[str]) -> pd.Series:
    """Say of each text that is no date why it is none."""
    years, unclear = any_year(texts, formats).dt.year, of_two_days(texts, formats)
    said = [
        "which two of the declared formats read as different days" if two else why_bad(text.strip(), year, formats)
        for text, year, two in zip(texts, years, unclear, strict=True)
    ]
    return pd.Series(said, index=texts.index, dtype="str")


def why_bad(text: str, year: float, formats: Sequence[str]) -> str:
    if year == year:
        return f"year {year:.0f} is not plausible"
    timed = WITH_TIME.match(text)
    if timed and not any(mark in format for mark in TIME_MARKS for format in formats):
        date = any_year(pd.Series([timed["date"]], dtype="str"), formats)
        if date.notna().all():
            return "has a time; the declared format has none"
    return f"not an existing date in the format {' or '.join(formats)}"


def is_partial(text: str) -> bool:
    """Tell a date of which a part is unknown: `2024`, `2024-01`, `Jan 2024`, `UN/UNK/2024`, `2024-00-00`."""
    tokens = TOKENS.findall(text[:LONGEST])
    known = [token for token in tokens if not UNKNOWN.fullmatch(token)]
    if not known:
        return len(tokens) > 1
    others = [token for token in known if not YEAR.fullmatch(token)]
    whole = len(others) > 1 or len(known) - len(others) != 1 or len(tokens) > 3
    no_month = len(tokens) == 2 and "--" not in text and any(token.isdecimal() and int(token) > 12 for token in others)
    return not (whole or no_month) and all(MONTH.fullmatch(token) or token in DAY_NUMBERS for token in others)


def known_year(text: str) -> str | None:
    """Give the year of a partial date; None where it is not known."""
    return next((token for token in TOKENS.findall(text[:LONGEST]) if YEAR.fullmatch(token)), None)


def known_month(text: str, format: str) -> int | None:
    """Give the month of a partial date; None where it is not known, or its number may be that of a day.

    A number beside the year alone is the month (`2024-01`); of three parts it is, where the format has the month there.
    """
    tokens = TOKENS.findall(text[:LONGEST])
    (number, token) = next(((n, t) for n, t in enumerate(tokens) if MONTH.fullmatch(t) or t in DAY_NUMBERS), (None, ""))
    if number is None:
        return None
    if MONTH.fullmatch(token):
        return 1 + MONTHS.index(token.lower().removeprefix("un")[:3])
    parts = DIRECTIVES.findall(format)[: len(tokens)]
    year = next((n for n, t in enumerate(tokens) if YEAR.fullmatch(t)), None)
    placed = year is not None and len(parts) == len(tokens) == 3 and (parts[number], parts[year]) == ("%m", "%Y")
    beside = len(tokens) == 2 and "--" not in text
    return int(token) if (placed or beside) and 1 <= int(token) <= 12 else None
