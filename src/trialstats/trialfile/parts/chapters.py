"""The chapters of the tables and figures of a clinical study report (ICH E3, section 14)."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Chapter"]


class Chapter(StrEnum):
    """A chapter by its number, with which the numbers of its tables and figures begin."""

    SUBJECTS = "14.1"
    EFFICACY = "14.2"
    SAFETY = "14.3"
    FURTHER = "14.4"
