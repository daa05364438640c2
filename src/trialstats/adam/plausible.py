"""What cannot well be, seen only beside something else: a day far from the trial, an end before its start, a number
far from all others. Each is listed, and missing where the trial file does not keep it."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.listing import SUBJECT, Listing
from trialstats.trialfile.parts.days import study_day

__all__ = ["Days", "day_of", "expected", "far_days", "no_far_dates", "no_far_numbers"]

Days = tuple[int | None, int | None]

FAR = 100
"""A number of one unit is far from the others at so many times their median."""
FEWEST = 3


def day_of(dates: pd.Series, subjects: pd.Series, first: pd.Series) -> pd.Series[float]:
    """Give the study day of each date of a subject, whose day 1 is in `first`; missing where either is not known."""
    begun = first.reindex(subjects).set_axis(subjects.index)
    days: pd.Series[float] = study_day((dates - begun).dt.days.astype("float64"))
    return days


def far_days(days: pd.Series[float], plausible: Days) -> pd.Series[bool]:
    """Tell which study days lie beyond the first or the last that is plausible."""
    first, last = plausible
    far = pd.Series(False, index=days.index)
    if first is not None:
        far |= days < first
    if last is not None:
        far |= days > last
    return far


def no_far_dates(
    frame: pd.DataFrame, dates: pd.Series, column: str, plausible: Days, first: pd.Series, listing: Listing
) -> pd.Series:
    """List the dates that are far from the subject's day 1 (`first`, by subject); they become missing or are kept.

    frame: the raw rows, with _subject and the column that the dates were read from.
    """
    days = day_of(dates, frame[SUBJECT], first)
    far = far_days(days, plausible)
    found = frame[far]
    allowed = "study day " + days[far].map("{:.0f}".format).astype("str") + f", {expected(plausible)}"
    listing.add(found, "implausible_date", item=column, value=found[column], allowed=allowed)
    return dates if listing.fate("implausible_date") == "keep" else dates.mask(far)


def expected(plausible: Days) -> str:
    """Say which days are plausible."""
    first, last = plausible
    days = f"{first} to {last}" if None not in plausible else f"up to {last}" if first is None else f"from {first} on"
    return f"and days {days} are plausible (others where `study_days` of the column says so)"


def no_far_numbers(frame: pd.DataFrame, numbers: pd.Series, column: str, listing: Listing) -> pd.Series:
    """List the numbers of more than a hundred times the median of all that are not 0; they become missing or are kept.

    The lower of two medians is taken, and nothing is said of fewer than three numbers: one alone is far from none.
    """
    sizes = numbers.abs()
    others = sizes[sizes > 0]
    if len(others) < FEWEST:
        return numbers
    median = float(others.quantile(0.5, interpolation="lower"))
    far = sizes > FAR * median
    found = frame[far]
    allowed = f"more than {FAR} times the median of {column}, {median:g} (`range` says which numbers can be)"
    listing.add(found, "implausible_number", item=column, value=found[column], allowed=allowed)
    return numbers if listing.fate("implausible_number") == "keep" else numbers.mask(far)
