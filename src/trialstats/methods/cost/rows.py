"""The words of the rows of an analysis of cost, by which its table and its figure find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["OF_SESSIONS", "PLANE", "Amount", "Counted", "Described", "Per", "Quadrant"]

# `variable` of rows of kind point: one bootstrap draw in the plane of cost and effect.
PLANE = "PLANE"

# `group` of the account of the records of sessions, beside those of the outcome.
OF_SESSIONS = "records of sessions"


class Described(StrEnum):
    """`variable` of rows of kind summary: what is described of the subjects of an arm."""

    SESSIONS = "SESSIONS"  # sessions attended
    COST = "COST"  # what they cost


class Counted(StrEnum):
    """`variable` of rows of kind count."""

    RESPONDERS = "RESPONDERS"  # the responders of an arm, of its subjects
    QUADRANT = "QUADRANT"  # bootstrap draws in a part of the plane (`level`: a Quadrant)


class Amount(StrEnum):
    """`variable` of rows of kind cost: what an amount is of or per."""

    TOTAL = "TOTAL"  # all sessions of an arm
    SESSION = "SESSION"  # per session
    SUBJECT = "SUBJECT"  # per subject; against the reference, the difference
    RESPONDER = "RESPONDER"  # per responder
    INCREMENTAL = "INCREMENTAL"  # the difference of costs over that of responders (`level`: what it is Per)


class Per(StrEnum):
    """`level` of an incremental cost: what the amount is for each of, as it stands after `Cost`."""

    ADDITIONAL = "per additional responder"
    FORGONE = "saved per responder forgone"


class Quadrant(StrEnum):
    """`level` of draws counted in a part of the plane."""

    MORE_DEARER = "More responders, higher cost"
    MORE_NO_DEARER = "More responders, no higher cost"
    NO_MORE_DEARER = "No more responders, higher cost"
    NO_MORE_NO_DEARER = "No more responders, no higher cost"
