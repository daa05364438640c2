"""The words of the rows of an association, by which its table and its figure find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ON_LOGARITHMS", "BelowLimit", "Correlated", "Counted"]


class Correlated(StrEnum):
    """`group` of a row of kind correlation: what goes together; ON_LOGARITHMS follows where the values are such."""

    REPEATED = "repeated"  # values within subjects, over visits
    CHANGE = "change"  # changes from baseline to a visit


ON_LOGARITHMS = ", log"


class Counted(StrEnum):
    """`variable` of a count of records of a parameter."""

    USED = "USED"
    BELOW = "BELOW"  # below a limit of the assay (`level`: what becomes of them, a BelowLimit)
    ABOVE = "ABOVE"  # above one, and left out
    ABSENT = "ABSENT"  # neither a number nor beyond a limit


class BelowLimit(StrEnum):
    """`level` of the records below a limit, as the trial file chooses with `below_limit`."""

    EXCLUDED = "excluded"  # left out and counted
    HALF_LIMIT = "half limit"  # half of the limit stands for them
