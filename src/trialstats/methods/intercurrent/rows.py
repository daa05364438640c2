"""The words of rows that count intercurrent events, by which displays find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Counted"]


class Counted(StrEnum):
    """`variable` of rows of kind count: subjects who had an event (`group`: its label)."""

    HAD = "HAD"  # at all
    FIRST = "FIRST"  # and whose first visit affected is this one (`AVISIT`)
    NO_VISIT = "NOVISIT"  # and of whom it affects no visit
    REASON = "ICEREAS"  # for a reason (`level`)
    SO_FAR = "SOFAR"  # by a visit (`AVISIT`), at which it counts as affected
