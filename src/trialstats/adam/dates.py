"""Text to dates, in the one declared format and in a plausible year; and why a text is no such date."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["bad_dates", "parse_dates"]

FIRST_YEAR, LAST_YEAR = 1900, 2100
WITH_TIME = re.compile(r"^(?P<date>.*\d)[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?$")
TIME_MARKS = ("%H", "%I", "%M", "%S", "%T", "%X", "%c")


def parse_dates(texts: pd.Series, format: str) -> pd.Series:
    """Read dates in the one declared format; NaT where a text is no date of the calendar, or one of no trial."""
    dates = any_year(texts, format)
    return dates.where(dates.dt.year.between(FIRST_YEAR, LAST_YEAR))


def any_year(texts: pd.Series, format: str) -> pd.Series:
    plain = texts.str.strip()
    written = plain.where(plain.str.contains("[0-9]"))  # pandas takes `now` and `today` for the day of the run
    return pd.to_datetime(written, format=format, errors="coerce").astype("datetime64[ms]").dt.normalize()


def bad_dates(texts: pd.Series, format: str) -> pd.Series:
    """Say of each text that is no date why it is none."""
    years = any_year(texts, format).dt.year
    said = [why_bad(text.strip(), year, format) for text, year in zip(texts, years, strict=True)]
    return pd.Series(said, index=texts.index, dtype="str")


def why_bad(text: str, year: float, format: str) -> str:
    if year == year:
        return f"year {year:.0f} is not plausible"
    timed = WITH_TIME.match(text)
    if timed and not any(mark in format for mark in TIME_MARKS):
        date = any_year(pd.Series([timed["date"]], dtype="str"), format)
        if date.notna().all():
            return "has a time; the declared format has none"
    return f"not an existing date in the format {format}"
