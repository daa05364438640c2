"""A figure as drawn, with what must go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = ["Drawing", "plotted"]

COUNTS = ("n", "count", "total")


@dataclass(frozen=True)
class Drawing:
    """A figure ready to be saved.

    plot: a matplotlib Figure, whichever library laid it out; data: the numbers plotted, first the `id` of the
    result row each comes from; width and height in mm; alt: what a reader who cannot see it should be told.
    parts: the pages of a figure that one page does not hold; `plot` is then the first of them. above: how much of the
    height lies above the plot, where a part has its name, mm.
    """

    plot: Any
    data: pd.DataFrame
    width: float
    height: float
    alt: str
    parts: tuple[Drawing, ...] = ()
    above: float = 0.0


def plotted(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Take the columns that a figure shows, id first, unrounded; counts as whole numbers where they are."""
    data = rows[["id", *columns]].reset_index(drop=True)
    for name in COUNTS:
        if name in data and (data[name].dropna() % 1 == 0).all():
            data[name] = data[name].astype("Int64")
    return data
