"""The words of the rows of comparisons by ranks, by which their table finds them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["WIN_ODDS", "RankTest"]

# `variable` of the row of kind odds_ratio: the win probability over what it lacks of 1.
WIN_ODDS = "win odds"


class RankTest(StrEnum):
    """`variable` of a row of kind rank_test: which test it is."""

    WILCOXON = "Wilcoxon rank-sum"  # of all subjects of both arms
    VAN_ELTEREN = "van Elteren"  # the same within strata, of the subjects in strata with both arms
