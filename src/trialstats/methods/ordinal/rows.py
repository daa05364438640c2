"""The words of the rows of ordered categories, by which their displays find them."""

from __future__ import annotations

__all__ = ["BETTER_CATEGORY", "CATEGORY", "PROPORTIONAL"]

# `variable` of a count of the subjects in a category, its `level`.
CATEGORY = "category"
# `variable` of the odds ratio.
BETTER_CATEGORY = "better category"
# `variable` of the test that it is the same between any two categories.
PROPORTIONAL = "proportional odds"
