"""The words of the rows about medication."""

from __future__ import annotations

__all__ = ["COURSES", "DAYS", "FIRST", "FOLLOW_UP"]

# `variable` of rows about: courses of medication, days of the calendar with any, the first course, and (kind count)
# the subjects whose follow-up is not known.
COURSES, DAYS, FIRST, FOLLOW_UP = "COURSES", "DAYS", "FIRST", "FOLLOW_UP"
