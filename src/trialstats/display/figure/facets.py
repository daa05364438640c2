"""Facets over visits, drawn by plotnine, with rows of text under each: the page's width, columns and heights in mm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.facet_theme import facet_theme, legend_height, settle, strips
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panels import Panel, heading_height, write_headings
from trialstats.display.figure.text_rows import TICK, CellRows
from trialstats.display.figure.theme import DOUBLE, POINT, SINGLE
from trialstats.display.figure.visits import VisitAxis, place_visits
from trialstats.display.figure.words import notes_height

__all__ = ["SHORT", "TALL", "Facets", "lay_out"]

# Room left of a panel for the y axis and its title, between two panels, and right of the last, mm.
LEFT = 14.0
BETWEEN = 12.0
RIGHT = 4.0
# What the y axis and its title take at the least, mm.
NARROW = 5.5
# Height of a panel alone on its page, and of one among others; between two rows of panels, mm.
TALL = 56.0
SHORT = 40.0
APART = 6.0


@dataclass(frozen=True)
class Facets:
    """Panels in columns on a page of a width in mm, all over the same axis of visits."""

    width: float
    columns: int
    axis: VisitAxis
    cells: CellRows
    panels: tuple[Panel, ...]

    @property
    def tall(self) -> float:
        """Height of a plot area, mm."""
        return TALL if len(self.panels) == 1 else SHORT

    def height(self, caption: str) -> float:
        """Height of the whole page in mm, with the notes below."""
        rows = -(-len(self.panels) // self.columns)
        panel = self.tall + heading_height(self.panels) + TICK + self.axis.height + self.cells.height
        legend = 4.0 + legend_height(self.cells.arms, self.width)
        return rows * panel + APART * (rows - 1) + legend + notes_height(caption, 3.0)

    def theme(self, height: float) -> Any:
        """Return the theme that keeps the room for names and rows of text free."""
        beside = {"l": max(0.0, self.cells.label_width - NARROW) / POINT, "r": 3, "units": "pt"}
        turned = {"rotation": 90, "va": "top", "ha": "center"} if self.axis.upright else {}
        below = {"b": self.cells.height / POINT, "t": 2, "units": "pt"}
        return facet_theme(self.width, height) + p9.theme(
            axis_text_x=p9.element_text(**turned, linespacing=1.0, margin=below),
            axis_title_y=p9.element_text(margin=beside),
            panel_spacing_x=3.5 / self.width,
            panel_spacing_y=(APART + self.cells.height) / self.width,
        )

    def layers(self, free_y: bool) -> list[Any]:
        """Return the facets and the x scale."""
        axis = self.axis
        return [
            p9.facet_wrap(
                "panel", ncol=self.columns, scales="free" if free_y else "free_x", labeller=strips(self.panels)
            ),
            p9.scale_x_continuous(
                breaks=list(axis.positions), labels=list(axis.labels), limits=axis.limits, expand=(0, 0)
            ),
        ]

    def draw(self, plot: Any) -> Any:
        """Draw the plot; add the headings' notes and the rows of text under its panels. A matplotlib Figure."""
        figure = plot.draw()
        write_headings(figure.axes, self.panels)
        self.cells.write(figure.axes, self.columns, self.axis)
        return settle(figure)


def lay_out(rows: pd.DataFrame, panels: tuple[Panel, ...], cells: CellRows) -> Facets:
    """Find the narrowest page on which visits stand at their true distances, if known; else the roomiest.

    Two or four panels stand in two columns, other numbers in three, unless visits need the whole width.
    """
    columns = [1] if len(panels) == 1 else [2, 1] if len(panels) in (2, 4) else [3, 2, 1]
    choices = [(SINGLE, 1)] * (len(panels) == 1) + [(DOUBLE, number) for number in columns]
    pages = [_facets(rows, panels, cells, width, number) for width, number in choices]
    return next((page for page in pages if page.axis.faithful), pages[-1])


def _facets(rows: pd.DataFrame, panels: tuple[Panel, ...], cells: CellRows, width: float, columns: int) -> Facets:
    left = max(LEFT, cells.label_width)
    length = Grid(width, columns, left, BETWEEN, RIGHT).length
    axis = place_visits(rows, length, cells.cell_width)
    return Facets(width, columns, axis, cells, tuple(panel.fit(length) for panel in panels))
