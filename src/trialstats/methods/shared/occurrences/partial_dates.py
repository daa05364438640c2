"""The days between which an event began or ended, where its date is known in part.

A blank date is none: an event without an end was going on. One whose day is not known did happen, in the month or year
that is known (`2023-12`: from 1 to 31 December); where that decides what is asked it is used, and nothing else is.
"""

from __future__ import annotations

import pandas as pd

from trialstats.trialfile.parts.partial_dates import known_part_of

__all__ = ["earliest", "latest", "recorded_date"]


def recorded_date(events: pd.DataFrame, variable: str) -> pd.Series[bool]:
    """Tell which events have a date, be it one of which the day is not known."""
    known = known_part_of(variable)
    day = events[variable].notna()
    return day | events[known].notna() if known in events else day


def earliest(events: pd.DataFrame, variable: str) -> pd.Series:
    """Give each event's date, or the first day that it can be; NaT where nothing is known."""
    return events[variable].astype("datetime64[ns]").fillna(_months(events, variable, 1).dt.start_time)


def latest(events: pd.DataFrame, variable: str) -> pd.Series:
    """Give each event's date, or the last day that it can be; NaT where nothing is known."""
    return events[variable].astype("datetime64[ns]").fillna(_months(events, variable, 12).dt.end_time.dt.normalize())


def _months(events: pd.DataFrame, variable: str, month: int) -> pd.Series:
    """Give the month that is known, of a year alone a month of it, as periods."""
    known = known_part_of(variable)
    texts = events[known] if known in events else pd.Series(pd.NA, events.index, dtype="str")
    dates = pd.to_datetime(texts, format="%Y-%m", errors="coerce")
    years = pd.to_datetime(texts + f"-{month:02d}", format="%Y-%m", errors="coerce")
    return dates.fillna(years).dt.to_period("M")
