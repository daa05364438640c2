"""The words of the rows of tipping points, by which their table and figure find them."""

from __future__ import annotations

__all__ = ["DELTA", "FACTOR", "UNSHIFTED"]

# `variable` of rows of kind value: by how much what is imputed of an arm is shifted at a point (`group`).
DELTA = "DELTA"
# `group` of the point at which nothing is shifted.
UNSHIFTED = "as assumed"
# `unit` of a shift by which imputed values are multiplied.
FACTOR = "factor"
