"""The difference between arms by the shift of what is imputed; where both arms are shifted, its contours."""

from __future__ import annotations

import pandas as pd

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.page import Page
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.theme import DOUBLE, LINE, SINGLE, arm_styles, text_width
from trialstats.display.figure.words import direction, list_of, notes, wrap
from trialstats.display.look import Look
from trialstats.display.table.cells import has
from trialstats.display.table.choose import choose
from trialstats.errors import DataError
from trialstats.methods.imputation.options import TippingPointFigure
from trialstats.methods.imputation.tipping_point_figure_panels import (
    draw_contours,
    draw_line,
    has_shade,
    has_turn,
    titles_of,
)
from trialstats.methods.imputation.tipping_point_table_parts import KINDS, Tipped, parts_of, sentence_of

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
    "group",
    "variable",
    "n",
    "value",
    "estimate",
    "std_error",
    "mcse",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
# Beside the panels, the numbers and title of the y axis included; height of a panel and of its x axis, mm.
LEFT, RIGHT, TALL, AXIS, Y_TITLE = 15.0, 4.0, 56.0, 9.0, 12.5
LINE_KEY = (
    "The line is the difference by the shift of what is imputed from the intercurrent event on, its band the {level} "
    "confidence interval; the circle is what is assumed{turn}."
)
LINE_TURN = ", the vertical line where the result turns"
CONTOUR_KEY = (
    "Lines join shifts with the same difference, which is written on them{shade}. The circle is what is assumed."
)
CONTOUR_TURN = (
    "; the thick line is where the result turns, in the shaded part the {level} confidence interval includes zero"
)
SHADED = "; everywhere, which is shaded, the {level} confidence interval includes zero"


def draw(figure: TippingPointFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a panel for each comparison: a line of differences, or of two arms shifted their contours.

    Raises DataError where there is nothing to draw.
    """
    parts = [
        tipped
        for tipped in parts_of(choose(figure, rows, KINDS), figure.analyses, figure.parameters, look)
        if tipped.differences and all(has(row, "estimate", "conf_low") for row in tipped.differences.values())
    ]
    if not parts:
        raise DataError(f"{figure.kind} figure: no difference in the results of {', '.join(figure.analyses)}")
    page = _draw(parts, notes_of_beyond(figure, rows), look)
    ids = {str(row["id"]) for tipped in parts for row in tipped.rows}
    shown = rows[rows["id"].isin(ids)]
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, _alt(parts))


def _draw(parts: list[Tipped], beyond: list[str], look: Look) -> Page:
    styles = arm_styles(look)
    columns = min(2, len(parts))
    width = SINGLE if columns == 1 else DOUBLE
    caption = notes([*map(sentence_of, parts), *_keys(parts), *beyond], look, width - 6)
    panels = [
        Panel(str(place), tipped.heading, direction(tipped.as_assumed["better"])) for place, tipped in enumerate(parts)
    ]
    titles = [titles_of(tipped) for tipped in parts]
    beside = LINE * (text_width(max((y for _, y in titles), key=text_width)) > TALL)
    grid = Grid(width, columns, LEFT + beside, LEFT + beside + RIGHT, RIGHT)
    titles = [(wrap(x, grid.length), wrap(y, TALL)) for x, y in titles]
    below = AXIS + LINE * max(x.count("\n") for x, _ in titles)
    page = PanelPage(grid, panels, tall=TALL, below=below, caption=caption)
    for place, tipped in enumerate(parts):
        style = styles[str(tipped.as_assumed["ARM"])]
        if tipped.other is None:
            draw_line(page.areas[place], tipped, style)
        else:
            draw_contours(page.areas[place], tipped, style)
        page.title(place, *titles[place], Y_TITLE + beside / 2)
    return page


def _keys(parts: list[Tipped]) -> list[str]:
    levels = list_of(list(dict.fromkeys(f"{100 * tipped.as_assumed['conf_level']:.6g}%" for tipped in parts)))
    lines, planes = ([tipped for tipped in parts if (tipped.other is None) == alone] for alone in (True, False))
    told = []
    if lines:
        told.append(LINE_KEY.format(level=levels, turn=LINE_TURN if any(map(has_turn, lines)) else ""))
    if planes:
        shade = CONTOUR_TURN if any(map(has_turn, planes)) else SHADED if any(map(has_shade, planes)) else ""
        told.append(CONTOUR_KEY.format(shade=shade.format(level=levels)))
    return told


def _alt(parts: list[Tipped]) -> str:
    names = [tipped.heading for tipped in parts]
    return f"Tipping point: {'; '.join(names)}. {' '.join([*map(sentence_of, parts), *_keys(parts)])}"
