"""The study days on which something can have been, as a trial file declares them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

__all__ = ["STUDY_DAYS", "StudyDays"]

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
