"""Words of rows about results beyond a limit of quantification."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Flag", "Limit"]


class Flag(StrEnum):
    """`variable` of a count of results beyond a limit: the variable that flags them."""

    BELOW = "BLQFL"
    ABOVE = "ALQFL"


class Limit(StrEnum):
    """`variable` of a limit that was in force: the variable that holds it."""

    LOWER = "ALLOQ"
    UPPER = "AULOQ"
