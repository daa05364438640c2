"""Nerves: what was measured by side, visit and arm, a panel a nerve and attribute; absent responses counted below."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, arm_styles
from trialstats.display.figure.words import levels_drawn, list_of, notes
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.methods.nerve.nerves_figure_page import Nerve, draw_nerves
from trialstats.methods.nerve.options import NervesFigure
from trialstats.methods.shared.rows import Response
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "group",
    "variable",
    "level",
    "AVISIT",
    "ARM",
    "n",
    "count",
    "mean",
    "sd",
    "median",
    "q1",
    "q3",
    "conf_low",
    "conf_high",
    "conf_level",
)


CUT = "An axis that does not begin at 0 shows a part of the scale: the heights of its boxes do not compare values."
PARTS = Parts((Kind.SUMMARY,), ("group",))


def draw(figure: NervesFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind summary, and below them those of kind count that say how many responses were absent.

    Raises DataError where there is nothing to draw.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.SUMMARY), look)
    chosen = chosen[chosen["group"].notna()]
    if chosen.empty:
        raise DataError(f"{figure.kind} figure: no row is of a nerve")
    # Where nothing was measured, the number below is 0: that says why there is no point.
    drawn, _ = set_apart(figure, chosen, "mean")
    counts = rows[(rows["kind"] == Kind.COUNT).fillna(False) & (rows["level"] == Response.ABSENT).fillna(False)]
    counts = counts[counts["PARAMCD"].isin(chosen["PARAMCD"]) & counts["AVISIT"].isin(list(chosen["AVISIT"]))]
    visits = present(chosen["AVISIT"])
    nerves = [Nerve.of(group, counts, visits) for _, group in chosen.groupby(["group", "variable"], sort=False)]
    caption = notes([_key(drawn), CUT if any(nerve.ends[0] for nerve in nerves) else ""], look, DOUBLE - 6)
    page = draw_nerves(nerves, present(chosen["ARM"]), arm_styles(look), caption)
    shown = pd.concat([chosen.astype({"AVISIT": "string", "ARM": "string"}), counts], ignore_index=True)
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, _alt(chosen, drawn))


def _key(rows: pd.DataFrame) -> str:
    levels = levels_drawn(rows)
    interval = f", bars their {levels} confidence intervals" if levels else ""
    return (
        f"Points are means of the responses measured{interval}; pale boxes go from the first to the third quartile, "
        "the line in them is the median. Absent: looked for, and no response; such a response is in no mean."
    )


def _alt(rows: pd.DataFrame, drawn: pd.DataFrame) -> str:
    firsts: Any = rows.drop_duplicates(["group", "variable"])
    names = [f"{str(row.group).lower()} {str(row.variable).lower()}" for row in firsts.itertuples()]
    return (
        f"{list_of(names).capitalize()} by side and visit ({list_of(present(rows['AVISIT']))}) for "
        f"{list_of(present(rows['ARM']))}. {_key(drawn)} The numbers measured and absent stand under the axis."
    )
