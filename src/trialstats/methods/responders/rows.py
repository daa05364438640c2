"""The words of the rows on responders and of their curve, by which tables and figures find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["AREA", "STANDARDISED", "Counted", "Needed", "cutoff_level"]

# `variable` of rows of kind summary: improvement in percent, whose mean is the area under the curve of an arm.
AREA = "AREA"

# `variable` of shares and differences of shares that the logistic model predicts for all subjects.
STANDARDISED = "standardised"


class Counted(StrEnum):
    """`variable` of rows of kind count: subjects by their status (`level`)."""

    STATUS = "STATUS"  # of those in the denominator, whom they add up to
    EXCLUDED = "EXCLUDED"  # of those in none


class Needed(StrEnum):
    """`variable` of rows of kind nnt: what the number is needed for, as it stands before the number."""

    BENEFIT = "NNTB"  # for one responder more
    HARM = "NNTH"  # for one responder fewer


def cutoff_level(cutoff: int) -> str:
    """Write the `level` of a point of the curve."""
    return f"{cutoff}%"
