"""From codes to the values that are summed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from trialstats.questionnaires.sf36.versions import CrossItemRule, Version

__all__ = ["recode"]


def recode(item: int, codes: Mapping[int, NDArray[np.int8]], version: Version) -> NDArray[np.float64]:
    """Return the recoded values of one item, n of them, NaN where it was not answered.

    `codes` holds n codes for each item, 0 where missing, as `read_codes` gives them.
    """
    for rule in version.cross_item_rules:
        if rule.item == item:
            table = _cross_table(rule, version)
            return table[codes[rule.given], codes[item]]
    return _table(version.values[item]).take(codes[item])


def _table(values: tuple[float, ...]) -> NDArray[np.float64]:
    return np.array([np.nan, *values])


def _cross_table(rule: CrossItemRule, version: Version) -> NDArray[np.float64]:
    # Row 0 serves those who left the other question unanswered: there the item has values of its own.
    return np.stack([_table(values) for values in (version.values[rule.item], *rule.values)])
