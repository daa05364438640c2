"""The words of the rows of imputed responders and of tipping points, by which their tables and figures find them."""

from __future__ import annotations

from enum import StrEnum

from trialstats.results.rows import UNSHIFTED

__all__ = ["DELTA", "FACTOR", "STANDARDISED", "UNSHIFTED", "VALUES", "Needed", "Whence"]

# `variable` of rows of kind value: by how much what is imputed of an arm is shifted at a point (`group`).
DELTA = "DELTA"
# `unit` of a shift by which imputed values are multiplied.
FACTOR = "factor"

# `variable` of differences of shares that the logistic model predicts for all subjects.
STANDARDISED = "standardised"

# `variable` of rows of kind count: the subjects of an arm at a visit by whence their value is (`level`: a Whence).
VALUES = "VALUES"


class Whence(StrEnum):
    """`level` of subjects by what tells whether they respond; they add up to the arm."""

    KNOWN = "Value known"
    IMPUTED = "Value imputed"
    EVENT = "Intercurrent event"  # which the estimand counts as no response


class Needed(StrEnum):
    """`variable` of rows of kind nnt: what the number is needed for, as it stands before the number."""

    BENEFIT = "NNTB"  # for one responder more
    HARM = "NNTH"  # for one responder fewer
