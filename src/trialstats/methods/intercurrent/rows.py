"""The words of rows that count intercurrent events, by which displays find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Counted"]


class Counted(StrEnum):
    """`variable` of rows that count subjects who had an event (`group`: its label).

    Of those so far `n` counts the subjects without the event. Rows by day are of kind point, the others of kind count.
    """

    HAD = "HAD"  # at all
    FIRST = "FIRST"  # and whose first visit affected is this one (`AVISIT`)
    NO_VISIT = "NOVISIT"  # and of whom it affects no visit
    NO_DAY = "NODAY"  # on a day that nobody knows, of an event that has days
    REASON = "ICEREAS"  # for a reason (`level`)
    SO_FAR = "SOFAR"  # by a visit (`AVISIT`), at which it counts as affected
    BY_DAY = "BYDAY"  # by a study day (`value`)
