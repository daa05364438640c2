"""LS means with intervals by visit and arm; below each panel the number of subjects behind every mean."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facet_theme import arm_scales
from trialstats.display.figure.facets import Facets, lay_out
from trialstats.display.figure.marks import STROKE, point_size
from trialstats.display.figure.panels import Panel, name_panels
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.text_rows import CellRows
from trialstats.display.figure.theme import QUIET, arm_styles
from trialstats.display.figure.words import (
    axis_title,
    levels_drawn,
    list_of,
    not_estimated,
    notes,
    tick_labels,
    unit_of,
)
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.continuous.options import LsMeansFigure
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "PARAMCD",
    "PARAM",
    "unit",
    "measure",
    "AVISIT",
    "AVISITN",
    "ARM",
    "n",
    "estimate",
    "std_error",
    "conf_low",
    "conf_high",
    "conf_level",
)
STATISTIC = "LS mean"
# From one arm to the next at a visit, mm.
DODGE = 1.7
PARTS = Parts((Kind.LSMEAN,))


def draw(figure: LsMeansFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel a parameter (and analysis), from rows of kind lsmean.

    Raises DataError where there is nothing to draw.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.LSMEAN), look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    drawn, panels = name_panels(drawn, STATISTIC)
    page = lay_out(drawn, panels, _cells(drawn))
    said = [*not_estimated(absent), *notes_of_beyond(figure, rows)]
    caption = notes([f"{_key(drawn)} {page.axis.note()}", *said], look, page.width - 6)
    height = page.height(caption)
    title = axis_title(STATISTIC, drawn.iloc[0]) if len(panels) == 1 else " "
    plot = _plot(_placed(drawn, page), page, look) + p9.labs(x="", y=title, caption=caption)
    alt = _alt(drawn, panels)
    return Drawing(page.draw(plot + page.theme(height)), plotted(drawn, COLUMNS), page.width, height, alt)


def _cells(rows: pd.DataFrame) -> CellRows:
    panels = [
        {(str(row["AVISIT"]), str(row["ARM"])): number(row["n"], 0) for _, row in group.iterrows()}
        for _, group in rows.groupby("panel", observed=True)
    ]
    return CellRows("Subjects", tuple(present(rows["ARM"])), tuple(panels))


def _placed(rows: pd.DataFrame, page: Facets) -> pd.DataFrame:
    # Arms stand side by side at a visit, as far apart as the closest visits allow.
    arms = present(rows["ARM"])
    step = min(DODGE, 0.5 * page.axis.gap / len(arms)) * page.axis.unit
    beside = rows["ARM"].astype(str).map({arm: step * (i - (len(arms) - 1) / 2) for i, arm in enumerate(arms)})
    return rows.assign(x=page.axis.at(rows["AVISIT"]) + beside.astype("float64"))


def _plot(rows: pd.DataFrame, page: Facets, look: Look) -> Any:
    styles = arm_styles(look)
    arms = present(rows["ARM"])
    joined = rows[rows.groupby(["panel", "ARM"], observed=True)["x"].transform("size") > 1]
    ranged = rows.dropna(subset=["conf_low", "conf_high"])
    mapping = p9.aes("x", "estimate", color="ARM", shape="ARM", linetype="ARM", group="ARM")
    layers: list[Any] = []
    if not ranged.empty:
        interval = p9.aes("x", ymin="conf_low", ymax="conf_high", color="ARM", group="ARM")
        bar = {"width": 1.4 * page.axis.unit, "size": 0.35, "show_legend": False}
        layers.append(p9.geom_errorbar(interval, ranged, inherit_aes=False, **bar))
    if not joined.empty:
        layers.append(p9.geom_line(data=joined, size=0.45))
    differ = several(rows["measure"]) or several(rows.apply(unit_of, axis=1))
    return (
        p9.ggplot(rows, mapping)
        + _zero(rows)
        + layers
        + p9.geom_point(size=_mark(rows, page.tall, apart=differ), stroke=STROKE)
        + page.layers(free_y=differ)
        + p9.scale_y_continuous(labels=tick_labels)
        + arm_scales(arms, styles, page.width)
    )


def _mark(rows: pd.DataFrame, tall: float, *, apart: bool) -> float:
    """Give the size of marks in panels of a height in mm; apart: whether each has an axis of its own."""
    panels = [own for _, own in rows.groupby("panel", observed=True)] if apart else [rows]
    return min(point_size(own["conf_low"], own["conf_high"], _ends(own), tall) for own in panels)


def _ends(rows: pd.DataFrame) -> tuple[float, float]:
    """Say about where the axis of rows begins and ends: at no change at the least."""
    places = rows[["estimate", "conf_low", "conf_high"]].astype("float64").to_numpy().ravel().tolist()
    known = [place for place in places if place == place] + [0.0] * bool((rows["measure"] != "AVAL").any())
    return min(known), max(known)


def _zero(rows: pd.DataFrame) -> list[Any]:
    changes = rows.loc[rows["measure"] != "AVAL", ["panel"]].drop_duplicates()
    if changes.empty:
        return []
    line = {"color": QUIET, "size": 0.35, "show_legend": False}
    return [p9.geom_hline(p9.aes(yintercept="zero"), changes.assign(zero=0.0), inherit_aes=False, **line)]


def _key(rows: pd.DataFrame) -> str:
    return f"Points are LS means{_intervals(rows)}."


def _intervals(rows: pd.DataFrame) -> str:
    levels = levels_drawn(rows)
    return f", bars their {levels} confidence intervals" if levels else ""


def _alt(rows: pd.DataFrame, panels: tuple[Panel, ...]) -> str:
    titles = [f"{panel.heading}, {axis_title(STATISTIC, row)}" for panel, row in _firsts(rows, panels)]
    visits, arms = present(rows["AVISIT"]), present(rows["ARM"])
    return (
        f"{'; '.join(titles)}; by visit ({list_of(visits)}) for {list_of(arms)}. {_key(rows)} "
        "The numbers of subjects stand under the axis."
    )


def _firsts(rows: pd.DataFrame, panels: tuple[Panel, ...]) -> list[tuple[Panel, pd.Series[Any]]]:
    return [(panel, rows[rows["panel"] == panel.key].iloc[0]) for panel in panels]
