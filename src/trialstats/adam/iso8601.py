"""Dates as ISO 8601 writes them, of any precision, with or without a time: what the variables --DTC of SDTM hold.

SDTMIG 3.4, section 4.4.2: parts on the right are left out (`2024-03`), an unknown part before a known one is a hyphen
(`2024---15`, `--03-15`, `2024-03-05T-:30`).
"""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["PARTS", "iso_days"]

HOUR, MINUTE, SECOND = r"(?:[01]\d|2[0-3]|-)", r"(?:[0-5]\d|-)", r"(?:(?:[0-5]\d|60)(?:[.,]\d+)?|-)"
MIDNIGHT = r"24(?::00(?::00(?:[.,]0+)?)?)?"  # the end of a day
ZONE = r"(?:Z|[+-]\d\d(?::?\d\d)?)"
TIME = rf"[T ](?:(?P<next>{MIDNIGHT})|{HOUR}(?::{MINUTE}(?::{SECOND})?)?){ZONE}?"
MONTH, DAY = r"0[1-9]|1[0-2]", r"0[1-9]|[12]\d|3[01]"
PARTS = re.compile(rf"(?=.*\d)(?P<year>\d{{4}}|-)(?:-(?P<month>{MONTH}|-)(?:-(?P<day>{DAY}|-)(?:{TIME})?)?)?", re.ASCII)
"""The parts of a date, of which some may be a hyphen, which is unknown, or absent."""
WHOLE = rf"^(\d{{4}}-(?:{MONTH})-(?:{DAY}))(?:{TIME})?$"


def iso_days(texts: pd.Series) -> pd.Series:
    """Read the day of dates that are known whole; NaT where one is not, or is none of the calendar.

    The day is that of the place where it was written, whatever its zone; 24:00 is the beginning of the next.
    """
    different = texts.dropna().drop_duplicates()  # which are few beside the rows of a large file
    parts = different.str.extract(re.compile(WHOLE, re.ASCII))
    days = pd.to_datetime(parts[0], format="%Y-%m-%d", errors="coerce").astype("datetime64[ms]")
    days = days.mask(parts["next"].notna(), days + pd.Timedelta(days=1))
    return days.set_axis(different).reindex(texts).set_axis(texts.index).astype("datetime64[ms]")
