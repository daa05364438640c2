"""The look of a plot area's axes, and text at places of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.ticker import MaxNLocator

from trialstats.display.figure.theme import FAMILY, INK, POINT, RULE, SIZE, TEXT
from trialstats.display.figure.words import tick_labels

__all__ = ["choose_ticks", "dress", "write_at"]

STEPS = (1, 2, 2.5, 5, 10)


def choose_ticks(low: float, high: float, most: int, steps: Sequence[float] = STEPS) -> list[float]:
    """Choose round numbers between two, about so many spaces between them at the most."""
    ticks = MaxNLocator(most, steps=list(steps)).tick_values(low, high)
    return [float(tick) for tick in ticks if low <= tick <= high]


def dress(
    axes: Any, x: Sequence[float], y: Sequence[float] = (), *, labels: Sequence[str] | None = None, grid: str = "y"
) -> None:
    """Give a plot area the look that all figures share: numbers (or labels) along x, numbers along y, a grid.

    Without numbers along y there is no axis at the left. grid: `x`, `y` or `both`.
    """
    words = {"family": FAMILY, "size": SIZE, "color": INK}
    axes.set_xticks(x, tick_labels(x) if labels is None else labels, **words)
    axes.set_xticks([], minor=True)
    axes.set_yticks(y, tick_labels(y), **words)
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2)
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom" or (side == "left" and len(y) > 0))
        spine.set(color=INK, linewidth=0.5)
    axes.grid(axis=grid, color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def write_at(
    axes: Any, x: float, y: float, text: str, *, across: float = 0.0, up: float = 0.0, data: str = "", **how: Any
) -> None:
    """Write text at a place of a plot area, moved across and up by mm.

    The place is in shares of the area, and in data along the axes that `data` names: `x`, `y` or `xy`.
    """
    if text:
        coordinates = tuple("data" if name in data else "axes fraction" for name in "xy")
        axes.annotate(
            text,
            (x, y),
            xycoords=coordinates,
            xytext=(across / POINT, up / POINT),
            textcoords="offset points",
            annotation_clip=False,
            **TEXT | how,
        )
