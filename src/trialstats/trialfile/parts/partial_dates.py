"""Where an event keeps what is known of a date whose day is not: beside the date, which is then missing."""

from __future__ import annotations

__all__ = ["NOTHING_KNOWN", "known_part_of"]

NOTHING_KNOWN = "unknown"
"""Stands where a date was recorded of which nothing can be used; a year, or a year and month, stands as ISO 8601."""


def known_part_of(variable: str) -> str:
    """Name the variable with the known part of a date; too long to be one that a trial file declares."""
    return f"{variable}_KNOWN"
