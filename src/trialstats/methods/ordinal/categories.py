"""The category of each record, by its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import FitError

__all__ = ["Categories"]

# More values than these are measured, not graded.
MOST = 15


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
    def of_values(cls, values: pd.Series[float]) -> Categories:
        """Make every value a category. FitError where there are too many."""
        found = sorted(values.dropna().unique())
        if len(found) > MOST:
            raise FitError(
                f"the value has {len(found)} different values; ordered categories are up to {MOST}: say `categories`, "
                "or use ranks or mmrm"
            )
        return cls(tuple(f"{value:g}" for value in found), {float(value): place for place, value in enumerate(found)})

    @property
    def last(self) -> int:
        """The place of the category of the highest values."""
        return len(self.names) - 1

    def with_one_more(self, name: str, *, above: bool) -> Categories:
        """Add a category that no value is in: above all others, or below them."""
        if above:
            return replace(self, names=(*self.names, name))
        return Categories((name, *self.names), {value: place + 1 for value, place in self.of.items()})

    def place(self, values: pd.Series[float]) -> NDArray[np.intp]:
        """Give the place of each value. FitError where a value is in no category."""
        places = values.astype("float64").map(self.of)
        lost = sorted(values[places.isna()].unique())
        if lost:
            raise FitError(f"{', '.join(f'{value:g}' for value in lost[:5])} is in none of the `categories`")
        return np.asarray(places, dtype=np.intp)
