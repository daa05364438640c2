"""What a subject is counted as where the question is yes or no."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Status"]


class Status(StrEnum):
    """`level` of subjects counted by what they are at a visit, each once."""

    EVENT = "Event"
    NONE = "No event"
    FAILURE = "Intercurrent event"  # which the estimand counts as failure
    NO_VALUE = "No value"
    UNTOLD = "Beyond the limit of quantification, cannot be told"
