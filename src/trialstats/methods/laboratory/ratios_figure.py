"""Ratios of geometric means with intervals on a logarithmic axis, one line an approach, their numbers beside."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.forest_page import MARGIN, NAMES, ForestPage
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.theme import COLOURS, DOUBLE, MARKERS, Style
from trialstats.display.figure.words import list_of, not_estimated, notes
from trialstats.display.look import Look
from trialstats.methods.laboratory.options import RatiosFigure
from trialstats.methods.laboratory.ratios_figure_lines import MARK, arrange_ratios
from trialstats.methods.laboratory.rows import APPROACHES, Approach
from trialstats.methods.shared.rows import RATIO
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "label",
    "role",
    "kind",
    "PARAMCD",
    "PARAM",
    "measure",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "group",
    "n",
    "count",
    "total",
    "estimate",
    "std_error",
    "df",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
BELOW = "Below limit"
PARTS = OWN_LINES


def draw(figure: RatiosFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind ratio; true ratios (kind truth, measure RATIO) as a tick across the line of each.

    Raises DataError where there is nothing to draw.
    """
    truths = rows[(rows["kind"] == Kind.TRUTH).fillna(False) & (rows["measure"] == RATIO).fillna(False)]
    chosen = in_order(figure, choose_rows(figure, rows, Kind.RATIO), look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    block = arrange_ratios(drawn, truths, NAMES)
    shown = _shown(drawn, truths)
    warned = [f"{MARK} {reason}." for reason in drawn["reason"].dropna().unique()]
    text = notes([_words(drawn, not shown.empty), *warned, *not_estimated(absent)], look, DOUBLE - 2 * MARGIN - 2)
    counts = (BELOW,) if any(line.counts for line in block.lines) else ()
    page = ForestPage([block], _header(drawn), text, counts=counts, portion=look.portion).draw(_style)
    data = plotted(pd.concat([drawn.astype({"AVISIT": "string", "ARM": "string"}), shown]), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(drawn, not shown.empty))


def _shown(drawn: pd.DataFrame, truths: pd.DataFrame) -> pd.DataFrame:
    keys = ["PARAMCD", "AVISIT", "ARM", "REFERENCE"]
    places = set(map(tuple, drawn[keys].astype(str).to_numpy()))
    return truths[[tuple(row) in places for row in truths[keys].astype(str).to_numpy()]]


def _style(row: pd.Series[Any]) -> Style:
    """Colour and marker tell approaches apart, not arms."""
    place = list(Approach).index(Approach(row["group"]))
    return Style(COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)], "solid")


def _header(rows: pd.DataFrame) -> str:
    levels = rows["conf_level"].dropna().unique()
    return f"Ratio ({100 * levels[0]:.6g}% CI)" if len(levels) == 1 else "Ratio (CI)"


def _words(rows: pd.DataFrame, truth: bool) -> str:
    arms, references = present(rows["ARM"]), [str(name) for name in rows["REFERENCE"].dropna().unique()]
    active = arms[0] if len(arms) == 1 else "each arm"
    told = [f"Ratios are {active} over {list_of(references)}; below 1: lower than with {list_of(references)}."]
    constants = [
        name
        for approach, name in APPROACHES.items()
        if approach is not Approach.CENSORED and (rows["group"] == approach).any()
    ]
    if constants:
        told.append(f"{list_of(constants)}: constants in the place of values below the limit of quantification (LLOQ).")
    if rows["count"].notna().any():
        told.append("Below limit: values of both arms below it, of all.")
    told += ["Upright ticks: the true ratio that the simulation was given."] if truth else []
    return " ".join(told)


def _alt(rows: pd.DataFrame, truth: bool) -> str:
    firsts = rows.drop_duplicates("PARAMCD")
    names = [str(name) for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    groups = [APPROACHES[Approach(name)] for name in rows["group"].dropna().unique()]
    by = f" by {list_of(groups)}" if len(groups) > 1 else ""
    return (
        f"{_header(rows)} of {list_of(names)} at {list_of(present(rows['AVISIT']))}{by}, on a logarithmic axis. "
        f"{_words(rows, truth)} The numbers are written beside the lines."
    )
