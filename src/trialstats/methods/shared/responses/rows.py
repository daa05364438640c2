"""The words of rows on responders, which analyses of several families count."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Status"]


class Status(StrEnum):
    """`level` of subjects counted by what they are at a visit, each once; events that make a non-responder have names.

    The first that is true counts: ZERO, EVENT, an event of `unless`, NO_BASE, NO_VALUE, then what improvement and
    threshold say.
    """

    RESPONDER = "Responder"
    LESS = "Improved less, unchanged or worse"
    EVENT = "Intercurrent event"  # which the estimand counts as no response
    ZERO = "Baseline of zero"  # of which nobody can improve by a percentage
    NO_BASE = "No value at baseline"
    NO_VALUE = "No value at the visit"
    UNTOLD = "Beyond the limit of quantification, cannot be told"
