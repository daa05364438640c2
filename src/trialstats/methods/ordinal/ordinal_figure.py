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
from trialstats.display.figure.theme import DOUBLE, LINE, QUIET, text_width
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
# From a square of the key to its name, and from there to the next, mm; width of an outline, in points.
ASIDE, BETWEEN, OUTLINE = 1.0, 4.0, 0.3
# What the first and the last category are, by which way is better.
ENDS = {"lower": ("best", "worst"), "higher": ("worst", "best")}
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
    keys = [key_rows(part, DOUBLE - left - SIDE - 8) for part in parts]
    page = PanelPage(
        Grid(DOUBLE, 1, left, 0.0, SIDE + 8),
        [Panel(panel.key, panel.heading, "") for panel in panels],
        tall=max(heights),
        below=AXIS + KEY + LINE * (max(map(len, keys)) - 1),
        caption=caption,
    )
    for place, (part, key) in enumerate(zip(parts, keys, strict=True)):
        _bars(page.areas[place], part, max(heights))
        write_at(page.areas[place], 0.5, 0, TITLE, up=-8.0, ha="center")
        _key(page, place, key, dict(zip(present(part["level"]), colours_of(part), strict=True)))
    alt = f"{TITLE} in each category by visit ({list_of(present(shown['AVISIT']))}) and arm: " + "; ".join(
        panel.heading for panel in panels
    )
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, alt)


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
                axes.barh(
                    down, percent, BAR * STEP, left=begin, color=colours[level], edgecolor=QUIET, linewidth=OUTLINE
                )
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


def key_rows(part: pd.DataFrame, length: float) -> list[dict[str, str]]:
    """Set the names of categories in rows that fit in a length in mm; the ends of the order say which is best."""
    names = present(part["level"])
    ends = dict(zip((names[0], names[-1]), ENDS.get(str(part["better"].iloc[0]), ("", "")), strict=True))
    rows: list[dict[str, str]] = [{}]
    for name in names:
        word = "" if name == BELOW_ALL else ends.get(name, "")
        text = f"{name} ({word})" if word else name
        if rows[-1] and key_width([*rows[-1].values(), text]) > length:
            rows.append({})
        rows[-1][name] = text
    return rows


def key_width(names: list[str]) -> float:
    """Tell how long a row of the key is, mm."""
    return sum(SQUARE + ASIDE + text_width(name) + BETWEEN for name in names) - BETWEEN


def _key(page: PanelPage, place: int, rows: list[dict[str, str]], colours: dict[str, Any]) -> None:
    """Explain the colours under the axis, in the order of the bars and with their outlines."""
    middle = page.tops[place] + page.tall + 8.0 + LINE
    for row in rows:
        across = page.grid.left_of(place)
        for name, text in row.items():
            page.square(across, middle, SQUARE, colours[name], OUTLINE)
            page.write(across + SQUARE + ASIDE, middle, text)
            across += SQUARE + ASIDE + text_width(text) + BETWEEN
        middle += LINE
