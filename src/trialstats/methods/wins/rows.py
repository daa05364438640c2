"""The words of the rows of win statistics, by which their displays find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["WIN_ODDS", "Pairs"]

# `variable` of the row of kind odds_ratio: the win probability over what it lacks of 1.
WIN_ODDS = "win odds"


class Pairs(StrEnum):
    """`variable` of a count of pairs: how they went for the active arm. `group` is the outcome that decided them."""

    WON = "pairs won"
    LOST = "pairs lost"
    TIED = "pairs tied"  # by all outcomes; of one outcome: passed on to the next
