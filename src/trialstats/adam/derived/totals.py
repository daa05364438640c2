"""The mean or sum of parameters: of all, or of as many as are asked for."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.derived.parts import Made, Parts, none_of
from trialstats.trialfile.parts.derived import Derived

__all__ = ["mean_of", "sum_of"]


def mean_of(parts: Parts, derived: Derived) -> Made:
    """Give the mean of those present, if they are `at_least` so many (by default all)."""
    return of_present(parts.numbers, len(derived.mean_of), derived.at_least, 1)


def sum_of(parts: Parts, derived: Derived) -> Made:
    """Give the sum; where some are missing, each of them counts as the mean of those present."""
    return of_present(parts.numbers, len(derived.sum_of), derived.at_least, len(derived.sum_of))


def of_present(numbers: pd.DataFrame, n: int, at_least: int | None, times: int) -> Made:
    """Give so many times the mean of the numbers of each row; their sum itself where none is missing."""
    present = numbers.notna().sum(axis=1)
    each = numbers.melt(ignore_index=False)["value"].groupby(level=[0, 1], sort=False)
    values: pd.Series[float] = each.mean().reindex(numbers.index) * times
    if times > 1:
        values = values.mask(present == n, each.sum().reindex(numbers.index))
    return Made(values.where(present >= (at_least or n)), none_of(numbers))
