"""The page of intercurrent events over time: step curves in panels, with the subjects without the event below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import choose_ticks, dress
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.page import Page
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.share_axis import end_of_shares, share_ticks
from trialstats.display.figure.step_curves import apart, draw_course
from trialstats.display.figure.text_rows import ABSENT, aside_of, fit_name, rows_height, write_rows
from trialstats.display.figure.theme import Style, text_width
from trialstats.display.numbers import number

__all__ = ["EventPanel", "draw_events", "end_of_axis"]

# Room left of a panel for its axis, and right of it; its height; its axis and title, mm.
AXIS, RIGHT, TALL, BELOW = 13.0, 5.0, 46.0, 9.5
# From the title of the axis down to the header of the rows, mm.
HEADER = 3.4
SHARE, WITHOUT, DAY, VISIT = "Subjects with the event so far (%)", "Without", "Study day", "Visit"
BEYOND = 0.02  # how far an axis goes on, as a share of its length
MOST_TICKS = 7  # of days


@dataclass(frozen=True)
class EventPanel:
    """An event and its rows, along the axis `x`: study days, or where `visits` are given the place of a visit."""

    event: str
    rows: pd.DataFrame
    visits: tuple[str, ...]

    @property
    def has_days(self) -> bool:
        """Whether it is drawn over days."""
        return not self.visits

    @property
    def heading(self) -> str:
        """The event, with what tells a panel of visits from one of days."""
        return self.event if self.has_days else f"{self.event}, by visit"

    def ticks(self, length: float) -> dict[float, str]:
        """Choose the places that are named on an axis of a length in mm, so that names and numbers do not touch."""
        cell = max((text_width(number(n, 0)) for n in self.rows["n"].dropna()), default=0.0)
        if self.has_days:
            first, last = float(self.rows["x"].min()), float(self.rows["x"].max())
            named = {1.0: "1"} | {day: f"{day:.0f}" for day in choose_ticks(2, last, MOST_TICKS) if day % 1 == 0}
            return apart(named, length / max((1 + BEYOND) * (last - first), 1.0), cell)
        between = length / max(len(self.visits) - 1, 1)
        needed = max(cell, *map(text_width, self.visits)) + 1.5
        every = next((k for k in range(1, len(self.visits)) if k * between >= needed), len(self.visits))
        return {float(place): visit for place, visit in enumerate(self.visits) if place % every == 0}


def draw_events(
    panels: Sequence[EventPanel], arms: Sequence[str], width: float, caption: str, styles: Mapping[str, Style]
) -> Page:
    """Draw a panel an event, in one or two columns, with one scale of shares."""
    names = {arm: fit_name(arm) for arm in arms}
    aside = aside_of(number(n, 0) for panel in panels for n in panel.rows["n"].dropna())
    left = max(AXIS, *(text_width(name) + aside + 2.0 for name in (WITHOUT, *names.values())))
    grid = Grid(width, min(len(panels), 2), left, left + RIGHT, RIGHT)
    headings = [Panel(str(place), panel.heading, "") for place, panel in enumerate(panels)]
    below = BELOW + HEADER + rows_height(list(names.values())) + 2.0
    key = {arm: styles[arm] for arm in arms}
    page = PanelPage(grid, headings, tall=TALL, below=below, caption=caption, key=key, marks=False)
    end = end_of_axis(panels)
    for place, panel in enumerate(panels):
        axes, ticks = page.areas[place], panel.ticks(grid.length)
        frame(axes, panel, ticks, end)
        for arm in arms:
            own = panel.rows[panel.rows["ARM"] == arm].sort_values("x", kind="stable")
            days, shares = (own[name].to_numpy(dtype=float) for name in ("x", "percent"))
            draw_course(axes, days, shares, styles[arm], lw=1.2)
        page.title(place, DAY if panel.has_days else VISIT, SHARE)
        rows = {names[arm]: without(panel.rows[panel.rows["ARM"] == arm], ticks) for arm in arms}
        write_rows(axes, WITHOUT, rows, BELOW + HEADER, aside=aside)
    return page


def end_of_axis(panels: Sequence[EventPanel]) -> float:
    """Choose where the axis of shares ends, the same in all panels."""
    return end_of_shares(max(float(panel.rows["percent"].max()) for panel in panels))


def frame(axes: Any, panel: EventPanel, ticks: Mapping[float, str], end: float) -> None:
    """Set the limits and dress the axes of a panel."""
    first, last = float(panel.rows["x"].min()), float(panel.rows["x"].max())
    axes.set_xlim(first, last + BEYOND * max(last - first, 1))  # so that a step on the last day is seen
    axes.set_ylim(0, end)
    dress(axes, list(ticks), share_ticks(end), labels=list(ticks.values()))


def without(rows: pd.DataFrame, ticks: Mapping[float, str]) -> dict[float, str]:
    """Read off how many subjects are without the event at each place: as at the last step before it."""
    found: dict[float, str] = {}
    for place in ticks:
        before = rows[rows["x"] <= place].sort_values("x", kind="stable")["n"].tolist()
        found[place] = number(before[-1], 0) if before else ABSENT
    return found
