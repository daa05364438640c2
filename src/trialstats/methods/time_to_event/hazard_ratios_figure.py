"""Hazard ratios with intervals on a logarithmic axis, against the margin where there is one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.estimates import with_interval, written
from trialstats.display.figure.choose import present, set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.forest_page import MARGIN, NAMES, ForestPage
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.ratio_axis import RatioBlock
from trialstats.display.figure.theme import DOUBLE, arm_styles
from trialstats.display.figure.words import list_of, not_estimated, notes, unbroken, wrap
from trialstats.display.look import Look
from trialstats.display.margins import concluded, margin_places, margin_words
from trialstats.display.numbers import number, p_value
from trialstats.display.table.choose import records_of
from trialstats.errors import DataError
from trialstats.methods.time_to_event.options import HazardRatiosFigure
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
    "n",
    "events",
    "estimate",
    "minimum",
    "maximum",
    "conf_low",
    "conf_high",
    "conf_level",
    "p_value",
)
DIGITS = 2
READING = "Hazard ratios are arm over {reference}, on a logarithmic axis; below 1: the event later or less often."
PARTS = OWN_LINES


def draw(figure: HazardRatiosFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the rows of kind hazard_ratio, a block for each direction that is better.

    Raises DataError where there are none; NothingEstimated where none has numbers.
    """
    ratios = rows[(rows["kind"] == Kind.HAZARD_RATIO).fillna(False)]
    if ratios.empty:
        raise DataError(f"{figure.kind} figure: no hazard ratios in the results of {', '.join(figure.analyses)}")
    drawn, absent = set_apart(figure, ratios, "estimate")
    margins = rows[(rows["kind"] == Kind.MARGIN).fillna(False) & rows["estimate"].notna()]
    blocks: list[Block] = []
    for better, own in drawn.groupby("better", sort=False):
        here = margins[margins["PARAMCD"].isin(own["PARAMCD"])]
        blocks.append(RatioBlock(tuple(lines(own, rows)), str(better), marks=margin_places(records_of(here))))
    told = records_of(margins)
    dashed = list(dict.fromkeys(margin_words(record).lower() for record in told))
    reading = READING.format(reference=look.reference) + (f" Dashed line: {list_of(dashed)}." if dashed else "")
    caption = notes([reading, *concluded(told), *not_estimated(absent)], look, DOUBLE - 2 * MARGIN - 2)
    styles = arm_styles(look)
    forest = ForestPage(blocks, header(drawn), caption, counts=("n", "Events"), portion=look.portion)
    page = forest.draw(lambda row: styles[str(row["ARM"])])
    data = plotted(pd.concat([drawn, margins]).reset_index(drop=True), COLUMNS)
    names = list_of(list(dict.fromkeys(title(row) for _, row in drawn.iterrows())))
    alt = f"Forest plot of hazard ratios of {names}. {reading} {' '.join(concluded(told))} The numbers stand beside."
    return Drawing(page.figure, data, page.width, page.height, alt)


def lines(own: pd.DataFrame, rows: pd.DataFrame) -> list[Line]:
    """Write a heading for each parameter, and a line for each analysis and arm."""
    found: list[Line] = []
    analyses = several(rows["analysis"])
    for _, place in own.groupby("PARAMCD", sort=False):
        found.append(Line(wrap(title(place.iloc[0]), NAMES, bold=True), heading=True))
        for _, row in place.iterrows():
            name = f"{row['ARM']} over {row['REFERENCE']}"
            label = str(row["analysis"] if pd.isna(row["label"]) else row["label"])
            text = f"{label}, {unbroken(name)}" if analyses else unbroken(name)
            numbers = written(row, "estimate", DIGITS) if pd.isna(row["conf_low"]) else with_interval(row, DIGITS)
            counts = tuple("" if pd.isna(row[key]) else number(row[key], 0) for key in ("n", "events"))
            p = "" if pd.isna(row["p_value"]) else p_value(row["p_value"])
            found.append(Line(wrap(f"  {text}", NAMES), row, numbers, p, counts=counts))
    return found


def title(row: pd.Series[Any]) -> str:
    """Name the event."""
    return str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])


def header(rows: pd.DataFrame) -> str:
    """Head the column of numbers."""
    levels = present(rows["conf_level"].astype("str"))
    return f"Hazard ratio ({100 * float(levels[0]):.6g}% CI)" if len(levels) == 1 else "Hazard ratio (CI)"
