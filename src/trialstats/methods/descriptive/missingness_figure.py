"""Share of subjects with a value, by visit and arm; below each panel how many of how many."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facet_theme import arm_scales
from trialstats.display.figure.facets import Facets, lay_out
from trialstats.display.figure.panels import Panel, name_panels
from trialstats.display.figure.text_rows import CellRows
from trialstats.display.figure.theme import arm_styles
from trialstats.display.figure.words import list_of, not_estimated, notes, tick_labels
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.descriptive.options import MissingnessFigure
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "PARAMCD", "PARAM", "measure", "AVISIT", "AVISITN", "ARM", "count", "total", "percent")
TITLE = "Subjects with a value (%)"
# From one arm to the next at a visit, mm: enough to see lines that would lie on each other.
DODGE = 1.0


def draw(figure: MissingnessFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel a parameter (and analysis), from rows of kind count.

    Raises DataError where there is nothing to draw.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.COUNT), look)
    drawn, absent = set_apart(figure, chosen, "percent")
    drawn, panels = name_panels(drawn, "")
    # Neither direction nor unit of the parameter is one of the share of subjects.
    panels = tuple(Panel(panel.key, panel.heading, TITLE if len(panels) > 1 else "") for panel in panels)
    page = lay_out(drawn, panels, _cells(drawn))
    caption = notes([page.axis.note(), *not_estimated(absent)], look, page.width - 6)
    height = page.height(caption)
    title = TITLE if len(panels) == 1 else " "
    plot = _plot(_placed(drawn, page), page, look) + p9.labs(x="", y=title, caption=caption)
    return Drawing(
        page.draw(plot + page.theme(height)), plotted(drawn, COLUMNS), page.width, height, _alt(drawn, panels)
    )


def _cells(rows: pd.DataFrame) -> CellRows:
    panels = [
        {
            (str(row["AVISIT"]), str(row["ARM"])): f"{number(row['count'], 0)}/{number(row['total'], 0)}"
            for _, row in group.iterrows()
        }
        for _, group in rows.groupby("panel", observed=True)
    ]
    return CellRows("n/N", tuple(present(rows["ARM"])), tuple(panels))


def _placed(rows: pd.DataFrame, page: Facets) -> pd.DataFrame:
    arms = present(rows["ARM"])
    step = min(DODGE, 0.5 * page.axis.gap / len(arms)) * page.axis.unit
    beside = rows["ARM"].astype(str).map({arm: step * (i - (len(arms) - 1) / 2) for i, arm in enumerate(arms)})
    return rows.assign(x=page.axis.at(rows["AVISIT"]) + beside.astype("float64"))


def _plot(rows: pd.DataFrame, page: Facets, look: Look) -> Any:
    joined = rows[rows.groupby(["panel", "ARM"], observed=True)["x"].transform("size") > 1]
    mapping = p9.aes("x", "percent", color="ARM", shape="ARM", linetype="ARM", group="ARM")
    return (
        p9.ggplot(rows, mapping)
        + ([p9.geom_line(data=joined, size=0.45)] if len(joined) else [])
        + p9.geom_point(size=1.6, stroke=0.3)
        + page.layers(free_y=False)
        + p9.scale_y_continuous(breaks=range(0, 101, 20), labels=tick_labels, expand=(0.02, 0))
        + p9.coord_cartesian(ylim=(0, 100))
        + arm_scales(present(rows["ARM"]), arm_styles(look), page.width)
    )


def _alt(rows: pd.DataFrame, panels: tuple[Panel, ...]) -> str:
    visits, arms = present(rows["AVISIT"]), present(rows["ARM"])
    return (
        f"{TITLE}: {'; '.join(panel.heading for panel in panels)}; by visit ({list_of(visits)}) for {list_of(arms)}. "
        "Numbers with a value of all subjects stand under the axis."
    )
