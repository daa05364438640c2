"""The words of the rows on adverse events."""

from __future__ import annotations

from enum import StrEnum

from trialstats.methods.shared.occurrences.rows import ANY

__all__ = ["Overview"]


class Overview(StrEnum):
    """`variable` of rows without a body system: a line of the overview; the trial file's further lines have labels."""

    ANY = ANY
    SERIOUS = "SERIOUS"
    FATAL = "FATAL"  # events that led to death
    RELATED = "RELATED"
    STOPPED = "STOPPED"  # events that led to discontinuation
    SEVERE = "SEVERE"
    BEFORE = "BEFORE"  # events before the declared period, which count nowhere else
    AFTER = "AFTER"  # events after it
