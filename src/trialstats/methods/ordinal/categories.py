"""The category of each record, by its value: of values that differ by rounding alone there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.rounding import joined
from trialstats.errors import FitError

__all__ = ["Categories"]

# More values than these are measured, not graded.
MOST = 15
# Digits by which values are told apart that no more than rounding parts (see engines.rounding).
DIGITS = 13


@dataclass(frozen=True)
class Categories:
    """names: from the lowest value to the highest; of: the place of each value among them."""

    names: tuple[str, ...]
    of: Mapping[float, int]

    @classmethod
    def declared(cls, categories: Mapping[str, tuple[float, ...]]) -> Categories:
        """Take those that the trial file says."""
        places = {value: place for place, values in enumerate(categories.values()) for value in values}
        return cls(tuple(categories), places)

    @classmethod
    def of_values(cls, values: pd.Series[float], step: float = 0.0) -> Categories:
        """Make every value a category, `step` being what two of them differ by that are the same.

        FitError where there are too many.
        """
        found = np.unique(joined(values.dropna().to_numpy(dtype=np.float64), step))
        if len(found) > MOST:
            raise FitError(
                f"the value has {len(found)} different values; ordered categories are up to {MOST}: say `categories`, "
                "or use ranks or mmrm"
            )
        names = [f"{value:g}" for value in found]
        if len({*names}) < len(names):
            names = [f"{value:.{DIGITS}g}" for value in found]
        return cls(tuple(names), {float(value): place for place, value in enumerate(found)})

    @property
    def last(self) -> int:
        """The place of the category of the highest values."""
        return len(self.names) - 1

    def with_one_more(self, name: str, *, above: bool) -> Categories:
        """Add a category that no value is in: above all others, or below them."""
        if above:
            return replace(self, names=(*self.names, name))
        return Categories((name, *self.names), {value: place + 1 for value, place in self.of.items()})

    def place(self, values: pd.Series[float], step: float = 0.0) -> NDArray[np.intp]:
        """Give the place of each value, which may lie `step` beside its category.

        FitError where a value is in no category.
        """
        known = np.array(sorted(self.of), dtype=np.float64)
        given = values.to_numpy(dtype=np.float64)
        after = np.clip(np.searchsorted(known, given), 1, max(len(known) - 1, 1))
        sides = known[np.minimum([after - 1, after], len(known) - 1)]
        nearest = np.where(np.abs(given - sides[0]) <= np.abs(given - sides[1]), sides[0], sides[1])
        lost = np.unique(given[~(np.abs(given - nearest) <= step)])
        if lost.size:
            raise FitError(f"{', '.join(f'{value:g}' for value in lost[:5])} is in none of the `categories`")
        return np.array([self.of[value] for value in nearest], dtype=np.intp)
