"""The words of the rows that tell how hypotheses were tested, beside those of results."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Said"]


class Said(StrEnum):
    """`group` of a row that tells a sentence (`Told`): what it is about."""

    PROCEDURE = "procedure"
    INTERVALS = "intervals"
    CORRELATION = "correlation"
    CONSONANCE = "consonance"
