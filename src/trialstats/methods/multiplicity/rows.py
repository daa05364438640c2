"""The words of the rows about hypotheses, by which their displays and the report find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["TEST", "Said"]

# `variable` of a row of kind value that tells, in its `PARAM`, a sentence about the procedure.
TEST = "TEST"


class Said(StrEnum):
    """`group` of such a row: what the sentence is about."""

    PROCEDURE = "procedure"
    INTERVALS = "intervals"
    CORRELATION = "correlation"
    CONSONANCE = "consonance"
