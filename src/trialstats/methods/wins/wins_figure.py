"""Which outcome of a hierarchy decided the pairs of subjects, and for whom: bars to either side."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import choose_ticks, dress, write_at
from trialstats.display.figure.choose import present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.theme import DOUBLE, INK, LINE, QUIET, Style, arm_styles, text_width
from trialstats.display.figure.words import list_of, notes, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.wins.options import WinsFigure
from trialstats.methods.wins.rows import Pairs
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "ARM", "REFERENCE", "group", "variable", "count", "total", "percent")
ALL = "All outcomes"
# Widest label of an outcome, room between panel and page, height of a bar with the space below it, and of the axis, mm.
WIDEST, SIDE, STEP, AXIS = 55.0, 6.0, 7.0, 12.0
# Height of a bar in lines, and from the axis down to its title, mm.
BAR, X_TITLE = 0.62, 8.5
# How far an axis goes for the longest bar and the number behind it, in bars; a bar may end by so little beyond a step.
BEYOND, ROUNDING = 1.22, 1e-9
TITLE = "Pairs decided (% of all)"
READING = (
    "Bars: pairs of one subject of either arm that the outcome decided, of all pairs; to the right those in which the "
    "subject of the arm did better, to the left those in which the one of {reference} did. An outcome decides what "
    "those above it left tied."
)
PARTS = OWN_LINES


def draw(figure: WinsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the counts of pairs, a panel an analysis and active arm, an outcome a line.

    Raises DataError where there are none; NothingEstimated where there is no pair.
    """
    counts = rows[(rows["kind"] == Kind.COUNT) & rows["variable"].isin(list(Pairs))]
    if counts.empty:
        raise DataError(f"{figure.kind} figure: no counts of pairs in the results of {', '.join(figure.analyses)}")
    shown, _ = set_apart(figure, counts, "percent")
    parts = [
        part
        for analysis in present(shown["analysis"])
        for arm in look.arms
        if len(part := shown[(shown["analysis"] == analysis) & (shown["ARM"] == arm)])
    ]
    own = parts[look.portion.cut([1.0] * len(parts))]
    outcomes = [wrap(name, WIDEST) for name in dict.fromkeys([*present(shown["group"]), ALL])]
    caption = notes([READING.format(reference=look.reference), *map(_tied, own)], look, DOUBLE - 6)
    left = max(map(text_width, outcomes)) + SIDE
    panels = [Panel(str(place), _heading(part, parts), "") for place, part in enumerate(own)]
    lines = max(part["group"].nunique() for part in parts) + 1
    grid = Grid(DOUBLE, 1, left, 0.0, SIDE)
    # The title of an axis stands between the names of the sides, or below them where these leave it no room.
    names = [f"{name} better" for part in parts for name in (part["ARM"].iloc[0], look.reference)]
    lower = LINE if 2 * max(map(text_width, names)) + text_width(TITLE) + 2 * SIDE > grid.length else 0.0
    page = PanelPage(grid, panels, tall=lines * STEP, below=AXIS + lower, caption=caption)
    styles = arm_styles(look)
    most = max(float(shown.loc[shown["variable"].ne(Pairs.TIED), "percent"].max()), 1e-9)
    for place, part in enumerate(own):
        _bars(page.areas[place], part, most, styles, look.reference)
        write_at(page.areas[place], 0.5, 0, TITLE, up=-(X_TITLE + lower), ha="center")
    data = plotted(pd.concat(parts, ignore_index=True), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(own))


def _bars(axes: Any, part: pd.DataFrame, most: float, styles: dict[str, Style], reference: str) -> None:
    arm = str(part["ARM"].iloc[0])
    outcomes = [*present(part["group"]), None]
    ticks, end = axis_of(most)
    axes.set_xlim(-end, end)
    axes.set_ylim(len(outcomes) - 0.5, -0.5)
    places = [-tick for tick in reversed(ticks) if tick] + ticks
    dress(axes, places, labels=[number(abs(tick), 0 if float(tick).is_integer() else 1) for tick in places], grid="x")
    axes.axvline(0, color=INK, linewidth=0.6)
    for line, outcome in enumerate(outcomes):
        own = part[part["group"].isna() if outcome is None else part["group"].eq(outcome)]
        weight, strength = ("bold", 1.0) if outcome is None else ("normal", 0.65)
        label = wrap(outcome or ALL, WIDEST)
        write_at(axes, 0, line, label, across=-2, data="y", ha="right", va="center", weight=weight)
        for variable, side, of in ((Pairs.WON, 1, arm), (Pairs.LOST, -1, reference)):
            share = float(own.loc[own["variable"].eq(variable), "percent"].iloc[0])
            axes.barh(line, side * share, BAR, color=styles[of].colour, alpha=strength)
            at = "left" if side > 0 else "right"
            write_at(
                axes, side * share, line, number(share, 1), across=side, data="xy", va="center", ha=at, weight=weight
            )
    for x, of, at in ((1, arm, "right"), (0, reference, "left")):
        write_at(axes, x, 0, f"{of} better", up=-X_TITLE, ha=at, color=QUIET)


def axis_of(most: float) -> tuple[list[float], float]:
    """Choose the numbers on either side of 0, which cover the longest bar, and where the axis ends: with its label."""
    step = choose_ticks(0, most, 4)[1]
    ticks = [step * place for place in range(math.ceil(most / step - ROUNDING) + 1)]
    return ticks, max(BEYOND * most, ticks[-1])


def _heading(part: pd.DataFrame, parts: list[pd.DataFrame]) -> str:
    row = part.iloc[0]
    pair = f"{row['ARM']} against {row['REFERENCE']}"
    names = {str(other["analysis"].iloc[0]) for other in parts}
    return f"{row['analysis'] if pd.isna(row['label']) else row['label']}: {pair}" if len(names) > 1 else pair


def _tied(part: pd.DataFrame) -> str:
    row = part[part["group"].isna() & part["variable"].eq(Pairs.TIED)].iloc[0]
    who = f"{row['ARM']} against {row['REFERENCE']}"
    return f"{who}: {row['count']:,.0f} of {row['total']:,.0f} pairs tied ({number(row['percent'], 1)}%)."


def _alt(parts: list[pd.DataFrame]) -> str:
    pairs = list_of([_heading(part, parts[:1]) for part in parts])
    return f"Pairs decided by each outcome of a hierarchy, {pairs}. {' '.join(map(_tied, parts))}"
