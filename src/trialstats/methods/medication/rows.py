"""The words of the rows on medication, by which its table and its figure find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["NOT_KNOWN", "Taken"]

# `level` of rows of variable FOLLOW_UP.
NOT_KNOWN = "not known"


class Taken(StrEnum):
    """`variable` of what is told of the medication of an arm, beside ANY and the variables that a method sums."""

    COURSES = "COURSES"  # courses of a user (summary), or in person-time (rate, rate_ratio)
    DAYS = "DAYS"  # days of the calendar on which a user took any (summary)
    FIRST = "FIRST"  # the first course: share with one by a day (point), and how arms differ in it (rank_test)
    FOLLOW_UP = "FOLLOW_UP"  # subjects whose follow-up is not known (count)
