"""The page of responder curves: panels with guides, and the table of shares under each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import dress
from trialstats.display.figure.choose import present
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.page import Page
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.theme import LINE, QUIET, Style
from trialstats.display.figure.words import wrap
from trialstats.display.numbers import number

__all__ = ["draw_curves"]

# Room left of a panel for its axis and right of it, its height, and that of its axis and title, mm.
LEFT, RIGHT, TALL, AXIS = 12.0, 4.0, 52.0, 10.0
# The table of shares: a line of it, a column for n and each guide, the line and mark before an arm's name, mm.
ROW, CELL, SAMPLE = 1.25 * LINE, 13.0, 8.5
X_TITLE, Y_TITLE = "Improvement from baseline of at least (%)", "Subjects (%)"
Key = tuple[str, str, str]


def draw_curves(
    points: pd.DataFrame,
    headings: dict[Key, str],
    guides: Sequence[int],
    width: float,
    caption: str,
    styles: dict[str, Style],
) -> Page:
    """Draw a panel for each analysis, parameter and visit, in one or two columns."""
    columns = 1 if len(headings) == 1 else 2
    grid = Grid(width, columns, LEFT, LEFT + RIGHT, RIGHT)
    room = grid.length + LEFT - 2 - SAMPLE - CELL * (1 + len(guides))
    names = {arm: wrap(arm, room) for arm in present(points["ARM"])}
    lines = 1 + sum(name.count("\n") + 1 for name in names.values())
    panels = [Panel("/".join(key), heading, "") for key, heading in headings.items()]
    page = PanelPage(grid, panels, tall=TALL, below=AXIS + ROW * lines + 1.5, caption=caption)
    for place, key in enumerate(headings):
        own = _of_panel(points, key)
        _draw_panel(page.areas[place], own, names, guides, styles)
        page.title(place, X_TITLE, Y_TITLE)
        _write_shares(page, place, own, names, guides, styles)
    return page


def _of_panel(points: pd.DataFrame, key: Key) -> pd.DataFrame:
    for name, value in zip(("analysis", "PARAMCD", "AVISIT"), key, strict=True):
        points = points[points[name].astype(str) == value]
    return points


def _draw_panel(
    axes: Any, points: pd.DataFrame, names: dict[str, str], guides: Sequence[int], styles: dict[str, Style]
) -> None:
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    dress(axes, range(0, 101, 10), range(0, 101, 20))
    for guide in guides:
        axes.axvline(guide, color=QUIET, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
    for arm in names:
        style, own = styles[arm], points[points["ARM"] == arm].sort_values("value")
        line = {"color": style.colour, "linestyle": style.line, "linewidth": 1.2}
        # At least c: the share falls just after a subject's improvement, so a step takes the value at its right end.
        axes.plot(own["value"], own["percent"], drawstyle="steps-pre", **line)
        marked = own[own["value"].isin(guides)]
        mark = {"color": style.colour, "markersize": 4.0, "markeredgewidth": 0, "zorder": 4}
        axes.plot(marked["value"], marked["percent"], style.marker, **mark)


def _write_shares(
    page: PanelPage,
    place: int,
    points: pd.DataFrame,
    names: dict[str, str],
    guides: Sequence[int],
    styles: dict[str, Style],
) -> None:
    """Write a line an arm: its line and marker, its name, its subjects, and its share at each guide."""
    left, top = page.grid.left_of(place) - LEFT + 2.0, page.tops[place] + TALL + AXIS
    ends = [page.grid.left_of(place) + page.grid.length - CELL * k for k in range(len(guides), -1, -1)]
    heads = ["n", *(f"\N{GREATER-THAN OR EQUAL TO} {guide}%" for guide in guides)]
    middle = top + LINE * 0.6
    page.write(left, middle, "Share of subjects", color=QUIET)
    for end, head in zip(ends, heads, strict=True):
        page.write(end, middle, head, ha="right", color=QUIET)
    for arm, name in names.items():
        middle += ROW
        own = points[points["ARM"] == arm].set_index("value")
        page.sample(left, middle, styles[arm], lines=True, marks=True)
        page.write(left + SAMPLE, middle - LINE * 0.5, name, va="top", linespacing=1.2)
        texts = [number(own["total"].iloc[0], 0)] if len(own) else [""]
        texts += [f"{number(float(own['percent'][guide]), 1)}%" if guide in own.index else "" for guide in guides]
        for end, text in zip(ends, texts, strict=True):
            page.write(end, middle, text, ha="right")
        middle += ROW * name.count("\n")
