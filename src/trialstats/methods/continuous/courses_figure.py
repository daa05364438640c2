"""Courses over time as the model of random coefficients predicts them, with bands, beside the means recorded."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.estimates import equals, with_interval
from trialstats.display.figure.axes import choose_ticks, dress
from trialstats.display.figure.choose import choose_rows, present, set_apart
from trialstats.display.figure.crowd import Crowd, crowd_of
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel, name_panels
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, QUIET, SINGLE, Style, arm_styles
from trialstats.display.figure.words import axis_title, levels_drawn, list_of, notes, unbroken
from trialstats.display.look import Look
from trialstats.display.numbers import digits_of_error, number
from trialstats.errors import DataError
from trialstats.methods.continuous.options import CoursesFigure
from trialstats.methods.continuous.rows import COUNTED, COURSE, DAY, OBSERVED, OWN_COURSE
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "measure",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "variable",
    "level",
    "USUBJID",
    "n",
    "value",
    "estimate",
    "std_error",
    "df",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
# Around the panels and for the numbers of the y axis; height of a panel and of its x axis, mm.
MARGIN, BETWEEN, NUMBERS, TALL, AXIS = 2.0, 9.0, 12.0, 62.0, 9.0
STATISTIC = "Mean"
KEYS = ["analysis", "PARAMCD", "measure"]
PREDICTED, OWN = (words.split(" ", 1)[0] for words in (COURSE, OWN_COURSE))
PARTS = Parts((Kind.POINT,))


def draw(figure: CoursesFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a panel a parameter (and analysis), from rows of kind point and the differences of slopes.

    Raises DataError where there is nothing to draw.
    """
    points = choose_rows(figure, rows, Kind.POINT)
    points = points[points["ARM"].isin(look.arms)]
    drawn, _ = set_apart(figure, points.assign(ARM=pd.Categorical(points["ARM"], look.arms)), "estimate")
    if not _of(drawn, PREDICTED).any():
        raise DataError(f"{figure.kind} figure: no predicted course in the results of {', '.join(figure.analyses)}")
    own = _of(drawn, OWN)
    crowd = crowd_of(figure, drawn[own]) if figure.own_courses else None
    shown_one_by_one = drawn["USUBJID"].isin(crowd.some["USUBJID"]) if crowd else figure.own_courses
    drawn = drawn[~own | shown_one_by_one]
    drawn, panels = name_panels(drawn, STATISTIC)
    shown = [drawn[drawn["panel"] == panel.key] for panel in panels]
    slopes = [_slopes(rows, panel.iloc[0]) for panel in shown]
    headings = [
        _heading(panel, found, _sizes(rows, own.iloc[0]))
        for panel, found, own in zip(panels, slopes, shown, strict=True)
    ]
    columns = min(2, len(panels))
    width = SINGLE * 1.25 if columns == 1 else DOUBLE
    caption = notes(_words(drawn, slopes, crowd), look, width - 6)
    styles = {arm: arm_styles(look)[arm] for arm in present(drawn["ARM"])}
    grid = Grid(width, columns, MARGIN + NUMBERS, BETWEEN + NUMBERS, MARGIN)
    page = PanelPage(grid, headings, tall=TALL, below=AXIS, caption=caption, key=styles)
    for place, (panel, found) in enumerate(zip(shown, slopes, strict=True)):
        _draw_panel(page.areas[place], panel, styles)
        page.title(place, _time(panel, found), axis_title(STATISTIC, panel.iloc[0]))
    data = plotted(pd.concat([drawn.astype({"ARM": "string"}), *slopes], ignore_index=True), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(drawn, shown, slopes))


def _of(rows: pd.DataFrame, word: str) -> pd.Series[bool]:
    return rows["level"].str.startswith(word).fillna(False).astype(bool)


def _slopes(rows: pd.DataFrame, first: pd.Series[Any]) -> pd.DataFrame:
    """The differences of slopes of a panel."""
    found = _of_panel(rows, first)
    return found[found["REFERENCE"].notna() & found["estimate"].notna()]


def _sizes(rows: pd.DataFrame, first: pd.Series[Any]) -> str:
    """How many subjects of each arm are behind a panel's lines."""
    found = _of_panel(rows, first)
    arms = found[found["REFERENCE"].isna() & found["n"].notna()]
    said = [unbroken(f"{row['ARM']} n = {number(row['n'], 0)}") for _, row in arms.iterrows()]
    return ", ".join(said)


def _of_panel(rows: pd.DataFrame, first: pd.Series[Any]) -> pd.DataFrame:
    keep = rows["kind"] == Kind.SLOPE
    for key in KEYS:
        keep &= (rows[key] == str(first[key])).fillna(False)
    return rows[keep]


def _heading(panel: Panel, slopes: pd.DataFrame, sizes: str) -> Panel:
    """The panel's heading, and under it the subjects and the differences of slopes, which the figure is about."""
    said = [
        f"Slope, {unbroken(str(row['ARM']))} minus {unbroken(str(row['REFERENCE']))}: "
        f"{unbroken(with_interval(row, digits_of_error(row['std_error'])))} {unbroken(str(row['unit']))}, "
        f"{unbroken('p ' + equals(float(row['p_value'])))}"
        for _, row in slopes.iterrows()
    ]
    return Panel(panel.key, panel.heading, "\n".join(filter(None, [panel.note, sizes, *said])))


def _draw_panel(axes: Any, panel: pd.DataFrame, styles: dict[str, Style]) -> None:
    for arm, style in styles.items():
        mine = panel[panel["ARM"] == arm]
        course, seen = mine[_of(mine, PREDICTED)].sort_values("value"), mine[_of(mine, OBSERVED)]
        for _, own in mine[_of(mine, OWN)].groupby("USUBJID"):
            own = own.sort_values("value")
            axes.plot(own["value"], own["estimate"], color=style.colour, linewidth=0.25, alpha=0.35, zorder=1.5)
        x, low, high = (course[name].astype(float) for name in ("value", "conf_low", "conf_high"))
        axes.fill_between(x, low, high, color=style.colour, alpha=0.15, linewidth=0, zorder=2)
        axes.plot(
            x, course["estimate"].astype(float), color=style.colour, linewidth=1.3, linestyle=style.line, zorder=3
        )
        axes.plot(
            seen["value"].astype(float),
            seen["estimate"].astype(float),
            style.marker,
            color=style.colour,
            markersize=3.4,
            markeredgewidth=0.6,
            zorder=4,
        )
    (left, right), (low_end, high_end) = axes.get_xlim(), axes.get_ylim()
    dress(axes, choose_ticks(left, right, 7), choose_ticks(low_end, high_end, 6))
    if panel["measure"].iloc[0] != "AVAL":
        axes.axhline(0, color=QUIET, linewidth=0.5, zorder=1)


def _time(panel: pd.DataFrame, slopes: pd.DataFrame) -> str:
    """What the x axis counts."""
    if panel["variable"].iloc[0] == DAY:
        return "Days from day 1"
    unit = str(slopes["unit"].iloc[0]).rsplit("per ", 1)[-1] if len(slopes) else ""
    return f"{unit.capitalize()}s" if unit in COUNTED else "Number of the visit"


def _words(drawn: pd.DataFrame, slopes: list[pd.DataFrame], crowd: Crowd | None) -> list[str]:
    levels = levels_drawn(drawn)
    bands = f", with their {levels} confidence bands" if levels else ""
    intervals = levels_drawn(pd.concat(slopes)) if any(map(len, slopes)) else ""
    own = " Thin lines: each subject's own course as predicted." if _of(drawn, OWN).any() else ""
    own += f" {crowd.note}." if crowd else ""
    lines = (
        f"Lines: mean courses that the mixed model predicts{bands}. Points: "
        f"means of the values recorded at each visit, at the mean time of these records.{own}"
    )
    differences = (
        f"Slopes are arm minus {list_of(sorted({str(r) for own in slopes for r in own['REFERENCE']}))}"
        + (f", with {intervals} confidence intervals." if intervals else ".")
        if any(len(own) for own in slopes)
        else ""
    )
    return [lines, differences]


def _alt(drawn: pd.DataFrame, shown: list[pd.DataFrame], slopes: list[pd.DataFrame]) -> str:
    names = [str(name) for name in drawn["PARAM"].fillna(drawn["PARAMCD"]).unique()]
    arms = present(drawn["ARM"])
    times = {_time(panel, found).lower() for panel, found in zip(shown, slopes, strict=True)}
    return (
        f"{list_of(names)} over time ({list_of(sorted(times))}) for {list_of(arms)}: predicted mean courses with "
        "bands, and the means recorded at each visit."
    )
