"""Sessions attended by week with the subjects still in the trial, and the share who attended at least so many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import dress, write_at
from trialstats.display.figure.choose import NothingEstimated
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panel_page import PanelPage, every
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.text_rows import fit_name, rows_height, write_rows
from trialstats.display.figure.theme import DOUBLE, POINT, QUIET, SINGLE, Style, arm_styles, text_width
from trialstats.display.figure.words import list_of, notes
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.exposure.options import ExposureFigure
from trialstats.methods.exposure.rows import BY_WEEK, Counted
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "kind", "PARAM", "ARM", "variable", "level", "value", "mean", "n", "count", "total", "percent")
WEEKS = "Sessions attended by week"
ATLEAST = "Subjects by sessions attended"
# Panel length to plan the numbers below with, mm.
LENGTH = 70.0
# Room at the ends of the x axis, as a share of it.
ROOM = 0.03
# From names to numbers, whose first stands under the y axis, mm.
ASIDE = 4.0
# Around the panels and for the numbers of the y axis; height of a panel; from it down to the rows of numbers, mm.
MARGIN, BETWEEN, NUMBERS, TALL, ROWS = 2.0, 9.0, 12.0, 52.0, 10.5


@dataclass(frozen=True)
class Course:
    """A panel: its rows and which statistic of them, titles of both axes, the end of the y axis, and numbers below."""

    panel: Panel
    rows: pd.DataFrame
    statistic: str
    titles: tuple[str, str]
    top: float
    header: str
    cells: dict[str, dict[float, str]]


def draw(figure: ExposureFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind point (by week) and of kind count (variable ATLEAST), with the threshold of adherence.

    Raises DataError where the rows do not hold what the figure shows.
    """
    arms = [arm for arm in look.arms if (rows["ARM"] == arm).fillna(False).any()]
    weeks = _sorted(rows, Kind.POINT, BY_WEEK, "mean", look)
    shares = _sorted(rows, Kind.COUNT, Counted.AT_LEAST, "percent", look)
    limits = _sorted(rows, Kind.COUNT, Counted.ADHERENT, "value", look)
    if shares.empty:
        raise NothingEstimated(f"{figure.kind} figure: no subject of an arm of the trial")
    still = "Under treatment" if look.crossover else "In the trial"
    courses = [] if weeks.empty else [_weeks(weeks, arms, still)]
    courses.append(_shares(shares, arms))
    caption = notes(_key(weeks, limits, look), look, DOUBLE - 6)
    page = _page(courses, arms, arm_styles(look), caption)
    for place, course in enumerate(courses):
        _draw(page, place, course, arm_styles(look))
    _mark_adherence(page.areas[-1], limits)
    data = plotted(pd.concat([weeks, shares, limits], ignore_index=True), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(courses, arms, limits))


def _sorted(rows: pd.DataFrame, kind: Kind, variable: str, needed: str, look: Look) -> pd.DataFrame:
    chosen = rows[(rows["kind"] == kind).fillna(False) & (rows["variable"] == variable).fillna(False)]
    if variable == Counted.AT_LEAST and chosen.empty:
        raise DataError(f"exposure figure: no rows of kind count and variable {variable}")
    chosen = chosen[chosen[needed].notna() & chosen["ARM"].isin(look.arms)]
    order = chosen["ARM"].map({arm: place for place, arm in enumerate(look.arms)}).astype("float64")
    return chosen.assign(_order=order).sort_values(["_order", "value"], kind="stable").drop(columns="_order")


def _weeks(rows: pd.DataFrame, arms: list[str], still: str) -> Course:
    cells = _cells(rows[rows["n"].notna()], arms, "n")
    panel = Panel("weeks", WEEKS, "Up to the end of the week; mean over all subjects")
    top = 1.06 * float(rows["mean"].max()) or 1.0
    header = still if cells else ""
    return Course(panel, rows, "mean", ("Week", "Sessions attended, mean"), top, header, cells)


def _shares(rows: pd.DataFrame, arms: list[str]) -> Course:
    panel = Panel("shares", ATLEAST, "Percent who attended at least so many sessions")
    cells = _cells(rows, arms, "count")
    return Course(panel, rows, "percent", ("Sessions attended", "Subjects (%)"), 104, "Subjects", cells)


def _cells(rows: pd.DataFrame, arms: list[str], column: str) -> dict[str, dict[float, str]]:
    """Write numbers below the panel, as many as have room."""
    if rows.empty:
        return {}
    texts = [number(value, 0) for value in rows[column]]
    places = [float(value) for value in sorted(rows["value"].unique())]
    chosen = every(places, texts, LENGTH, max(places) or 1.0)
    return {
        arm: {
            float(row["value"]): number(row[column], 0)
            for _, row in rows[rows["ARM"] == arm].iterrows()
            if float(row["value"]) in chosen
        }
        for arm in arms
    }


def _page(courses: list[Course], arms: list[str], styles: dict[str, Style], caption: str) -> PanelPage:
    names = [text for course in courses for text in (*map(fit_name, course.cells), course.header)]
    beside = max(NUMBERS, *(text_width(name) + ASIDE + 1.0 for name in names))
    columns = len(courses)
    grid = Grid(SINGLE if columns == 1 else DOUBLE, columns, MARGIN + beside, BETWEEN + beside, MARGIN)
    rows = max(rows_height(list(map(fit_name, course.cells))) if course.cells else 0.0 for course in courses)
    below = ROWS + rows
    key = {arm: styles[arm] for arm in arms}
    panels = [course.panel for course in courses]
    return PanelPage(grid, panels, tall=TALL, below=below, caption=caption, key=key)


def _draw(page: PanelPage, place: int, course: Course, styles: dict[str, Style]) -> None:
    """Draw a line an arm over its axes, and write the numbers below."""
    axes, rows = page.areas[place], course.rows
    for arm, own in rows.groupby("ARM", sort=False):
        style = styles[str(arm)]
        axes.plot(
            own["value"].astype(float),
            own[course.statistic].astype(float),
            color=style.colour,
            linestyle=style.line,
            marker=style.marker,
            markersize=3.6,
            markeredgewidth=0,
            linewidth=1.1,
            clip_on=False,
        )
    places = [float(value) for value in sorted(rows["value"].unique())]
    last = max(places) or 1.0
    axes.set_xlim(min(places) - ROOM * last, max(places) + ROOM * last)
    axes.set_ylim(0, course.top)
    shown = sorted({x for texts in course.cells.values() for x in texts})
    shown = shown or every(places, [number(p, 0) for p in places], page.grid.length, last)
    dress(axes, shown, [float(tick) for tick in axes.get_yticks() if 0 <= tick <= course.top])
    page.title(place, *course.titles)
    write_rows(axes, course.header, {fit_name(arm): texts for arm, texts in course.cells.items()}, ROWS, aside=ASIDE)


def _mark_adherence(axes: Any, limits: pd.DataFrame) -> None:
    for limit in limits["value"].unique():
        axes.axvline(float(limit), color=QUIET, linewidth=0.7, linestyle=(0, (4, 2)), zorder=1)
        write_at(
            axes,
            float(limit),
            0,
            "adherent",
            across=-2 * POINT,
            up=3 * POINT,
            data="x",
            rotation=90,
            ha="right",
            va="bottom",
            color=QUIET,
        )


def _key(weeks: pd.DataFrame, limits: pd.DataFrame, look: Look) -> list[str]:
    told = ["Subjects without any session count as having attended none."]
    if look.crossover:
        told.append("A subject stands under each treatment that it had; weeks are counted from the first day of that.")
    if look.crossover and weeks["n"].notna().any():
        told.append(
            "Under treatment: subjects whose time under it was not over when the week began; the mean is over all."
        )
    elif weeks["n"].notna().any():
        told.append("In the trial: subjects who had not ended it when the week began; the mean is over all.")
    if not limits.empty:
        told.append(f"Dashed line: {list_of([str(name) for name in limits['PARAM'].unique()])}.")
    return [" ".join(told)]


def _alt(courses: list[Course], arms: list[str], limits: pd.DataFrame) -> str:
    line = f" A line marks who is {str(limits['PARAM'].iloc[0]).lower()}." if not limits.empty else ""
    headings = " and ".join(course.panel.heading for course in courses)
    return f"{headings}, for {list_of(arms)}.{line} Numbers of subjects stand under the axes."
