"""Shares by arm and visit with intervals; below each visit the odds ratios of the arms."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facets import Facets, lay_out
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.share_axis import end_words
from trialstats.display.figure.text_rows import CellRows
from trialstats.display.figure.words import levels_drawn, list_of, not_estimated, notes
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.proportions.options import RepeatedBinaryFigure
from trialstats.methods.proportions.rows import EVENT
from trialstats.methods.proportions.shares_figure_panels import LIMITS, end_of_axis, panels_of, placed, plotted_shares
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "measure",
    "AVISIT",
    "AVISITN",
    "ARM",
    "REFERENCE",
    "group",
    "n",
    "estimate",
    "std_error",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
SPEAKS = {"higher": "; above 1 they speak for the arm", "lower": "; below 1 they speak for the arm"}
PARTS = Parts((Kind.PROPORTION, Kind.ODDS_RATIO))
# An odds ratio with its limits: on one line with room on both sides, or on more, the narrowest last.
FORMS = (
    "\N{NO-BREAK SPACE}{estimate} ({low}\N{EN DASH}{high})\N{NO-BREAK SPACE}",
    "{estimate}\n({low}\N{EN DASH}{high})",
    "{estimate}\n({low}\N{EN DASH}\n{high})",
)


def draw(figure: RepeatedBinaryFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel an event (and analysis), from rows of kind proportion, with those of kind odds_ratio in text.

    Raises DataError where there is nothing to draw.
    """
    shares = in_order(figure, choose_rows(figure, rows, Kind.PROPORTION), look)
    drawn, absent = set_apart(figure, shares, "estimate")
    drawn, panels = panels_of(drawn, rows)
    ratios = in_order(figure, choose_rows(figure, rows, Kind.ODDS_RATIO), look)
    page = lay_out_ratios(drawn, ratios, panels, look)
    end = end_of_axis(drawn)
    better = present(rows.loc[rows["variable"].eq(EVENT).fillna(False), "better"])
    told = said(drawn, ratios, better, look, [end_words([end]), page.axis.note()])
    caption = notes([told, *not_estimated(absent)], look, page.width - 6)
    height = page.height(caption)
    plot = plotted_shares(placed(drawn, page), page, look, end) + p9.labs(x="", y="Subjects (%)", caption=caption)
    data = plotted(pd.concat([drawn, ratios], ignore_index=True), COLUMNS)
    return Drawing(page.draw(plot + page.theme(height)), data, page.width, height, alt(drawn, panels, look))


def lay_out_ratios(rows: pd.DataFrame, ratios: pd.DataFrame, panels: tuple[Panel, ...], look: Look) -> Facets:
    """Lay panels out with odds ratios below each visit: on one line, or on so many that all visits have theirs."""
    pages = [lay_out(rows, panels, odds_cells(rows, ratios, look, form)) for form in FORMS]
    return next((page for page in pages if page.axis.all_told), pages[-1])


def odds_cells(rows: pd.DataFrame, ratios: pd.DataFrame, look: Look, form: str) -> CellRows:
    """Write the odds ratio of each active arm, with its interval, below each visit."""
    arms = [arm for arm in present(rows["ARM"]) if arm != look.reference]
    panels = []
    for _, group in rows.groupby("panel", observed=True):
        first = group.iloc[0]
        own = ratios[(ratios["analysis"] == first["analysis"]) & (ratios["group"] == first["group"])]
        own = own[(own["PARAMCD"] == first["PARAMCD"]) & own["estimate"].notna()]
        panels.append({(str(row["AVISIT"]), str(row["ARM"])): ratio(row, form) for _, row in own.iterrows()})
    return CellRows("Odds ratio", tuple(arms), tuple(panels))


def ratio(row: pd.Series[Any], form: str) -> str:
    """Write an odds ratio with its limits in one of the forms."""
    estimate, low, high = (number(row[name], 2) for name in LIMITS)
    return form.format(estimate=estimate, low=low, high=high)


def said(rows: pd.DataFrame, ratios: pd.DataFrame, better: list[str], look: Look, beside: list[str]) -> str:
    levels = levels_drawn(rows)
    bars = f", bars their {levels} confidence intervals" if levels else ""
    told = f"Points are shares by the model of all visits{bars}."
    if not ratios.empty:
        sides = {SPEAKS[side] for side in better if side in SPEAKS}
        told += (
            f" Odds ratios with their intervals are arm over {look.reference}{sides.pop() if len(sides) == 1 else ''}."
        )
    return " ".join(filter(None, [told, *beside]))


def alt(rows: pd.DataFrame, panels: tuple[Panel, ...], look: Look) -> str:
    visits, arms = present(rows["AVISIT"]), present(rows["ARM"])
    return (
        f"Shares of subjects with {'; '.join(panel.heading for panel in panels)}; by visit ({list_of(visits)}) for "
        f"{list_of(arms)}. Odds ratios over {look.reference} stand under the axis."
    )
