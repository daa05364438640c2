"""Where the results of an arm stand at a visit: side by side, so that each can be seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from trialstats.display.figure.choose import present
from trialstats.display.figure.facets import Facets

__all__ = ["arm_places", "half_width", "spread", "with_room"]

# The widest strip of results of one arm, and the share of the way to the next visit that strips may take, mm.
WIDEST = 7.0
SHARE = 0.86


def with_room(page: Facets, arms: int) -> Facets:
    """Keep the strips of the first and the last visit within the panel."""
    return replace(page, axis=replace(page.axis, cell=max(page.axis.cell, min(arms * WIDEST, page.axis.gap))))


def half_width(page: Facets, arms: int) -> float:
    """Give half the width of one arm's strip, in units of the axis."""
    strip = min(WIDEST, SHARE * page.axis.gap / arms)
    return 0.43 * strip * page.axis.unit


def arm_places(rows: pd.DataFrame, page: Facets) -> pd.Series[float]:
    """Place the middle of each row's arm at its visit."""
    arms = present(rows["ARM"])
    step = half_width(page, len(arms)) / 0.43
    beside = {arm: step * (place - (len(arms) - 1) / 2) for place, arm in enumerate(arms)}
    return page.axis.at(rows["AVISIT"]) + rows["ARM"].astype(str).map(beside).astype("float64")


def spread(rows: pd.DataFrame, keys: list[str], value: str) -> pd.Series[float]:
    """Spread results sideways between -1 and 1: neighbours in value stand far apart, always in the same way.

    The k-th result in order of value takes the k-th place of van der Corput's sequence.
    """
    ordered = rows.sort_values([*keys, value, "USUBJID"], kind="stable")
    rank = ordered.groupby(keys, observed=True).cumcount().to_numpy(dtype="int64")
    return pd.Series(2 * van_der_corput(rank) - 1, index=ordered.index).reindex(rows.index)


def van_der_corput(numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """Mirror the binary digits of 1, 2, 3 ... at the point: 1/2, 1/4, 3/4, 1/8 ..."""
    left, place, value = numbers + 1, 0.5, np.zeros(len(numbers))
    while left.any():
        value = value + place * (left % 2)
        left, place = left // 2, place / 2
    return value
