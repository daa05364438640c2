"""The page of the figure of nerves: sides as blocks of visits, numbers measured and absent under each panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import choose_ticks, dress, write_at
from trialstats.display.figure.choose import present
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.marks import mark_size
from trialstats.display.figure.page import Page
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.text_rows import ABSENT, ASIDE, fit_name, rows_height, write_rows
from trialstats.display.figure.theme import DOUBLE, LINE, QUIET, Style, text_width
from trialstats.display.figure.words import direction
from trialstats.display.numbers import number

__all__ = ["Nerve", "draw_nerves"]

# Margin of the page, height of a panel, room for the numbers of the y axis and between two panels, mm.
MARGIN, TALL, TICKS, BETWEEN = 2.0, 42.0, 9.0, 12.0
# From the axis down to the first line of text, and between a panel's foot and the next heading, mm.
BELOW, APART = 4.6, 5.0
# Distance of two sides in units of the axis, in which visits are one apart.
SIDES_APART = 1.5
STEPS = (1, 2, 5, 10)
MEASURED, NO_RESPONSE = "Measured", "Absent"
# The usual size of the mark of a mean, in points.
MARK = 4.0


@dataclass(frozen=True)
class Nerve:
    """A nerve and attribute: heading and note, the places of the axis, the rows drawn and the counts below."""

    panel: Panel
    places: tuple[tuple[str, str], ...]  # side and visit
    rows: pd.DataFrame
    measured: Mapping[tuple[str, str, str], str]  # by side, visit and arm
    absent: Mapping[tuple[str, str, str], str]

    @classmethod
    def of(cls, rows: pd.DataFrame, counts: pd.DataFrame, visits: Sequence[str]) -> Nerve:
        """Gather a panel from the summaries of one nerve and attribute, and the counts of absent responses."""
        rows = rows.assign(side=rows["level"].fillna("").astype(str))
        first = rows.iloc[0]
        sides = list(dict.fromkeys(rows["side"]))
        side_of = dict(zip(rows["PARAMCD"], rows["side"], strict=True))
        below = counts[counts["PARAMCD"].isin(list(side_of))].assign(side=lambda kept: kept["PARAMCD"].map(side_of))
        unit = "" if pd.isna(first["unit"]) else f" ({first['unit']})"
        attribute = "" if pd.isna(first["variable"]) else f", {str(first['variable']).lower()}"
        heading = f"{str(first['group']).capitalize()}{attribute}{unit}"
        return cls(
            Panel(str(first["id"]), heading, direction(first["better"])),
            tuple((side, visit) for side in sides for visit in visits),
            rows,
            _cells(rows, "n"),
            _cells(below, "count"),
        )

    @property
    def sides(self) -> list[str]:
        """The sides in their order; one empty name where parameters have none."""
        return list(dict.fromkeys(side for side, _ in self.places))

    @property
    def ends(self) -> tuple[float, float]:
        """Where the axis of results begins and ends: at 0 where that costs little of the scale."""
        numbers = self.rows[["q1", "q3", "conf_low", "conf_high", "mean"]].astype("float64")
        low, high = float(numbers.min().min()), float(numbers.max().max())
        low, high = (low, high) if high > low else (low - 0.5, low + 0.5)
        return (0.0, high) if 0 <= low < 0.35 * high else (low, high)

    @property
    def mark(self) -> float:
        """The size of marks, in points."""
        low, high = self.ends
        lengths = (self.rows["conf_high"] - self.rows["conf_low"]).astype("float64")
        return mark_size(lengths / (high - low) * TALL, MARK)

    def at(self) -> dict[tuple[str, str], float]:
        """Place every side and visit on the axis: visits one apart, sides further."""
        visits = list(dict.fromkeys(visit for _, visit in self.places))
        step = len(visits) - 1 + SIDES_APART
        return {place: self.sides.index(place[0]) * step + visits.index(place[1]) for place in self.places}


def _cells(rows: pd.DataFrame, statistic: str) -> dict[tuple[str, str, str], str]:
    """Write a count for each side, visit and arm."""
    keys = rows[["side", "AVISIT", "ARM"]].astype(str).itertuples(index=False, name=None)
    return {key: number(value, 0) for key, value in zip(keys, rows[statistic], strict=True)}


def draw_nerves(nerves: Sequence[Nerve], arms: Sequence[str], styles: Mapping[str, Style], caption: str) -> Page:
    """Draw panels in two columns, or one below the other where the names of visits need the room."""
    grid = _grid(2 if len(nerves) > 1 else 1, arms)
    grid = grid if _stand_apart(nerves, grid) else _grid(1, arms)
    upright = not _stand_apart(nerves, grid)
    foot = _foot(nerves, arms, upright=upright)
    key = {arm: styles[arm] for arm in arms}
    panels = [nerve.panel for nerve in nerves]
    page = PanelPage(grid, panels, tall=TALL, below=foot + APART, caption=caption, key=key)
    sided = any(any(nerve.sides) for nerve in nerves)
    for place, nerve in enumerate(nerves):
        axes = page.areas[place]
        _scale(axes, nerve)
        for position, arm in enumerate(arms):
            _draw_arm(axes, nerve, arm, styles[arm], ((position + 0.5) / len(arms) - 0.5, 0.5 / len(arms)))
        down = BELOW + _names_height(nerves, upright=upright)
        _name_places(axes, nerve, down, upright=upright)
        down += LINE if sided else 0.0
        for header, cells in ((MEASURED, nerve.measured), (NO_RESPONSE, nerve.absent)):
            rows = {fit_name(arm): {x: cells.get((*at, arm), ABSENT) for at, x in nerve.at().items()} for arm in arms}
            write_rows(axes, header, rows, down, named=grid.is_first(place))
            down += rows_height(list(rows))
    return page


def _grid(columns: int, arms: Sequence[str]) -> Grid:
    """Leave room for the names under the axis left of the first panel; the others need it for their numbers only."""
    names = max(text_width(name) for name in (MEASURED, *map(fit_name, arms)))
    return Grid(DOUBLE, columns, names + ASIDE + MARGIN + TICKS / 2, BETWEEN, MARGIN)


def _stand_apart(nerves: Sequence[Nerve], grid: Grid) -> bool:
    """Tell whether the names of visits, and the counts below them, stand beside one another."""
    nerve = max(nerves, key=lambda one: len(one.places))
    counts = [count for one in nerves for cells in (one.measured, one.absent) for count in cells.values()]
    widest = max(map(text_width, [*counts, *(visit for _, visit in nerve.places)])) + 1.2
    return widest <= grid.length / (max(nerve.at().values()) + 1.0)


def _names_height(nerves: Sequence[Nerve], *, upright: bool) -> float:
    """Room that the names of visits take under an axis, mm."""
    return max(text_width(visit) for nerve in nerves for _, visit in nerve.places) if upright else LINE


def _foot(nerves: Sequence[Nerve], arms: Sequence[str], *, upright: bool) -> float:
    """Room under a panel: visits, sides, and the numbers measured and absent, mm."""
    sides = LINE if any(any(nerve.sides) for nerve in nerves) else 0.0
    return BELOW + _names_height(nerves, upright=upright) + sides + 2 * rows_height(list(map(fit_name, arms))) - LINE


def _draw_arm(axes: Any, nerve: Nerve, arm: str, style: Style, at: tuple[float, float]) -> None:
    """Draw boxes, medians, means with intervals, and the line from visit to visit of one arm.

    at: how far it stands beside the middle of a visit, and how wide its boxes are, in units of the axis.
    """
    aside, width = at
    places = nerve.at()
    own = nerve.rows[(nerve.rows["ARM"] == arm) & nerve.rows["mean"].notna()]
    for side in nerve.sides:
        part = own[own["side"] == side]
        x = [places[side, str(visit)] + 0.62 * aside for visit in part["AVISIT"]]
        for middle, (_, row) in zip(x, part.iterrows(), strict=True):
            axes.bar(middle, row["q3"] - row["q1"], width, row["q1"], color=style.colour, alpha=0.18, linewidth=0)
            axes.plot([middle - width / 2, middle + width / 2], [row["median"]] * 2, color=style.colour, lw=0.6)
            if pd.notna(row["conf_low"]):
                axes.plot([middle] * 2, [row["conf_low"], row["conf_high"]], color=style.colour, lw=1.1)
        axes.plot(x, part["mean"].tolist(), color=style.colour, lw=0.8, ls=style.line, zorder=3)
        axes.plot(x, part["mean"].tolist(), style.marker, color=style.colour, ms=nerve.mark, mew=0, zorder=4)


def _name_places(axes: Any, nerve: Nerve, down: float, *, upright: bool) -> None:
    """Write visits under the axis, and sides below them, from a place in mm down."""
    places = nerve.at()
    for (_, visit), x in places.items():
        if upright:
            write_at(axes, x, 0, visit, up=0.8 * LINE - BELOW, data="x", ha="center", rotation=90, va="top")
        else:
            write_at(axes, x, 0, visit, up=-BELOW, data="x", ha="center")
    for side in nerve.sides:
        own = [x for (name, _), x in places.items() if name == side]
        write_at(axes, sum(own) / len(own), 0, side.capitalize(), up=-down, data="x", ha="center", weight="bold")


def _scale(axes: Any, nerve: Nerve) -> None:
    """Set limits and ticks: all boxes and intervals in view, sides apart by a thin line."""
    places = nerve.at()
    axes.set_xlim(-0.5, max(places.values()) + 0.5)
    low, high = nerve.ends
    pad = 0.06 * (high - low)
    axes.set_ylim(low - (pad if low else 0.0), high + pad)
    dress(axes, list(places.values()), choose_ticks(low, high + pad, 5, STEPS), labels=[""] * len(places))
    visits = len(present(nerve.rows["AVISIT"]))
    for place in range(1, len(nerve.sides)):
        axes.axvline(place * (visits - 1 + SIDES_APART) - SIDES_APART / 2, color=QUIET, lw=0.4, ls=(0, (2, 2)))
