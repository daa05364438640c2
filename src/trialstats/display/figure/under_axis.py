"""Rows of text under the axis of visits: one an arm, each cell below its visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trialstats.display.figure.theme import FAMILY, INK, LINE, POINT, QUIET, SIZE, text_width
from trialstats.display.figure.visits import VisitAxis
from trialstats.display.figure.words import wrap

__all__ = ["CellRows"]

# From the axis to the names of visits, from there to the rows, and from the names of arms to the panel, mm.
TICK = 1.8
ABOVE = 1.5
ASIDE = 1.5
# Height of a capital, mm.
ASCENT = 1.8
# Names of arms wider than this are wrapped, mm.
LABEL = 24.0


@dataclass(frozen=True)
class CellRows:
    """What the rows are (`header`), the arms they are of, and the cells of each panel by (visit, arm)."""

    header: str
    arms: tuple[str, ...]
    panels: tuple[Mapping[tuple[str, str], str], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The arms' names as written left of their rows."""
        return tuple(arm if text_width(arm) <= LABEL else wrap(arm, LABEL) for arm in self.arms)

    @property
    def height(self) -> float:
        """Room that the rows take under the names of visits, mm."""
        lines = 1 + sum(label.count("\n") + 1 for label in self.labels)
        return ABOVE + LINE * lines

    @property
    def label_width(self) -> float:
        """Room that the names of arms take left of the panel, mm."""
        return max(text_width(label) for label in (self.header, *self.labels)) + ASIDE

    @property
    def cell_width(self) -> float:
        """Width of the widest cell, mm."""
        return max((text_width(cell) for panel in self.panels for cell in panel.values()), default=0.0)

    def write(self, panels: Sequence[Any], columns: int, axis: VisitAxis) -> None:
        """Write the rows under the panels (matplotlib axes, row by row in so many columns).

        Arms are named left of the first panel of a row.
        """
        for place, (panel, cells) in enumerate(zip(panels, self.panels, strict=True)):
            down = TICK + axis.height + ABOVE + ASCENT
            if place % columns == 0:
                _put(panel, 0, self.header, down, "right", QUIET)
            for arm, label in zip(self.arms, self.labels, strict=True):
                down += LINE
                if place % columns == 0:
                    _put_lines(panel, label.split("\n"), down)
                for visit, x in zip(axis.visits, axis.positions, strict=True):
                    _put(panel, x, cells.get((visit, arm), "–"), down, "center", INK)
                down += LINE * label.count("\n")


def _put_lines(panel: Any, lines: Sequence[str], down: float) -> None:
    for place, line in enumerate(lines):
        _put(panel, 0, line, down + place * LINE, "right", INK)


def _put(panel: Any, x: float, text: str, down: float, align: str, colour: str) -> None:
    # A cell is placed by its visit, a name by the left edge of the panel; both by mm below the axis.
    label = align == "right"
    panel.annotate(
        text,
        xy=(x, 0),
        xycoords=("axes fraction" if label else "data", "axes fraction"),
        xytext=(-ASIDE / POINT if label else 0, -down / POINT),
        textcoords="offset points",
        ha=align,
        va="baseline",
        size=SIZE,
        family=FAMILY,
        color=colour,
        annotation_clip=False,
    )
