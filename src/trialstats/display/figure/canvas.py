"""A figure laid out in mm from its top left corner: text, axes and a key of the arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from trialstats.display.figure.theme import FAMILY, INCH, INK, LINE, RULE, SIZE, Style, text_width
from trialstats.display.figure.words import tick_labels

__all__ = ["Canvas", "dress", "key_height"]

# Length of the line beside a name in the key, and the room after it and after the name, mm.
SAMPLE, ASIDE, APART = 7.0, 1.5, 5.0


class Canvas:
    """A page of a width and height in mm."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / INCH, height / INCH))

    def write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top."""
        look: dict[str, Any] = {"ha": "left", "va": "center", "color": INK, "size": SIZE, "family": FAMILY} | how
        self.figure.text(across / self.width, 1 - down / self.height, text, **look)

    def axes(self, left: float, top: float, width: float, height: float) -> Any:
        """Add axes at mm from the left and from the top."""
        bottom = 1 - (top + height) / self.height
        return self.figure.add_axes(
            (left / self.width, bottom, width / self.width, height / self.height)
        )  # fmt: skip

    def key(self, left: float, top: float, width: float, names: Mapping[str, str], styles: Mapping[str, Style],
            *, lines: bool) -> None:  # fmt: skip
        """Draw the key of the arms: a mark, on a line or alone, and the name; in as many rows as it needs."""
        for row, arms in enumerate(in_rows(names, width)):
            across, down = left, top + (row + 0.5) * LINE * 1.3
            for arm in arms:
                style, y = styles[arm], 1 - down / self.height
                ends = [across / self.width, (across + SAMPLE) / self.width]
                middle = [(across + SAMPLE / 2) / self.width]
                artists = [Line2D(ends, [y, y], color=style.colour, lw=1.3, ls=style.line)] if lines else []
                mark = None if lines else style.marker
                artists.append(Line2D(middle, [y], color=style.colour, marker=mark, ms=4.2, mew=0, lw=0))
                for artist in artists:
                    self.figure.add_artist(artist)
                across += SAMPLE + ASIDE
                self.write(across, down, names[arm])
                across += text_width(names[arm]) + APART


def in_rows(names: Mapping[str, str], width: float) -> list[list[str]]:
    """Set the arms in rows that fit in a width in mm."""
    rows: list[list[str]] = []
    used = width
    for arm, name in names.items():
        needed = SAMPLE + ASIDE + text_width(name) + APART
        if rows and used + needed <= width + APART:
            rows[-1].append(arm)
            used += needed
        else:
            rows.append([arm])
            used = needed
    return rows


def key_height(names: Mapping[str, str], width: float) -> float:
    """Room that the key takes within a width in mm."""
    return len(in_rows(names, width)) * LINE * 1.3


def dress(axes: Any, ticks: Sequence[float], labels: Sequence[str] | None = None, grid: str = "x") -> None:
    """Give axes the look that all figures share, with ticks along the x axis."""
    axes.set_xticks(ticks, labels or tick_labels(ticks), family=FAMILY, size=SIZE, color=INK)
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2)
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom" or (side == "left" and grid == "y"))
        spine.set(color=INK, linewidth=0.5)
    axes.grid(axis=grid, color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
