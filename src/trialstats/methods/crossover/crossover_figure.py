"""Each subject's periods, joined by a line: a panel a sequence, its treatments under the axis, means on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.figure.axes import choose_ticks, dress, write_at
from trialstats.display.figure.choose import choose_rows, present, several
from trialstats.display.figure.crowd import BOXES_TOLD, SHARE_BELOW, crowd_of, draw_boxes, percentiles
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, LINE, QUIET, Style, arm_styles, text_width
from trialstats.display.figure.words import axis_title, direction, list_of, measure_words, notes, unbroken, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.crossover.options import CrossoverFigure
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
    "level",
    "USUBJID",
    "value",
)
# Around the panels and for the numbers of the y axis; height of a panel and of its x axis, mm.
MARGIN, BETWEEN, NUMBERS, TALL, AXIS = 2.0, 5.0, 13.0, 58.0, 7.0
# More panels than a few stand closer and lower.
FEW, LOW, MOST_PANELS = 6, 40.0, 24
PANEL = ["analysis", "PARAMCD", "measure", "AVISIT", "group"]
SIDE = 0.35  # how far before the first and after the last period the axis reaches
PARTS = Parts((Kind.VALUE,), ("PARAMCD", "AVISIT"))


def draw(figure: CrossoverFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind value. Raises DataError where there is nothing to draw, or more panels than a page has."""
    chosen = choose_rows(figure, rows[rows["USUBJID"].notna()], Kind.VALUE).reset_index(drop=True)
    panels = [own for _, own in chosen.groupby(PANEL, sort=False, observed=True)]
    panels.sort(key=lambda own: rank(own, look))
    if len(panels) > MOST_PANELS:
        raise DataError(
            f"crossover figure: {len(panels)} sequences are more than {MOST_PANELS} panels: name one parameter"
        )
    columns, tall = (min(3, len(panels)), TALL) if len(panels) <= FEW else (4, LOW)
    styles = arm_styles(look)
    arms = [arm for arm in look.arms if (chosen["ARM"] == arm).any()]
    grid = Grid(DOUBLE, columns, MARGIN + NUMBERS, BETWEEN + NUMBERS, MARGIN)
    crowd = crowd_of(figure, chosen, among=["group"])
    bands = percentiles(chosen, [*PANEL, "level"], "value", kept=["PARAM", "unit", "ARM"]) if crowd else chosen.iloc[:0]
    key = f"{KEY} {crowd.note}. {BOXES_TOLD}, with the median across." if crowd else KEY
    caption = notes([key, way(chosen), *notes_of_beyond(figure, rows)], look, DOUBLE - 6)
    page = PanelPage(
        grid,
        [heading(own, chosen) for own in panels],
        tall=tall,
        below=AXIS + LINE,
        caption=caption,
        key={arm: styles[arm] for arm in arms},
    )
    for place, own in enumerate(panels):
        same = chosen[(chosen[PANEL[:3]] == own[PANEL[:3]].iloc[0]).all(axis=1)]
        low, high = float(same["value"].min()), float(same["value"].max())
        axes, periods = page.areas[place], sorted(present(own["level"]))
        if crowd:
            of_panel = (bands[PANEL] == own[PANEL].iloc[0]).all(axis=1)
            draw_boxes(axes, bands[of_panel], {name: float(at) for at, name in enumerate(periods)})
        some = own if crowd is None else own[own["USUBJID"].isin(crowd.some["USUBJID"])]
        draw_panel(axes, own, some, styles, (low, high), grid.length)
        if grid.is_first(place):
            page.title(place, "", y_title(own, tall))
    shown = pd.concat(panels, ignore_index=True)
    if crowd:
        shown = pd.concat([shown[shown["USUBJID"].isin(crowd.some["USUBJID"])], bands], ignore_index=True)
    data = plotted(shown, COLUMNS if crowd is None else (*COLUMNS, SHARE_BELOW, "n"))
    return Drawing(page.figure, data, page.width, page.height, alt(chosen, panels, key))


KEY = (
    "By period. Thin lines: subjects, a point a period, coloured by treatment; a subject with one period has no line. "
    "Thick line and large marks: means of the values of each period."
)


def rank(own: pd.DataFrame, look: Look) -> tuple[int, str]:
    """Order panels as the trial file has its sequences."""
    name = str(own["group"].iloc[0])
    return (look.arms.index(name) if name in look.arms else len(look.arms), name)


def heading(own: pd.DataFrame, chosen: pd.DataFrame) -> Panel:
    """Name a panel by its sequence, and by its parameter and timepoint where there are several."""
    row = own.iloc[0]
    parts = [
        str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"]) if several(chosen["PARAMCD"]) else "",
        unbroken(str(row["AVISIT"])) if several(chosen["AVISIT"]) else "",
        f"Sequence {unbroken(str(row['group']))}",
    ]
    count = own["USUBJID"].nunique()
    return Panel(
        str(row["id"]), ", ".join(filter(None, parts)), f"{number(count, 0)} subject{'s' if count > 1 else ''}"
    )


def y_title(own: pd.DataFrame, tall: float) -> str:
    """Title the y axis by what was measured."""
    row = own.iloc[0]
    name = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
    title = axis_title(", ".join(filter(None, [name if not measure_words(row["measure"]) else f"{name},"])), row)
    return wrap(title, tall)


def way(chosen: pd.DataFrame) -> str:
    """Say which way is good, where it is one way."""
    better = {str(value) for value in chosen["better"].dropna()}
    words = direction(better.pop(), arrow=False) if len(better) == 1 else ""
    return f"{words[0].upper()}{words[1:]}." if words else ""


def draw_panel(
    axes: Any, own: pd.DataFrame, some: pd.DataFrame, styles: dict[str, Style], span: tuple[float, float], length: float
) -> None:
    """Draw some of the subjects of a sequence, and the means of all of them."""
    periods = sorted(present(own["level"]))
    places = {name: float(place) for place, name in enumerate(periods)}
    for _, subject in some.groupby("USUBJID", sort=True):
        ordered = subject.assign(x=subject["level"].map(places)).sort_values("x")
        axes.plot(ordered["x"], ordered["value"].astype(float), color=QUIET, linewidth=0.45, alpha=0.6, zorder=2)
    for arm in present(own["ARM"]):
        mine = some[some["ARM"] == arm]
        x = mine["level"].map(places)
        style = styles[str(arm)]
        axes.plot(x, mine["value"].astype(float), style.marker, color=style.colour, ms=2.4, mew=0, alpha=0.7, zorder=3)
    means = own.groupby("level", observed=True)["value"].mean().reindex(periods)
    at = np.array([places[name] for name in periods])
    axes.plot(at, means.to_numpy(dtype=float), color="#1A1A1A", linewidth=1.6, zorder=4)
    for name, mean in means.items():
        arm = str(own.loc[own["level"] == name, "ARM"].iloc[0])
        style = styles[arm]
        axes.plot([places[str(name)]], [mean], style.marker, color=style.colour, ms=7, mec="white", mew=0.8, zorder=5)
    low, high = span
    room = 0.04 * (high - low or 1.0)
    axes.set_xlim(-SIDE, len(periods) - 1 + SIDE)
    axes.set_ylim(low - room, high + room)
    bottom, top = axes.get_ylim()
    each = length / (len(periods) - 1 + 2 * SIDE)
    fits = all(text_width(name) < each for name in periods)
    labels = periods if fits else [name.rpartition(" ")[2] for name in periods]
    dress(axes, list(places.values()), choose_ticks(bottom, top, 6), labels=labels)
    arms = {name: str(own.loc[own["level"] == name, "ARM"].iloc[0]) for name in periods}
    if all(text_width(arm) < each for arm in arms.values()):  # else colours and marks alone say the treatment
        for name, place in places.items():
            colour = styles[arms[name]].colour
            write_at(axes, place, 0, arms[name], up=-(LINE + 4.2), data="x", ha="center", color=colour)


def alt(chosen: pd.DataFrame, panels: Sequence[pd.DataFrame], key: str) -> str:
    """Tell a reader who cannot see it."""
    names = [str(name) for name in chosen["PARAM"].fillna(chosen["PARAMCD"]).unique()]
    sequences = list(dict.fromkeys(str(own["group"].iloc[0]) for own in panels))
    return f"{list_of(names)}: each subject's values by period, a panel for each sequence ({list_of(sequences)}). {key}"
