"""What can be answered to an item of a questionnaire."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Clock", "Codes", "Reading", "say_codes"]


class Reading(NamedTuple):
    """Any number between two ends: a mark on a line, a reading of an instrument, minutes."""

    low: float
    high: float


class Clock(NamedTuple):
    """A time of day, in hours from midnight."""

    low: float = 0.0
    high: float = 24.0


Codes = range | tuple[float, ...] | Reading | Clock
"""What can be answered: a range of whole numbers, the few numbers that there are, any number between two, a time."""


def say_codes(codes: Codes) -> str:
    """Say what can be answered: `0 to 10`, `-1, 0, 1` where they are listed, `any number from 0 to 100`."""
    match codes:
        case Clock():
            return "a time of day, as 23:00, or a whole hour"
        case Reading(low, high):
            return f"any number from {low:g} to {high:g}"
        case range():
            return f"{codes[0]} to {codes[-1]}"
    return ", ".join(f"{code:g}" for code in codes)
