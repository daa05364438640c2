"""What a planned visit of a subject gave, in words."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Seen"]


class Seen(StrEnum):
    """What of a dataset stands for a subject at a planned visit, from all to nothing."""

    OBSERVED = "observed"
    PARTLY = "some values not recorded"
    BLANK = "no value recorded"
    NO_RECORD = "no record"
    AFTER_END = "after the end of the trial"
