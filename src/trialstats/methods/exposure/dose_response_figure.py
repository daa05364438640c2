"""Each subject's outcome over the dose received, with the fitted line and its band: a panel a dose and arm."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.estimates import correlation, digits_of_correlations, with_interval
from trialstats.display.figure.axes import choose_ticks, dress
from trialstats.display.figure.cells import Cells, darken, draw_cells, with_key
from trialstats.display.figure.choose import choose_rows, in_order, set_apart
from trialstats.display.figure.crowd import Crowd, crowd_of
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, QUIET, SINGLE, Style, arm_styles
from trialstats.display.figure.words import axis_title, direction, levels_drawn, list_of, notes, unbroken
from trialstats.display.look import Look
from trialstats.display.numbers import digits_of_error, number
from trialstats.methods.exposure.options import DoseResponseFigure
from trialstats.methods.exposure.rows import EXPLORATORY
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
    "group",
    "variable",
    "level",
    "USUBJID",
    "n",
    "value",
    "estimate",
    "std_error",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
# Around the panels and for the numbers of the y axis; height of a panel and of its x axis, mm.
MARGIN, BETWEEN, NUMBERS, TALL, AXIS = 2.0, 9.0, 12.0, 52.0, 9.0
KEYS = ["PARAMCD", "measure", "AVISIT", "ARM", "variable"]
WORDS = ["analysis", "PARAM", "unit", "group"]
CELLS_TOLD = "Grey cells are all subjects of the arm, darker where there are more."
PARTS = Parts((Kind.CORRELATION,), ("PARAMCD", "AVISIT", "analysis"))


def draw(figure: DoseResponseFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind value (subjects) and point (fitted), with r and n of kind correlation and the slope.

    Raises DataError where there is nothing to draw.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.CORRELATION), look)
    told, absent = set_apart(figure, chosen, "estimate")
    panels = [_of_panel(rows, row) for _, row in told.iterrows()]
    crowd = crowd_of(figure, pd.concat([_subjects(panel) for panel in panels]))
    digits = digits_of_correlations(row for _, row in told.iterrows())
    headings = [_heading(row, panel, digits) for (_, row), panel in zip(told.iterrows(), panels, strict=True)]
    columns = min(3, len(panels))
    width = SINGLE if columns == 1 else DOUBLE
    caption = notes(
        [EXPLORATORY, _key(panels, crowd), *_absent(absent), *notes_of_beyond(figure, rows)], look, width - 6
    )
    caption = with_key(caption) if crowd else caption
    grid = Grid(width, columns, MARGIN + NUMBERS, BETWEEN + NUMBERS, MARGIN)
    page = PanelPage(grid, headings, tall=TALL, below=AXIS, caption=caption)
    styles = arm_styles(look)
    shaded: list[Cells] = []
    for place, ((_, row), panel) in enumerate(zip(told.iterrows(), panels, strict=True)):
        ratio = TALL / grid.length
        if crowd:
            shaded.append(_draw_all(page.areas[place], panel, ratio))
            panel = panels[place] = _with_cells(panel, shaded[-1], crowd)
        _draw_panel(page.areas[place], panel, styles[str(row["ARM"])])
        page.title(place, str(row["group"]), _y_title(row, panel))
    if crowd:
        darken(page.figure, shaded, caption, "Subjects")
    shown = pd.concat([told.astype(rows.dtypes.to_dict()), *panels], ignore_index=True)
    data = plotted(shown, (*COLUMNS, "count") if crowd else COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(told))


def _of_panel(rows: pd.DataFrame, row: pd.Series[Any]) -> pd.DataFrame:
    keep = rows["kind"].isin([Kind.VALUE, Kind.POINT, Kind.SLOPE])
    for key in KEYS:
        keep &= (rows[key] == str(row[key])).fillna(False)
    return rows[keep & rows["estimate"].notna()]


def _heading(row: pd.Series[Any], panel: pd.DataFrame, digits: int) -> Panel:
    name = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
    heading = f"{name}, {unbroken(str(row['AVISIT']))}"
    r = f"r = {correlation(row, digits)}"
    slope = panel[panel["kind"] == Kind.SLOPE].iloc[0]
    told = with_interval(slope, digits_of_error(slope["std_error"]))
    n = unbroken(f"n = {number(row['n'], 0)}")
    note = (
        f"{unbroken(str(row['ARM']))}, {n}\n{unbroken(r)}\n{unbroken(f'slope {told}')} {unbroken(str(slope['unit']))}"
    )
    return Panel(str(row["id"]), heading, note)


def _y_title(row: pd.Series[Any], panel: pd.DataFrame) -> str:
    # The unit of r is none; that of the outcome stands on its own rows.
    subjects = panel[panel["kind"] == Kind.VALUE]
    title = axis_title("", subjects.iloc[0]).strip()
    y = title[:1].upper() + title[1:]  # a unit keeps its capitals
    arrow = direction(row["better"], arrow=False)
    return f"{y}; {arrow}" if arrow else y


def _subjects(panel: pd.DataFrame) -> pd.DataFrame:
    return panel[panel["kind"] == Kind.VALUE]


def _draw_all(axes: Any, panel: pd.DataFrame, ratio: float) -> Cells:
    """Draw where all subjects of a panel lie, whose area has this height over its width."""
    subjects = _subjects(panel)
    axes.update_datalim(subjects[["value", "estimate"]].to_numpy(dtype=float))
    axes.autoscale_view()
    return draw_cells(axes, subjects["value"], subjects["estimate"], ratio)


def _with_cells(panel: pd.DataFrame, cells: Cells, crowd: Crowd) -> pd.DataFrame:
    """Give what is drawn of a panel: cells in place of the subjects that are not drawn one by one."""
    subjects = _subjects(panel)
    others = subjects.index[~subjects["USUBJID"].isin(crowd.some["USUBJID"])]
    same = {name: subjects[name].iloc[0] for name in (*KEYS, *WORDS)}
    return pd.concat([panel.drop(others), cells.data.assign(**same)])


def _draw_panel(axes: Any, panel: pd.DataFrame, style: Style) -> None:
    """Draw subjects, and over them the fitted line with its band."""
    some = _subjects(panel)
    axes.plot(
        some["value"].astype(float),
        some["estimate"].astype(float),
        style.marker,
        color=style.colour,
        markersize=3.2,
        markerfacecolor="none",
        markeredgewidth=0.6,
        zorder=2,
    )
    fitted = panel[panel["kind"] == Kind.POINT].sort_values("value")
    x, low, high = (fitted[name].astype(float) for name in ("value", "conf_low", "conf_high"))
    axes.fill_between(x, low, high, color=style.colour, alpha=0.25, lw=0, zorder=2.5)
    axes.plot(x, fitted["estimate"].astype(float), color=style.colour, linewidth=0.9, zorder=3)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    dress(axes, choose_ticks(left, right, 4), choose_ticks(bottom, top, 6))
    axes.axhline(0, color=QUIET, linewidth=0.5, zorder=1)


def _key(panels: list[pd.DataFrame], crowd: Crowd | None) -> str:
    levels = levels_drawn(pd.concat([panel[panel["kind"] == Kind.POINT] for panel in panels]))
    band = f"; band: its {levels} confidence interval" if levels else ""
    points = f"{crowd.note}. {CELLS_TOLD}" if crowd else "Points: subjects."
    return f"{points} Line: fitted mean, adjusted for covariates{band}."


def _absent(rows: pd.DataFrame) -> list[str]:
    return [f"Not estimated: {row['group']}, {row['ARM']} ({row['reason']})." for _, row in rows.iterrows()]


def _alt(rows: pd.DataFrame) -> str:
    names = [str(name) for name in rows["PARAM"].fillna(rows["PARAMCD"]).unique()]
    doses = [str(name) for name in rows["group"].unique()]
    arms = [str(name) for name in rows["ARM"].unique()]
    where = f"{list_of(names)} over {list_of(doses)} in {list_of(arms)}"
    return f"{where}, a point a subject, with a fitted line. {EXPLORATORY}"
