"""Shares of subjects with the event by arm and visit, with intervals; below each visit how many of how many."""

from __future__ import annotations

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.share_axis import end_words
from trialstats.display.figure.shares import lay_out_counts
from trialstats.display.figure.words import levels_drawn, list_of, not_estimated, notes
from trialstats.display.look import Look
from trialstats.methods.proportions.options import SharesFigure
from trialstats.methods.proportions.rows import MAIN
from trialstats.methods.proportions.shares_figure_panels import end_of_axis, panels_of, placed, plotted_shares
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "PARAMCD",
    "PARAM",
    "measure",
    "AVISIT",
    "AVISITN",
    "ARM",
    "group",
    "count",
    "total",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
)
PARTS = Parts((Kind.PROPORTION,))


def draw(figure: SharesFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel an event (and analysis), from the rows of kind proportion as they are.

    Raises DataError where there is nothing to draw, as of an event over the trial.
    """
    at_visits = rows[rows["variable"].isna() & rows["AVISIT"].notna() | rows["variable"].eq(MAIN).fillna(False)]
    drawn, absent = set_apart(
        figure, in_order(figure, choose_rows(figure, at_visits, Kind.PROPORTION), look), "estimate"
    )
    drawn, panels = panels_of(drawn, rows, MAIN)
    page = lay_out_counts(drawn, panels)
    end = end_of_axis(drawn)
    told = " ".join(filter(None, [said(drawn), end_words([end]), page.axis.note()]))
    caption = notes([told, *not_estimated(absent)], look, page.width - 6)
    height = page.height(caption)
    plot = plotted_shares(placed(drawn, page), page, look, end) + p9.labs(x="", y="Subjects (%)", caption=caption)
    return Drawing(
        page.draw(plot + page.theme(height)), plotted(drawn, COLUMNS), page.width, height, alt(drawn, panels)
    )


def said(rows: pd.DataFrame) -> str:
    levels = levels_drawn(rows)
    bars = f", bars their {levels} confidence intervals" if levels else ""
    return f"Points are shares of subjects with the event as they are{bars}."


def alt(rows: pd.DataFrame, panels: tuple[Panel, ...]) -> str:
    visits, arms = present(rows["AVISIT"]), present(rows["ARM"])
    return (
        f"Shares of subjects with {'; '.join(panel.heading for panel in panels)}; by visit ({list_of(visits)}) for "
        f"{list_of(arms)}. {said(rows)} How many of how many stands under the axis."
    )
