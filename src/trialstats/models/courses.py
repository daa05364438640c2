"""Courses of medication in the follow-up of each subject: which count, how many days, how much."""

from __future__ import annotations

import pandas as pd

from trialstats.models.impossible import refuse_backwards, refuse_negative
from trialstats.models.occurrences import day_in, follow_up_days, of_subject
from trialstats.spec.analyses import Medication

__all__ = ["counted_courses", "per_subject"]


def counted_courses(
    analysis: Medication, events: pd.DataFrame, period: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the courses that count, and say how many do not and why; the counts add up.

    Adds `first` (the day it began, from the start of follow-up; missing if undated), `days` of use in the follow-up,
    as far as they are recorded, and `total` dose. What follow-up is not known counts nothing. Raises DataError for a
    course over before it began, and for days, a dose or intakes below 0.
    """
    refuse_backwards(events, analysis.start, analysis.end, analysis.dataset)
    refuse_negative(events, [analysis.days, analysis.dose, analysis.intakes], analysis.dataset)
    length = of_subject(follow_up_days(period), events)
    first, last = day_in(period, events, analysis.start), _last_day(analysis, events, period)
    known = length.notna()
    where = pd.Series("", events.index).mask(~known, "follow-up of the subject not known")
    where = where.mask(known & (first > length), "began after the follow-up")
    before = known & (first < 1)
    if analysis.counts == "started":
        where = where.mask(before, "began before the follow-up")
    else:
        where = where.mask(before & (last < 1), "over before the follow-up")
    inside = last.where(last <= length, length).where(last.notna() | _open(analysis, events))
    days = _recorded(analysis, events, inside - first.clip(lower=1) + 1)
    courses = events.assign(first=first, days=days, total=_dose(analysis, events, days))
    left_out = where[where != ""].value_counts().sort_index()
    return courses[where == ""].reset_index(drop=True), {str(reason): int(n) for reason, n in left_out.items()}


def _last_day(analysis: Medication, events: pd.DataFrame, period: pd.DataFrame) -> pd.Series[float]:
    if analysis.end is None:
        return pd.Series(float("nan"), events.index)
    return day_in(period, events, analysis.end)


def _open(analysis: Medication, events: pd.DataFrame) -> pd.Series[bool]:
    """Tell which courses were not over: those without the date that the file has for the others."""
    return events[analysis.end].isna() if analysis.end else pd.Series(False, events.index)


def _recorded(analysis: Medication, events: pd.DataFrame, within: pd.Series[float]) -> pd.Series[float]:
    """Take the days as recorded; where a course has none, those from its first day to its last in the follow-up."""
    return within if analysis.days is None else events[analysis.days].astype("float64").fillna(within)


def _dose(analysis: Medication, events: pd.DataFrame, days: pd.Series[float]) -> pd.Series[float]:
    if analysis.dose is None:
        return pd.Series(float("nan"), events.index)
    intakes = events[analysis.intakes].astype("float64") if analysis.intakes else 1.0
    return events[analysis.dose].astype("float64") * intakes * days


def per_subject(courses: pd.DataFrame, people: pd.Series[str]) -> pd.DataFrame:
    """Sum the courses of each subject with any: `courses`, `days`, `total`, `first`, and ARM.

    A sum is missing where a course lacks its part; so is `first` where the only courses have no date.
    """
    grouped = courses.groupby("USUBJID")
    sums = pd.DataFrame(
        {
            "courses": grouped.size(),
            "first": grouped["first"].min(),
            **{name: grouped[name].apply(lambda part: part.sum(skipna=False)) for name in ("days", "total")},
        }
    )
    return sums.assign(ARM=people.reindex(sums.index))
