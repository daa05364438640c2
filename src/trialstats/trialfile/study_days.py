"""The day that study days are counted from, and those that belong to the trial."""

from __future__ import annotations

from trialstats.trialfile.trial import Trial

__all__ = ["day_one_of", "plausible_days", "randomised_on"]

AROUND = 365
"""So many days before day 1, and after the last day planned, a date is taken to be right."""
UNPLANNED = 6 * AROUND
"""The last plausible day of a trial whose visits have no days."""


def day_one_of(trial: Trial) -> str | None:
    """Name the date of ADSL that days are counted from: day 1 of ADY, or else randomisation or the first treatment."""
    usual = (name for name in ("RANDDT", "TRTSDT") if name in trial.subjects.dates)
    return trial.subjects.day_one or next(usual, None)


def randomised_on(trial: Trial) -> str | None:
    """Name the date of ADSL on which a subject was randomised, or else that days are counted from."""
    return "RANDDT" if "RANDDT" in trial.subjects.dates else day_one_of(trial)


def plausible_days(trial: Trial) -> tuple[int, int]:
    """Give the first and last study day of what belongs to the trial, where no `study_days` say otherwise."""
    planned = [day for visit in trial.visits.values() for day in (visit.target, *(visit.window or ()))]
    last = max((day for day in planned if day is not None), default=None)
    return -AROUND, UNPLANNED if last is None else last + AROUND
