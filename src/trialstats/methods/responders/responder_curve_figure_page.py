"""The page of responder curves in mm: panels, guides, and the table of shares under each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from trialstats.display.figure.choose import present
from trialstats.display.figure.theme import FAMILY, INCH, INK, LINE, QUIET, RULE, SIZE, Style
from trialstats.display.figure.words import tick_labels, wrap
from trialstats.display.numbers import number

__all__ = ["CurvePage"]

# Room left of a plot for its axis, right of it, above it for its heading, and its own height, mm.
LEFT, RIGHT, PLOT = 12.0, 4.0, 52.0
# Below it: ticks and title of the axis; then the table of shares, with columns of a width for n and each guide.
AXIS, CELL, SAMPLE = 10.0, 13.0, 8.0
X_TITLE, Y_TITLE = "Improvement from baseline of at least (%)", "Subjects (%)"


class CurvePage:
    """The figure in mm, its panels in one or two columns, filled from the top down."""

    def __init__(
        self,
        points: pd.DataFrame,
        headings: dict[tuple[str, str, str], str],
        guides: Sequence[int],
        width: float,
        caption: str,
        styles: dict[str, Style],
    ) -> None:
        self.points, self.guides, self.width, self.caption, self.styles = points, guides, width, caption, styles
        self.columns = 1 if len(headings) == 1 else 2
        self.inner = width / self.columns - LEFT - RIGHT
        self.headings = {key: wrap(text, self.inner, bold=True) for key, text in headings.items()}
        room = self.inner + LEFT - 2 - SAMPLE - CELL * (1 + len(guides))
        self.names = {arm: wrap(arm, room) for arm in present(points["ARM"])}
        self.top = 2.0 + LINE * 1.2 * max(text.count("\n") + 1 for text in self.headings.values())
        lines = 1 + sum(name.count("\n") + 1 for name in self.names.values())
        self.block = self.top + PLOT + AXIS + LINE * 1.25 * lines + 3.0
        foot = 2.0 + LINE * 1.1 * (caption.count("\n") + 1) if caption else 0.0
        self.height = self.block * -(-len(headings) // self.columns) + foot
        self.figure = Figure(figsize=(width / INCH, self.height / INCH))

    def draw(self) -> Figure:
        """Draw the panels and the notes."""
        for place, (key, heading) in enumerate(self.headings.items()):
            row, column = divmod(place, self.columns)
            own = self.points
            for name, value in zip(("analysis", "PARAMCD", "AVISIT"), key, strict=True):
                own = own[own[name].astype(str) == value]
            self.draw_panel(own, heading, column * self.width / self.columns, row * self.block)
        foot = self.height - 1.0 - LINE * 1.1 * (self.caption.count("\n") + 1)
        self.write(3.0, foot, self.caption, va="top", color=QUIET, linespacing=1.3)
        return self.figure

    def draw_panel(self, points: pd.DataFrame, heading: str, left: float, top: float) -> None:
        """Draw one panel: heading, guides, curves, and the shares at the guides below it."""
        across, down = left + LEFT, top + self.top
        self.write(across, top + 1.0, heading, weight="bold", va="top", linespacing=1.2)
        axes = self.figure.add_axes(
            (
                across / self.width,
                1 - (down + PLOT) / self.height,
                self.inner / self.width,
                PLOT / self.height,
            )
        )
        _dress(axes)
        for guide in self.guides:
            axes.axvline(guide, color=QUIET, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
        for arm in self.names:
            own = points[points["ARM"] == arm].sort_values("value")
            _curve(axes, own, self.styles[arm], self.guides)
        self.write(across + self.inner / 2, down + PLOT + 6.5, X_TITLE, ha="center")
        self.write(left + 2.5, down + PLOT / 2, Y_TITLE, rotation=90, ha="center")
        self.draw_shares(points, left, down + PLOT + AXIS)

    def draw_shares(self, points: pd.DataFrame, left: float, top: float) -> None:
        """Write a line an arm: its line and marker, its name, its subjects, and its share at each guide."""
        ends = [left + LEFT + self.inner - CELL * k for k in range(len(self.guides), -1, -1)]
        middle = top + LINE * 0.6
        self.write(left + 2.0, middle, "Share of subjects", color=QUIET)
        for end, head in zip(
            ends, ("n", *(f"\N{GREATER-THAN OR EQUAL TO} {guide}%" for guide in self.guides)), strict=True
        ):
            self.write(end, middle, head, ha="right", color=QUIET)
        down = top + LINE * 1.25
        for arm, name in self.names.items():
            own = points[points["ARM"] == arm].set_index("value")
            middle = down + LINE * 0.6
            self.draw_sample(left + 2.0, middle, self.styles[arm])
            self.write(left + 2.0 + SAMPLE, middle - LINE * 0.5, name, va="top", linespacing=1.2)
            texts = [number(own["total"].iloc[0], 0)] if len(own) else [""]
            texts += [
                f"{number(float(own['percent'][guide]), 1)}%" if guide in own.index else "" for guide in self.guides
            ]
            for end, text in zip(ends, texts, strict=True):
                self.write(end, middle, text, ha="right")
            down += LINE * 1.25 * (name.count("\n") + 1)

    def draw_sample(self, across: float, down: float, style: Style) -> None:
        """Draw a short piece of an arm's line with its marker."""
        axes = self.figure.add_axes(
            (across / self.width, 1 - (down + 1) / self.height, 6.5 / self.width, 2 / self.height)
        )
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(-1, 1)
        axes.plot([0, 1], [0, 0], color=style.colour, linestyle=style.line, linewidth=1.2)
        axes.plot([0.5], [0], style.marker, color=style.colour, markersize=4.0, markeredgewidth=0)

    def write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top."""
        look: dict[str, Any] = {"ha": "left", "va": "center", "color": INK, "size": SIZE, "family": FAMILY} | how
        if text:
            self.figure.text(across / self.width, 1 - down / self.height, text, **look)


def _curve(axes: Any, own: pd.DataFrame, style: Style, guides: Sequence[int]) -> None:
    # At least c: the share falls just after a subject's improvement, so a step takes the value at its right end.
    axes.plot(
        own["value"], own["percent"], drawstyle="steps-pre", color=style.colour, linestyle=style.line, linewidth=1.2
    )
    marked = own[own["value"].isin(guides)]
    axes.plot(
        marked["value"],
        marked["percent"],
        style.marker,
        color=style.colour,
        markersize=4.0,
        markeredgewidth=0,
        zorder=4,
    )


def _dress(axes: Any) -> None:
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    ticks = list(range(0, 101, 20))
    axes.set_xticks(list(range(0, 101, 10)), tick_labels(range(0, 101, 10)), family=FAMILY, size=SIZE, color=INK)
    axes.set_yticks(ticks, tick_labels(ticks), family=FAMILY, size=SIZE, color=INK)
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2)
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set(color=INK, linewidth=0.5)
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
