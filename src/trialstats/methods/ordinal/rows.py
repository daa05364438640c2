"""The words of the rows of ordered categories, by which their displays find them."""

from __future__ import annotations

__all__ = ["BELOW_ALL", "BETTER_CATEGORY", "CATEGORY", "PROPORTIONAL"]

# `variable` of a count of the subjects in a category, its `level`.
CATEGORY = "category"
# `level` of who is in a category below all values, where an estimand puts subjects there after an event.
BELOW_ALL = "After an intercurrent event"
# `variable` of the odds ratio.
BETTER_CATEGORY = "better category"
# `variable` of the test that it is the same between any two categories.
PROPORTIONAL = "proportional odds"
