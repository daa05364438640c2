"""When the visits took place: jitter around the target day, visits missed, and three outside their window."""

from __future__ import annotations

import numpy as np

from trialstats.simulate.laser.design import FOLLOW_UP, VISITS
from trialstats.simulate.laser.draws import Bools, Dates, Ints, stream, whole_numbers

__all__ = ["LATE_DAYS", "MISSED_SHARE", "draw_late_visits", "draw_missed_visits", "draw_visit_dates", "study_days"]

MISSED_SHARE = 0.03
"""Share of the visits of weeks 4 and 8 that a subject misses and later returns from."""

LATE_DAYS = {1: 40, 2: 68, 3: 97}
"""Visit index and the day, outside its window, on which one subject came; a weekend moves it to Monday."""


def draw_visit_dates(seed: int, baseline: Dates, randomised: Dates) -> Dates:
    """Draw the date of every scheduled visit, shape (n, visit).

    Follow-up visits are within five days of their target and on a weekday: four days either side are drawn,
    and Saturday and Sunday move to Monday.
    """
    rng = stream(seed, "visits.dates")
    jitter = whole_numbers(rng, -4, 3, (len(randomised), len(VISITS)))
    target = np.array([visit.day - 1 for visit in VISITS])
    dates = _weekday(randomised[:, None] + target + jitter)
    dates[:, 0] = baseline
    return dates


def draw_missed_visits(seed: int, n: int) -> Bools:
    """Draw the visits missed by subjects who stay in the trial; never the baseline or the last visit."""
    missed = stream(seed, "visits.missed").random((n, len(VISITS))) < MISSED_SHARE
    missed[:, [0, -1]] = False
    return missed


def draw_late_visits(seed: int, dates: Dates, randomised: Dates, recorded: Bools) -> Dates:
    """Move one visit of each follow-up occasion out of its window, for three different subjects.

    They are chosen among those with a pain score at every visit, so that no row has two things to list.
    """
    rng = stream(seed, "visits.late")
    able = np.flatnonzero(recorded[:, list(FOLLOW_UP)].all(axis=1))
    chosen = able[np.argsort(rng.random(len(able)))[: len(LATE_DAYS)]]
    moved = dates.copy()
    for i, (visit, day) in zip(chosen, LATE_DAYS.items(), strict=True):
        moved[i, visit] = _weekday(randomised[i] + (day - 1))
    return moved


def study_days(dates: Dates, randomised: Dates) -> Ints:
    """Count days from randomisation, which is day 1; the day before is -1, there is no day 0."""
    days = (dates - randomised[:, None]).astype(np.int64)
    return np.where(days >= 0, days + 1, days)


def _weekday(dates: Dates) -> Dates:
    return np.asarray(np.busday_offset(dates, 0, roll="forward"))
