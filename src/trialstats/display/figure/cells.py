"""The cells that tell where many points of a scatter lie, darker where there are more, and the key of their darkness.

Cells are hexagons. Where one of the two has few values, they are rectangles in the middle of which these lie, so that
no place is shaded that nobody has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex

from trialstats.display.figure.page import write_shades

__all__ = ["CELL", "HEXAGON", "Cells", "darken", "draw_cells", "with_key"]

# The words of their rows beside the figure, where results have their kind.
CELL, HEXAGON = "cell", "hexagon"
SHAPES = {CELL: "rectangle", HEXAGON: "hexagon"}
# Hexagons across a panel, and the colours of cells from few points to many.
ACROSS, FEW_TO_MANY = 26, ("#E8E8E8", "#6E6E6E")
SHADES = LinearSegmentedColormap.from_list(HEXAGON, FEW_TO_MANY)
# So many values are few: each has cells of its own, as wide as this part of the distance to the next, and no wider than
# that part of the axis.
FEW, OF_DISTANCE, OF_AXIS = 15, 0.9, 1 / 7
# Room beyond the outermost cells, as a part of their width.
BEYOND = 0.25


@dataclass(frozen=True)
class Cells:
    """What is drawn of the points of a plot area: `data` has the middle of each cell and how many it holds."""

    drawn: Any
    data: pd.DataFrame

    @property
    def shape(self) -> str:
        """Which of the two shapes it has."""
        return str(self.data["kind"].iloc[0])

    @property
    def most(self) -> int:
        """How many points the fullest holds."""
        return int(self.data["count"].max())


@dataclass(frozen=True)
class Bins:
    """Places along an axis that cells are centred on, and how wide these are; of: the place of each point."""

    middles: np.ndarray[Any, Any]
    width: float
    of: np.ndarray[Any, Any]


def draw_cells(axes: Any, x: pd.Series[float], y: pd.Series[float], ratio: float) -> Cells:
    """Draw how many points lie where, below all else of a plot area.

    ratio: height over width of the area, whose ends stay but for what cells of few values need. The data have the
    middle of each cell as `value` and `estimate`, and how many points it holds as `count`.
    """
    across, up = x.to_numpy(dtype=float), y.to_numpy(dtype=float)
    if len(np.unique(across)) <= FEW or len(np.unique(up)) <= FEW:
        return _rectangles(axes, across, up, ratio)
    ends = axes.get_xlim(), axes.get_ylim()
    drawn = axes.hexbin(
        across,
        up,
        gridsize=(ACROSS, max(1, round(ACROSS * ratio / math.sqrt(3)))),
        extent=(*sorted(ends[0]), *sorted(ends[1])),
        mincnt=1,
        cmap=SHADES,
        linewidths=0.2,
        zorder=0.6,
    )
    axes.set_xlim(ends[0])
    axes.set_ylim(ends[1])
    middles = np.asarray(drawn.get_offsets(), dtype=float)
    counts = np.asarray(drawn.get_array(), dtype=float)
    return Cells(drawn, _told(middles[:, 0], middles[:, 1], counts, HEXAGON))


def _rectangles(axes: Any, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], ratio: float) -> Cells:
    columns = _bins(x, axes.get_xlim(), ACROSS)
    rows = _bins(y, axes.get_ylim(), max(1, round(ACROSS * ratio)))
    axes.set_xlim(_holding(columns, axes.get_xlim()))
    axes.set_ylim(_holding(rows, axes.get_ylim()))
    places, counts = np.unique(np.column_stack([columns.of, rows.of]), axis=0, return_counts=True)
    across, up = columns.middles[places[:, 0]], rows.middles[places[:, 1]]
    right, above = columns.width / 2, rows.width / 2
    corners = [(-right, -above), (right, -above), (right, above), (-right, above)]
    outlines = np.array([[(a + dx, u + dy) for dx, dy in corners] for a, u in zip(across, up, strict=True)])
    drawn = PolyCollection(list(outlines), cmap=SHADES, linewidths=0, zorder=0.6)
    drawn.set_array(counts.astype(float))
    axes.add_collection(drawn, autolim=False)
    return Cells(drawn, _told(across, up, counts, CELL))


def _told(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], counts: np.ndarray[Any, Any], kind: str) -> pd.DataFrame:
    return pd.DataFrame({"value": x, "estimate": y, "count": counts.astype(float), "kind": kind})


def _bins(values: np.ndarray[Any, Any], ends: Sequence[float], wanted: int) -> Bins:
    """Centre cells on values where these are few; else divide the axis in about so many, between whole steps of it."""
    distinct, of = np.unique(values, return_inverse=True)
    span = abs(ends[1] - ends[0])
    steps = np.diff(distinct)
    if len(distinct) <= FEW:
        closest = float(steps.min()) if len(steps) else math.inf
        return Bins(distinct, min(OF_DISTANCE * closest, OF_AXIS * span), of)
    width, step = span / wanted, float(steps.min())
    if np.allclose(steps / step, np.round(steps / step), atol=1e-6):
        # Cells between whole steps hold as many values each: else some seem full that are only wider.
        width = step * max(1, round(width / step))
    first = distinct[0] - step / 2
    place = np.floor((values - first) / width + 1e-9).astype(int)
    return Bins(first + width * (np.arange(place.max() + 1) + 0.5), width, place)


def _holding(bins: Bins, ends: tuple[float, float]) -> tuple[float, float]:
    """Let an axis go so far that it holds all cells."""
    room = (0.5 + BEYOND) * bins.width
    low, high = min(ends), max(ends)
    return min(low, float(bins.middles[0]) - room), max(high, float(bins.middles[-1]) + room)


def with_key(caption: str) -> str:
    """Keep the first line of the notes free for the key of darkness."""
    return f"\n{caption}"


def darken(figure: Any, cells: Sequence[Cells], caption: str, things: str) -> None:
    """Let one darkness be one number in all plot areas of a figure, and say which in the first line of the notes.

    Cells of either shape have darknesses of their own: rectangles are larger, and hold more. caption: the notes as they
    were written, `with_key`. things: what cells hold.
    """
    keys = {}
    for shape, name in SHAPES.items():
        alike = [own for own in cells if own.shape == shape]
        if not alike:
            continue
        most = max(own.most for own in alike)
        scale = Normalize(1, max(most, 2))
        for own in alike:
            own.drawn.set_norm(scale)
        shown = sorted({1, (1 + most) // 2, most})
        keys[f"{things} in a {name}:"] = {f"{number:,}": to_hex(SHADES(scale(number))) for number in shown}
    write_shades(figure, caption, keys)
