"""Hazard ratios over time: an estimate at each event, their smooth curve with its band, and the ratio of the model."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from trialstats.display.estimates import equals, with_interval
from trialstats.display.figure.axes import choose_ticks, dress
from trialstats.display.figure.cells import Cells, darken, draw_cells, with_key
from trialstats.display.figure.choose import NothingEstimated, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.ratio_axis import choose_marks
from trialstats.display.figure.theme import DOUBLE, LINE, QUIET, SINGLE, Style, arm_styles, text_width
from trialstats.display.figure.words import levels_drawn, list_of, log_labels, not_estimated, notes, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.time_to_event.options import ProportionalHazardsFigure
from trialstats.methods.time_to_event.rows import ARM, OVER_TIME, PROPORTIONALITY
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "ARM",
    "REFERENCE",
    "variable",
    "level",
    "USUBJID",
    "value",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
    "statistic",
    "num_df",
    "p_value",
)
PANEL = ["analysis", "PARAMCD", "ARM", "REFERENCE"]
MARGIN, BETWEEN, NUMBERS, TALL, AXIS = 2.0, 6.0, 14.0, 56.0, 8.0
MOST_TICKS = 6
# Estimates of single events may lie far out: the axis reaches so many of them, and always the curve with its band.
INSIDE = (0.02, 0.98)


@dataclass(frozen=True)
class Course:
    """One hazard ratio: estimates at events, as drawn too, the curve (empty where there is none), ratio and test.

    unit: of the times, empty where the results do not tell it.
    """

    events: pd.DataFrame
    curve: pd.DataFrame
    ratio: pd.DataFrame
    test: pd.DataFrame
    drawn: pd.DataFrame
    unit: str

    @property
    def first(self) -> pd.Series:
        """A row that says what all are of."""
        return self.events.iloc[0]

    @property
    def pair(self) -> str:
        """The arms compared."""
        return f"{self.first['ARM']} over {self.first['REFERENCE']}"

    @property
    def time(self) -> str:
        """The time along the axis, with its unit."""
        name = str(self.first["PARAMCD"] if pd.isna(self.first["PARAM"]) else self.first["PARAM"])
        return f"{name} ({self.unit})" if self.unit else name

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis of the log hazard ratio begins and ends."""
        inner = np.quantile(self.events["estimate"].astype(float), INSIDE)
        ratios = map(math.log, self.ratio["estimate"].astype(float))
        known = [*inner, 0.0, *ratios, *self.curve["conf_low"].astype(float), *self.curve["conf_high"].astype(float)]
        room = 0.05 * max(max(known) - min(known), 0.1)
        return float(min(known)) - room, float(max(known)) + room

    @property
    def outside(self) -> int:
        """How many estimates lie beyond the axis."""
        low, high = self.limits
        return int((~self.events["estimate"].between(low, high)).sum())

    def told(self) -> str:
        """Say the ratio of the model and the test of a change."""
        ratio = next((f"HR {with_interval(row, 2)}" for _, row in self.ratio.iterrows()), "")
        test = next(
            (
                f"change over time: chi-square {number(row['statistic'], 2)}, {row['num_df']:g} df, "
                f"p {equals(float(row['p_value']))}"
                for _, row in self.test.iterrows()
            ),
            "",
        )
        return "; ".join(filter(None, [ratio, test]))


PARTS = Parts((Kind.VALUE,))


def draw(figure: ProportionalHazardsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a panel for each comparison. Raises NothingEstimated where no hazard ratio has an event."""
    own = rows[(rows["variable"] == OVER_TIME).fillna(False)]
    events = own[(own["kind"] == Kind.VALUE) & own["estimate"].notna()]
    if events.empty:
        raise NothingEstimated(f"{figure.kind} figure: no hazard ratio was estimated")
    absent = own[(own["kind"] == Kind.POINT) & own["estimate"].isna()]
    courses = [course_of(rows, own, of_pair) for _, of_pair in events.groupby(PANEL, sort=False, observed=True)]
    styles = arm_styles(look)
    columns = min(2, len(courses))
    grid = Grid(SINGLE if columns == 1 else DOUBLE, columns, MARGIN + NUMBERS, BETWEEN + NUMBERS, MARGIN)
    crowded = sum(len(course.events) for course in courses) > figure.most_points
    caption = notes([words(courses, crowded), *not_estimated(absent)], look, grid.width - 10)
    panels = [heading(course, courses) for course in courses]
    caption = with_key(caption) if crowded else caption
    titles = [wrap(course.time, grid.length) for course in courses]
    below = AXIS + LINE * max(title.count("\n") for title in titles)
    page = PanelPage(grid, panels, tall=TALL, below=below, caption=caption)
    shaded: list[Cells] = []
    for place, course in enumerate(courses):
        seen = draw_course(page.areas[place], course, styles[str(course.first["ARM"])], grid.length, crowded)
        if crowded:
            shaded.append(draw_cells(page.areas[place], seen["value"], seen["estimate"], TALL / grid.length))
            same = {name: course.first[name] for name in ("analysis", "PARAMCD", "ARM", "REFERENCE")}
            courses[place] = replace(course, drawn=shaded[-1].data.assign(**same))
        page.title(place, titles[place], "Hazard ratio" if grid.is_first(place) else "")
    if crowded:
        darken(page.figure, shaded, caption, "Events")
    shown = pd.concat([part for one in courses for part in (one.drawn, one.curve, one.ratio, one.test)])
    shown = shown[shown["id"].isna() | ~shown["id"].duplicated()]
    data = plotted(shown, (*COLUMNS, "count") if crowded else COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, alt(courses))


def course_of(rows: pd.DataFrame, own: pd.DataFrame, events: pd.DataFrame) -> Course:
    """Gather what belongs to a comparison: its own rows, and the test of the arm of its analysis and parameter."""
    keys = events.iloc[0]
    same = (rows[PANEL[:2]] == keys[PANEL[:2]]).all(axis=1)
    of_pair = same & (rows["ARM"] == keys["ARM"]) & (rows["REFERENCE"] == keys["REFERENCE"])
    curve = own[of_pair.reindex(own.index) & (own["kind"] == Kind.POINT) & own["estimate"].notna()]
    ratio = rows[of_pair & (rows["kind"] == Kind.HAZARD_RATIO) & rows["estimate"].notna()]
    tested = (rows["variable"] == PROPORTIONALITY) & (rows["level"] == ARM) & rows["p_value"].notna()
    test = rows[same & tested.fillna(False)]
    events = events.sort_values("value", kind="stable")
    units = rows.loc[same & (rows["kind"] == Kind.TIME_BY), "unit"].dropna().unique()
    return Course(events, curve.sort_values("value"), ratio, test, events, str(units[0]) if len(units) else "")


def heading(course: Course, courses: list[Course]) -> Panel:
    """Name a panel by its arms, and by its analysis where there are several; below stand the numbers."""
    analyses = several(pd.Series([one.first["analysis"] for one in courses]))
    name = f"{course.first['label']}: {course.pair}" if analyses and pd.notna(course.first["label"]) else course.pair
    return Panel(str(course.first["id"]), name, course.told())


def draw_course(axes: Any, course: Course, style: Style, length: float, crowded: bool) -> pd.DataFrame:
    """Draw estimates unless they are many, curve and band, the ratio of the model, and no difference.

    Returns the estimates within the axis.
    """
    low, high = course.limits
    x, y = (course.events[name].to_numpy(dtype=float) for name in ("value", "estimate"))
    axes.axhline(0, color=QUIET, lw=0.6, zorder=1)
    inside = (y >= low) & (y <= high)
    if not crowded:
        axes.plot(x[inside], y[inside], "o", color=QUIET, ms=2.2, mew=0, alpha=0.55, zorder=2)
    for ratio in course.ratio["estimate"].astype(float):
        axes.axhline(math.log(ratio), color=style.colour, lw=1.0, ls=(0, (4, 2)), zorder=3)
    if len(course.curve):
        at, middle, under, over = (
            course.curve[name].to_numpy(dtype=float) for name in ("value", "estimate", "conf_low", "conf_high")
        )
        axes.fill_between(at, under, over, color=style.colour, alpha=0.13, lw=0, zorder=2)
        axes.plot(at, middle, color=style.colour, lw=1.5, zorder=4)
    room = 0.02 * max(float(x.max() - x.min()), 1e-9)
    axes.set_xlim(x.min() - room, x.max() + room)
    axes.set_ylim(low, high)
    marks = choose_marks(math.exp(low), math.exp(high))
    ticks = times(course.events, length)
    down = [math.log(mark) for mark in marks]
    dress(axes, list(ticks), down, labels=list(ticks.values()))
    axes.set_yticks(down, log_labels(marks))
    return course.events[inside]


def times(events: pd.DataFrame, length: float) -> dict[float, str]:
    """Choose round times along the axis, each at its place on the scale of the test, that stand apart."""
    known = events["value"].groupby(events["level"].astype(float)).mean().sort_index()
    first, last = float(known.index[0]), float(known.index[-1])
    span = float(known.max() - known.min()) or 1.0
    kept: dict[float, str] = {}
    for time in choose_ticks(first, last, MOST_TICKS):
        place, name = float(np.interp(time, known.index, known.to_numpy(dtype=float))), f"{time:g}"
        before = next(reversed(kept), None)
        if first <= time <= last and (before is None or (place - before) / span * length > text_width(name) + 2.0):
            kept[place] = name
    return kept


def words(courses: list[Course], crowded: bool) -> str:
    """Say what is drawn, and what would be seen if hazards were proportional."""
    curves, ratios = (pd.concat([getattr(course, part) for course in courses]) for part in ("curve", "ratio"))
    levels = levels_drawn(curves)
    band = f" with its {levels} band" if levels else ""
    line = f"; line: their smooth curve, a natural spline{band}" if len(curves) else ""
    dashed = "; dashed: the hazard ratio of the Cox model" if len(ratios) else ""
    about = " and lies about the dashed line" if dashed else ""
    reading = f" If hazards are proportional, the curve is level{about}." if line else ""
    far = sum(course.outside for course in courses)
    beyond = f" {number(far, 0)} lie beyond the axis." if far else ""
    points = "Cells, darker where there are more" if crowded else "Points"
    return (
        f"{points}: the hazard ratio as each event tells it (scaled Schoenfeld residuals){line}{dashed}; grey: no "
        f"difference.{reading} Time is spread as in the test of a change, which is of all arms together.{beyond}"
    )


def alt(courses: list[Course]) -> str:
    """Say what is to be seen."""
    told = "; ".join(f"{course.pair}: {course.told()}" for course in courses)
    return f"Hazard ratios over time with smooth curves, for {list_of([course.pair for course in courses])}. {told}."
