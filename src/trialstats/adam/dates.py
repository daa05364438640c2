"""Text to dates, in the declared format and in a plausible year; and why a text is no such date."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from trialstats.adam.iso8601 import iso_days
from trialstats.adam.partial import is_partial_iso
from trialstats.trialfile.parts.part import DAY_COUNTS, EXCEL, ISO_8601

__all__ = ["bad_dates", "parse_dates"]

FIRST_YEAR, LAST_YEAR = 1900, 2100
WITH_TIME = re.compile(r"^(?P<date>.*\d)[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?$")
ZONE = r"(?<=[0-9]) *(?:Z|[+-][0-9]{2}:?[0-9]{2})$"
SIGNED = r"-?[0-9]{1,5}(?:\.0*)?"  # days since 1960
SERIAL = r"[1-9][0-9]{1,4}(?:\.[0-9]+)?"  # day 60, 29 February 1900, is in Excel alone
MIDNIGHT = r"(?<![0-9:])24(?=:00(?::00(?:\.0+)?)?(?![0-9:]))"  # the hour at the end of a day
TIME_MARKS = (ISO_8601, "%H", "%I", "%M", "%S", "%T", "%X", "%c")


def parse_dates(texts: pd.Series, formats: Sequence[str]) -> pd.Series:
    """Read dates in the declared format, or in one of several.

    NaT where a text is no date of the calendar, or one of no trial, or another day in another of the formats.
    """
    codes, different = texts.factorize()  # few of all texts: many records are of one day
    days, several = read_days(pd.Series(different, dtype=texts.dtype), formats)
    dates = days.mask(several)
    plausible = dates.where(dates.dt.year.between(FIRST_YEAR, LAST_YEAR))
    return pd.Series(plausible.reindex(codes).array, index=texts.index, name=texts.name)


def read_days(texts: pd.Series, formats: Sequence[str]) -> tuple[pd.Series, pd.Series[bool]]:
    """Read dates of any year in the first format that fits; and tell which texts two formats read as different days.

    Where ISO 8601 is one of several, 2024 is a year and no day as Excel counts them.
    """
    if ISO_8601 in formats and len(formats) > 1:
        texts = texts.mask(texts.map(is_partial_iso, na_action="ignore").astype("bool"))
    days, *others = (in_format(texts, format) for format in formats)
    several = pd.Series(False, index=texts.index)
    for other in others:
        several |= days.notna() & other.notna() & (other != days)
        days = days.fillna(other)
    return days, several


def in_format(texts: pd.Series, format: str) -> pd.Series:
    plain = texts.str.strip()
    if format in DAY_COUNTS:
        counted = SERIAL if format in EXCEL else SIGNED
        days = pd.to_numeric(plain.where(plain.str.fullmatch(counted)), errors="coerce") // 1
        days = days.where(days > 60) if format in EXCEL else days
        return (pd.Timestamp(DAY_COUNTS[format]) + pd.to_timedelta(days, unit="D")).astype("datetime64[ms]")
    if format == ISO_8601:
        return iso_days(plain)
    # pandas takes `now` and `today` for the day of the run, and reads the digits of other scripts.
    written = plain.where(plain.str.contains("[0-9]") & ~plain.map(has_other_digits).astype("bool"))
    if "%z" in format:  # the day is that of the place where it was written
        written, format = written.str.replace(ZONE, "", regex=True), format.replace("%z", "").rstrip()
    if "%H" not in format and "%T" not in format:
        return days_of(written, format)
    next_day = written.str.contains(MIDNIGHT).fillna(False)
    days = days_of(written.str.replace(MIDNIGHT, "00", regex=True), format)
    return days.mask(next_day, days + pd.Timedelta(days=1)).astype("datetime64[ms]")


def days_of(texts: pd.Series, format: str) -> pd.Series:
    return pd.to_datetime(texts, format=format, errors="coerce").astype("datetime64[ms]").dt.normalize()


def has_other_digits(text: object) -> bool:
    """Tell a text with digits beyond 0 to 9."""
    return isinstance(text, str) and not text.isascii() and any(c.isdecimal() and not c.isascii() for c in text)


def bad_dates(texts: pd.Series, formats: Sequence[str]) -> pd.Series:
    """Say of each text that is no date why it is none."""
    days, unclear = read_days(texts, formats)
    said = [
        "which two of the declared formats read as different days" if two else why_bad(text.strip(), year, formats)
        for text, year, two in zip(texts, days.dt.year, unclear, strict=True)
    ]
    return pd.Series(said, index=texts.index, dtype="str")


def why_bad(text: str, year: float, formats: Sequence[str]) -> str:
    if year == year:
        return f"year {year:.0f} is not plausible"
    timed = WITH_TIME.match(text)
    if timed and not any(mark in format for mark in TIME_MARKS for format in formats):
        date, _ = read_days(pd.Series([timed["date"]], dtype="str"), formats)
        if date.notna().all():
            return "has a time; the declared format has none"
    return f"not an existing date in the format {' or '.join(formats)}"
