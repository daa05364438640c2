"""The words of the rows of ordered categories, by which their displays find them."""

from __future__ import annotations

__all__ = ["BELOW_ALL", "BETTER_CATEGORY", "CATEGORY", "NEUTRAL", "PROPORTIONAL", "WITHOUT"]

# `variable` of a count of the subjects in a category, its `level`.
CATEGORY = "category"
# `group` of the category that is neither good nor bad, where there is one: no change.
NEUTRAL = "no change"
# `variable` of a count of the subjects of an arm in the population who are in no category.
WITHOUT = "no category"
# `level` of who is in a category below all values, where an estimand puts subjects there after an event.
BELOW_ALL = "After an intercurrent event"
# `variable` of the odds ratio.
BETTER_CATEGORY = "better category"
# `variable` of the test that it is the same between any two categories.
PROPORTIONAL = "proportional odds"
