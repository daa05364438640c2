"""Shares of subjects in each category as stacked bars, an arm a bar, a visit a block."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import pandas as pd

from trialstats.display.figure.axes import dress, write_at
from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel, name_panels
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, INK, LINE, POINT, QUIET, text_width
from trialstats.display.figure.words import list_of, notes
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.ordinal.options import OrdinalFigure
from trialstats.methods.ordinal.rows import BELOW_ALL, CATEGORY, NEUTRAL
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "PARAMCD", "AVISIT", "ARM", "level", "count", "total", "percent")
# Height of a bar with the space below it, between visits, and of the axis with the key under it, mm.
STEP, APART, AXIS, KEY = 5.0, 3.0, 12.0, 6.0
SIDE, BAR, SQUARE = 6.0, 0.8, 2.4
# From the best category to the worst; dark at both ends, so that they are told apart in grey print by their order.
PALETTE = "PuOr"
TITLE = "Subjects (%)"
PARTS = Parts((Kind.COUNT,), ("PARAMCD", "analysis"))


def draw(figure: OrdinalFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the counts of categories, a panel a parameter and analysis.

    Raises DataError where there are none; NothingEstimated where nobody has a value.
    """
    counts = choose_rows(figure, rows, Kind.COUNT)
    ordered = in_order(figure, counts[counts["variable"] == CATEGORY], look)
    shown, _ = set_apart(figure, ordered, "percent")
    shown, panels = name_panels(shown, "percent")
    parts = [shown[shown["panel"] == panel.key] for panel in panels]
    left = max(text_width(f"{visit}  {arm}") for visit in present(shown["AVISIT"]) for arm in present(shown["ARM"])) + 8
    caption = notes(["Numbers at the right: subjects with a value."], look, DOUBLE - 6)
    heights = [tall(part) for part in parts]
    page = PanelPage(
        Grid(DOUBLE, 1, left, 0.0, SIDE + 8),
        [Panel(panel.key, panel.heading, best_of(part)) for panel, part in zip(panels, parts, strict=True)],
        tall=max(heights),
        below=AXIS + KEY,
        caption=caption,
    )
    for place, part in enumerate(parts):
        _bars(page.areas[place], part, max(heights))
        write_at(page.areas[place], 0.5, 0, TITLE, up=-8.0, ha="center")
        _key(page.areas[place], present(part["level"]), colours_of(part), page.grid.length)
    alt = f"{TITLE} in each category by visit ({list_of(present(shown['AVISIT']))}) and arm: " + "; ".join(
        panel.heading for panel in panels
    )
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, alt)


def best_of(part: pd.DataFrame) -> str:
    """Name the best category: categories stand in the order of their values, and say more than these."""
    better, names = str(part["better"].iloc[0]), [name for name in present(part["level"]) if name != BELOW_ALL]
    return f"best: {names[0 if better == 'lower' else -1]}" if better in ("lower", "higher") else ""


def tall(part: pd.DataFrame) -> float:
    """Tell the height of a panel: its bars, and the space between visits."""
    visits = part["AVISIT"].nunique()
    return float(STEP * len(part[["AVISIT", "ARM"]].drop_duplicates()) + APART * (visits - 1))


def colours_of(part: pd.DataFrame) -> list[Any]:
    """Give each category its colour: those of the better end are always at the same end of the palette."""
    names = present(part["level"])
    shades = mpl.colormaps[PALETTE]
    neutral = part.loc[part["group"] == NEUTRAL, "level"].unique()
    ends = places_in_palette(len(names), names.index(str(neutral[0])) if len(neutral) == 1 else None)
    is_turned = str(part["better"].iloc[0]) == "lower"
    return [shades(1 - end if is_turned else end) for end in ends]


def places_in_palette(count: int, neutral: int | None) -> list[float]:
    """Spread categories from one end of the palette to the other; the one of no change is at its pale middle."""
    if neutral is None:
        return [0.08 + 0.84 * place / max(count - 1, 1) for place in range(count)]
    most = max(neutral, count - 1 - neutral, 1)
    return [0.5 + 0.42 * (place - neutral) / most for place in range(count)]


def _bars(axes: Any, part: pd.DataFrame, height: float) -> None:
    axes.set_xlim(0, 100)
    axes.set_ylim(height, 0)
    dress(axes, range(0, 101, 20), grid="x")
    colours = dict(zip(present(part["level"]), colours_of(part), strict=True))
    down = STEP / 2
    for visit in present(part["AVISIT"]):
        for place, arm in enumerate(present(part["ARM"])):
            own = part[(part["AVISIT"] == visit) & (part["ARM"] == arm)]
            if own.empty:
                continue
            begin = 0.0
            for level, percent in zip(own["level"], own["percent"], strict=True):
                axes.barh(down, percent, BAR * STEP, left=begin, color=colours[level], edgecolor=QUIET, linewidth=0.3)
                begin += percent
            write_at(axes, 0, down, arm, across=-2, data="y", ha="right", va="center")
            write_at(axes, 1, down, number(own["total"].iloc[0], 0), across=1.5, data="y", va="center")
            if place == 0:
                wide = text_width(arm) if arm else 0.0
                write_at(axes, 0, down, visit, across=-max(wide, _widest(part)) - 5, data="y", ha="right", va="center")
            down += STEP
        down += APART


def _widest(part: pd.DataFrame) -> float:
    return max(text_width(arm) for arm in present(part["ARM"]))


def _key(axes: Any, names: list[str], colours: list[Any], length: float) -> None:
    """Explain the colours under the axis, in the order of the bars."""
    across = 0.0
    for name, colour in zip(names, colours, strict=True):
        write_at(axes, 0, 0, "\u25a0", across=across, up=-8.0 - LINE - 1.5, color=colour, size=SQUARE / POINT)
        write_at(axes, 0, 0, name, across=across + SQUARE + 0.8, up=-8.0 - LINE - 1.5, color=INK)
        across += SQUARE + text_width(name) + 4.0
