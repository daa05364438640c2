"""The words of the rows of nerves, by which their table and their figure find them."""

from __future__ import annotations

__all__ = ["BOTH_SIDES", "COLD", "FLAGGED", "MISSING"]

# `level` of subjects who have no record of a response, beside those of Response.
MISSING = "MISSING"
# `variable` and `level` of a count of records of cold limbs: the variable that flags them, and its flag.
COLD, FLAGGED = "TEMPFL", "Y"
# `level` of an estimate of both sides together; of one side the level is that side.
BOTH_SIDES = "BOTH"
