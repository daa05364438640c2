"""The study days on which something can have been: declared for a column, or those around the trial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

if TYPE_CHECKING:
    from trialstats.spec.trial import Trial

__all__ = ["STUDY_DAYS", "StudyDays", "day_one_of", "plausible_days"]

AROUND = 365
"""So many days before day 1, and after the last day planned, a date is taken to be right."""
UNPLANNED = 6 * AROUND
"""The last plausible day of a trial whose visits have no days."""
STUDY_DAYS = (
    "First and last study day that it can be, `null` for no limit; by default, of events and of the end of the trial, "
    "365 days before day 1 to 365 days after the last day planned (2190, where visits have no days)."
)


def check_days(days: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    """Refuse study days that no day lies between, and day 0, which is none."""
    first, last = days
    if 0 in days:
        raise ValueError("there is no study day 0: the day before day 1 is day -1")
    if first is not None and last is not None and first > last:
        raise ValueError(f"the days end ({last}) before they begin ({first})")
    return days


StudyDays = Annotated[tuple[int | None, int | None], AfterValidator(check_days)]


def day_one_of(trial: Trial) -> str | None:
    """Name the date of ADSL that days are counted from: day 1 of ADY, or else randomisation or the first treatment."""
    usual = (name for name in ("RANDDT", "TRTSDT") if name in trial.subjects.dates)
    return trial.subjects.day_one or next(usual, None)


def plausible_days(trial: Trial) -> tuple[int, int]:
    """Give the first and last study day of what belongs to the trial, where no `study_days` say otherwise."""
    planned = [day for visit in trial.visits.values() for day in (visit.target, *(visit.window or ()))]
    last = max((day for day in planned if day is not None), default=None)
    return -AROUND, UNPLANNED if last is None else last + AROUND
