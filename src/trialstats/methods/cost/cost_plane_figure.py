"""The cost-effectiveness plane: bootstrap draws of additional cost against additional responders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialstats.display.estimates import limits, written
from trialstats.display.figure.axes import choose_ticks, dress, write_at
from trialstats.display.figure.choose import NothingEstimated, present
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.page import Page
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.theme import DOUBLE, INK, POINT, QUIET, SINGLE, Style, arm_styles, text_width
from trialstats.display.figure.words import list_of, notes
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.cost.options import CostPlaneFigure
from trialstats.methods.cost.rows import PLANE, Amount, Counted, Quadrant
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "group",
    "variable",
    "level",
    "unit",
    "n",
    "count",
    "total",
    "percent",
    "value",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
)
Corner = tuple[int, int]
"""A corner of the plane: 0 at the left or foot, 1 at the right or top."""

# Beside the panels, the numbers and title of the y axis included; height of a panel and of its x axis, mm.
LEFT, RIGHT, TALL, AXIS, Y_TITLE = 15.0, 4.0, 56.0, 9.0, 12.5
# Size of the mark of the estimate, in points.
MARK = 6.0
# From the edges of the plane to the words in its corners, mm.
BESIDE = 3 * POINT
LEAST = 0.1  # percent: a share that is less, and not none, is written as below it
# Where the share of draws of each part of the plane is written: corner in parts of the panel.
CORNERS: dict[Quadrant, Corner] = {
    Quadrant.MORE_DEARER: (1, 1),
    Quadrant.MORE_NO_DEARER: (1, 0),
    Quadrant.NO_MORE_DEARER: (0, 1),
    Quadrant.NO_MORE_NO_DEARER: (0, 0),
}


def draw(figure: CostPlaneFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind point of variable PLANE, a panel an active arm and analysis, with the estimate over them.

    Raises DataError where the analyses have no such rows; NothingEstimated where an arm has nobody.
    """
    own = rows[rows["REFERENCE"].notna() & rows["kind"].isin([Kind.POINT, Kind.COST, Kind.RISK_DIFFERENCE, Kind.COUNT])]
    if own.empty:
        raise DataError(f"{figure.kind} figure: no rows of kind point in the results of {', '.join(figure.analyses)}")
    points = own[own["kind"].eq(Kind.POINT) & own["variable"].eq(PLANE).fillna(False)]
    if points.empty:
        reasons = "; ".join(own["reason"].dropna().unique()) or "`plane: 0` keeps no draws"
        raise NothingEstimated(f"{figure.kind} figure: nothing to draw ({reasons})")
    pairs = {(str(row["analysis"]), str(row["ARM"])) for _, row in points[["analysis", "ARM"]].iterrows()}
    order = [(analysis, arm) for analysis in present(points["analysis"]) for arm in look.arms]
    parts = [
        own[(own["analysis"] == analysis) & (own["ARM"] == arm)] for analysis, arm in order if (analysis, arm) in pairs
    ]
    page = _draw(parts, look)
    shown = pd.concat(parts, ignore_index=True)
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, _alt(parts))


def _draw(parts: list[pd.DataFrame], look: Look) -> Page:
    styles = arm_styles(look)
    columns = min(2, len(parts))
    width = SINGLE if columns == 1 else DOUBLE
    caption = notes([_key(parts), *map(_ratio, parts)], look, width - 6)
    panels = [Panel(str(place), _heading(part), "") for place, part in enumerate(parts)]
    page = PanelPage(Grid(width, columns, LEFT, LEFT + RIGHT, RIGHT), panels, tall=TALL, below=AXIS, caption=caption)
    for place, part in enumerate(parts):
        _plane(page.areas[place], part, styles[str(part["ARM"].iloc[0])], page.grid.length)
        y = f"Additional cost per subject ({_currency(part)})"
        page.title(place, "Additional responders in 100 subjects", y, Y_TITLE)
    return page


def _plane(axes: Any, part: pd.DataFrame, style: Style, length: float) -> None:
    points = part[part["kind"] == Kind.POINT]
    x, y = _holding(_limits(points["value"]), _words(part), length), _limits(points["estimate"])
    axes.set_xlim(*x)
    axes.set_ylim(*y)
    dress(axes, choose_ticks(*x, 6), choose_ticks(*y, 6), grid="both")
    axes.axhline(0, color=QUIET, linewidth=0.6, zorder=1)
    axes.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
    axes.plot(
        points["value"], points["estimate"], "o", color=style.colour, markersize=1.8, markeredgewidth=0, alpha=0.35
    )
    if estimate := _estimate(part):
        # Hollow, since at thousands of subjects it is as large as all draws together.
        for colour, wide in (("white", 2.2), (INK, 1.0)):
            axes.plot(
                *([place] for place in estimate),
                style.marker,
                markersize=MARK,
                markerfacecolor="none",
                markeredgewidth=wide,
                markeredgecolor=colour,
                zorder=5,
            )
    _corners(axes, part)


def _limits(values: pd.Series[float]) -> tuple[float, float]:
    """Where an axis begins and ends: all draws and zero in view, with room for the shares in the corners."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    pad = 0.14 * ((high - low) or 1.0)
    return low - pad, high + pad


def _holding(ends: tuple[float, float], words: Mapping[Corner, str], length: float) -> tuple[float, float]:
    """Let an axis of a length in mm go so far that the words on either side of zero stand on their side."""
    low, high = ends
    left, right = (
        max((text_width(text) + 2 * BESIDE for (at, _), text in words.items() if at == side), default=0.0)
        for side in (0, 1)
    )
    low = min(low, -high * left / (length - left))
    return low, max(high, -low * right / (length - right))


def _words(part: pd.DataFrame) -> dict[Corner, str]:
    """Write the share of draws of each part of the plane that has any, by its corner."""
    shares = part[part["kind"].eq(Kind.COUNT) & part["variable"].eq(Counted.QUADRANT).fillna(False)]
    return {
        CORNERS[Quadrant(row["level"])]: f"{_share(float(row['count']), float(row['total']))} of draws"
        for _, row in shares[shares["count"] > 0].iterrows()
    }


def _share(count: float, total: float) -> str:
    """Write a share as a percentage, which is neither none nor all where the share is not."""
    percent = 100 * count / total
    if count and percent < LEAST:
        return f"<{LEAST:g}%"
    if count < total and percent > 100 - LEAST:
        return f">{100 - LEAST:g}%"
    return f"{number(percent, 1)}%"


def _corners(axes: Any, part: pd.DataFrame) -> None:
    for (right, up), text in _words(part).items():
        across, above = -BESIDE if right else BESIDE, -BESIDE if up else BESIDE
        write_at(
            axes,
            right,
            up,
            text,
            across=across,
            up=above,
            ha="right" if right else "left",
            va="top" if up else "bottom",
            color=QUIET,
            # No line of the grid goes through the words.
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )


def _estimate(part: pd.DataFrame) -> tuple[float, float] | None:
    """Give the place of the estimate in the plane, if both of its parts were estimated."""
    cost, effect = _one(part, Kind.COST, Amount.SUBJECT), _one(part, Kind.RISK_DIFFERENCE)
    return None if cost is None or effect is None else (100 * effect["estimate"], cost["estimate"])


def _one(part: pd.DataFrame, kind: str, variable: str | None = None) -> pd.Series[Any] | None:
    found = part[part["kind"] == kind]
    if variable is not None:
        found = found[found["variable"].eq(variable).fillna(False)]
    found = found[found["estimate"].notna()]
    return None if found.empty else found.iloc[0]


def _currency(part: pd.DataFrame) -> str:
    units = part.loc[part["kind"] == Kind.POINT, "unit"].dropna()
    return "" if units.empty else str(units.iloc[0])


def _heading(part: pd.DataFrame) -> str:
    row = part.iloc[0]
    return f"{row['ARM']} against {row['REFERENCE']}"


def _key(parts: list[pd.DataFrame]) -> str:
    first = parts[0][parts[0]["kind"] == Kind.POINT].iloc[0]
    shown = len(parts[0][parts[0]["kind"] == Kind.POINT])
    counted = parts[0].loc[parts[0]["kind"] == Kind.COUNT, "total"].dropna()
    of = f"{shown:,} of {counted.iloc[0]:,.0f}" if len(counted) else f"{shown:,}"
    mark = "; the hollow mark is the estimate" if any(_estimate(part) for part in parts) else ""
    shares = " Percentages are of the draws in each part of the plane." if any(map(_words, parts)) else ""
    return (
        f"Responders: {first['group']} in {first['PARAM']} at {first['AVISIT']}. Each dot is one of {of} bootstrap "
        f"draws{mark}.{shares} Exploratory."
    )


def _ratio(part: pd.DataFrame) -> str:
    """Say the cost per additional responder, or why there is none."""
    found = part[part["kind"].eq(Kind.COST) & part["variable"].eq(Amount.INCREMENTAL).fillna(False)]
    if found.empty:
        return ""
    row, who = found.iloc[0], _heading(part)
    if pd.isna(row["estimate"]):
        return f"{who}: no cost per additional responder ({row['reason']})."
    amount = f"{_currency(part)} {written(row, 'estimate', 0)}"
    if pd.isna(row["conf_low"]):
        return f"{who}: cost {row['level']} {amount} ({row['reason']})."
    return f"{who}: cost {row['level']} {amount} ({100 * row['conf_level']:.6g}% CI {limits(row, 0)})."


def _alt(parts: list[pd.DataFrame]) -> str:
    names = [_heading(part) for part in parts]
    return f"Cost-effectiveness plane of {list_of(names)}: additional cost by additional responders. {_key(parts)}"
