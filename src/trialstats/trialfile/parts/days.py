"""Study days: day 1 is the subject's own first day, the day before it is day -1, and there is no day 0.

Each takes and gives a number, an array or a column of them.
"""

from __future__ import annotations

from typing import Any, TypeVar

__all__ = ["days_apart", "elapsed", "study_day"]

Days = TypeVar("Days", bound=Any)


def study_day(passed: Days) -> Days:
    """Name the day on which so many days have passed since day 1.

    >>> study_day(-1), study_day(0), study_day(27)
    (-1, 1, 28)
    """
    return passed + (passed >= 0)  # type: ignore[no-any-return]


def elapsed(day: Days) -> Days:
    """Count the days from day 1 to a study day, without the day 0 that is none.

    >>> elapsed(-1), elapsed(1), elapsed(28)
    (-1, 0, 27)
    """
    return day - (day > 0)  # type: ignore[no-any-return]


def days_apart(one: Any, other: Any) -> Any:
    """Count the days between study days: from day -1 to day 1 it is one.

    >>> days_apart(1, -1), days_apart(1, 2), days_apart(-3, 2)
    (1, 1, 4)
    """
    return abs(elapsed(one) - elapsed(other))
