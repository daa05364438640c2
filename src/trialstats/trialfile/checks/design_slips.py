"""Slips of units in a design: a CV that is no percent, and a CV where a standard deviation of logarithms is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialstats.trialfile.names import At, Broken
from trialstats.trialfile.parts.design.outcome import Expected

__all__ = ["slips"]

# A CV below 1% is a share (0.3 for 30%). With an SD of logarithms of 5 a value lies in one of three subjects more than
# 148 times above or below the median: the number is a CV in percent, or an SD of the values themselves.
LEAST_CV, MOST_SD = 1.0, 5.0


def slips(at: At, expected: Expected) -> Broken:
    """Yield spreads on the scale of logarithms that are hardly meant as they are written."""
    for here, cv in numbers(at, expected, "cv"):
        if cv < LEAST_CV:
            yield here, f"= {cv:g}: a CV is in percent: {100 * cv:g}? ({cv:g}% itself is written `sd: {cv / 100:g}`)"
    for here, sd in numbers(at, expected, "sd"):
        if sd >= MOST_SD:
            yield here, f"= {sd:g} is of natural logarithms, of which none varies so much: a CV of {sd:g}% is `cv`"


def numbers(at: At, expected: Expected, key: str) -> Iterator[tuple[At, float]]:
    """Gather what is said under a key of the outcome, its baseline, and what varies within and between subjects."""
    course = getattr(expected, key)
    if isinstance(course, Mapping):
        yield from (((*at, key, visit), number) for visit, number in course.items())
    elif course is not None:
        yield (*at, key), course
    for name in ("baseline", "within_subjects", "between_subjects"):
        number = getattr(getattr(expected, name), key, None)
        if number is not None:
            yield (*at, name, key), number
