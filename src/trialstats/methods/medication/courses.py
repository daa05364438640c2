"""Courses of medication in the follow-up of each subject: which count, how many days, how much.

Days of use are days of the calendar: one on which two courses run, of one medicine or of several, is one. The days of
courses are added up, and are called person-days of courses.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from trialstats.methods.medication.options import Medication
from trialstats.methods.shared.impossible import refuse_backwards, refuse_negative
from trialstats.methods.shared.occurrences.events import day_in, first_day_in, follow_up_days, last_day_in, of_subject
from trialstats.methods.shared.occurrences.partial_dates import recorded_date

__all__ = ["counted_courses", "per_subject"]


def counted_courses(
    analysis: Medication, events: pd.DataFrame, period: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the courses that count, and say how many do not and why; the counts add up.

    Adds `first` (the day it began, from the start of follow-up; missing if undated), `since` and `until` (its first and
    last day in the follow-up; missing where not known), its `days` as recorded, else those in the follow-up, and
    `total` dose. What follow-up is not known counts nothing. A course over before the follow-up is none of it, also
    where nobody knows when it began. Of dates known in part the days between which they lie decide, where they do. A
    course without an end was going on; one that ended on a day not known was not, and its length is not known.

    Raises DataError for a course over before it began, and for days, a dose or intakes below 0.
    """
    dataset = str(analysis.dataset)
    refuse_backwards(events, analysis.start, analysis.end, dataset)
    refuse_negative(events, [analysis.days, analysis.dose, analysis.intakes], dataset)
    length = of_subject(follow_up_days(period), events)
    first, last = day_in(period, events, analysis.start), _end(day_in, analysis, events, period)
    known = length.notna()
    where = pd.Series("", events.index).mask(~known, "follow-up of the subject not known")
    where = where.mask(known & (first_day_in(period, events, analysis.start) > length), "began after the follow-up")
    over = known & (_end(last_day_in, analysis, events, period) < 1)
    if analysis.counts == "started":
        before = known & (last_day_in(period, events, analysis.start) < 1)
        where = where.mask(over | before, "began before the follow-up")
    else:
        where = where.mask(over, "over before the follow-up")
    since, recorded = first.clip(lower=1), _recorded(analysis, events)
    beyond = _open(analysis, events) | (_end(first_day_in, analysis, events, period) >= length)
    end = last.where(last.notna() | ~beyond, length)
    days = recorded.fillna(end.clip(upper=length) - since + 1)
    until = (first + np.ceil(recorded) - 1).fillna(end).clip(upper=length)
    courses = events.assign(first=first, since=since, until=until, days=days, total=_dose(analysis, events, days))
    left_out = where[where != ""].value_counts().sort_index()
    return courses[where == ""].reset_index(drop=True), {str(reason): int(n) for reason, n in left_out.items()}


def _end(
    counted: Callable[[pd.DataFrame, pd.DataFrame, str], pd.Series[float]],
    analysis: Medication,
    events: pd.DataFrame,
    period: pd.DataFrame,
) -> pd.Series[float]:
    """Count the day of the end of each course: `day_in`, or the first or last that it can be; missing if undeclared."""
    if analysis.end is None:
        return pd.Series(float("nan"), events.index)
    return counted(period, events, analysis.end)


def _open(analysis: Medication, events: pd.DataFrame) -> pd.Series[bool]:
    """Tell which courses were not over: those without the date that the file has for the others, even in part."""
    return ~recorded_date(events, analysis.end) if analysis.end else pd.Series(False, events.index)


def _recorded(analysis: Medication, events: pd.DataFrame) -> pd.Series[float]:
    """Take the days of each course as they are recorded; missing where they are not."""
    if analysis.days is None:
        return pd.Series(float("nan"), events.index)
    return events[analysis.days].astype("float64")


def _dose(analysis: Medication, events: pd.DataFrame, days: pd.Series[float]) -> pd.Series[float]:
    if analysis.dose is None:
        return pd.Series(float("nan"), events.index)
    intakes = events[analysis.intakes].astype("float64") if analysis.intakes else 1.0
    return events[analysis.dose].astype("float64") * intakes * days


def per_subject(courses: pd.DataFrame, people: pd.Series[str]) -> pd.DataFrame:
    """Sum the courses of each subject with any: `courses`, `days`, `total`, days of `use`, `first`, and ARM.

    A sum is missing where a course lacks its part; so is `first` where the only courses have no date.
    """
    grouped = courses.groupby("USUBJID")
    sums = pd.DataFrame(
        {
            "courses": grouped.size(),
            "first": grouped["first"].min(),
            "use": days_of_use(courses),
            **{name: grouped[name].apply(lambda part: part.sum(skipna=False)) for name in ("days", "total")},
        }
    )
    return sums.assign(ARM=people.reindex(sums.index))


def days_of_use(courses: pd.DataFrame) -> pd.Series[float]:
    """Count the days of the calendar on which each subject had any of the courses, by USUBJID.

    courses: `since` and `until`, whole days. Missing where a course of the subject lacks one of them.
    """
    ordered = courses.sort_values(["USUBJID", "since"], kind="stable")
    who = ordered["USUBJID"]
    covered = ordered["until"].groupby(who).cummax().groupby(who).shift().fillna(0.0)
    fresh = (ordered["until"] - np.maximum(ordered["since"], covered + 1) + 1).clip(lower=0)
    return fresh.groupby(who).apply(lambda part: part.sum(skipna=False)).astype("float64")
