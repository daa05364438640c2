"""The words of the rows of effect modifiers, by which their displays find them; `variable` is the modifier."""

from __future__ import annotations

__all__ = ["ABOVE", "BELOW", "BINS", "CURVE", "MODIFIER", "PERCENTILES"]

# `level` of the row of kind value that names a modifier (PARAM, unit).
MODIFIER = "modifier"
# `level` of the difference at a percentile of a number, whose `value` it is. Of a value asked for it is that as a text,
# of a category the level.
PERCENTILES = {5: "5th percentile", 25: "25th percentile", 50: "median", 75: "75th percentile", 95: "95th percentile"}
# `level` of the differences from the 5th to the 95th percentile that a curve is drawn through.
CURVE = tuple(f"curve {place:02d}" for place in range(1, 42))
# `level` of rows of kind count: the subjects of an arm by parts of that range (`minimum` to `maximum`), and beyond it;
# of a category by its levels.
BINS = tuple(f"part {place:02d}" for place in range(1, 17))
BELOW, ABOVE = f"below the {PERCENTILES[5]}", f"above the {PERCENTILES[95]}"
