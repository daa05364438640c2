"""Rows of text under a plot area: a header, and a row an arm with each text below its place on the axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trialstats.display.figure.axes import write_at
from trialstats.display.figure.theme import LINE, QUIET, text_width
from trialstats.display.figure.visits import VisitAxis
from trialstats.display.figure.words import wrap

__all__ = ["ABSENT", "ASIDE", "TICK", "CellRows", "aside_of", "fit_name", "rows_height", "write_rows"]

# From the axis to the names of visits, from there to the rows, and from the names of arms to the plot area, mm.
TICK = 1.8
ABOVE = 1.5
ASIDE = 1.5
# From the name of a row to a text at the end of the axis, mm.
APART = 2.0
# Height of a capital, mm.
ASCENT = 1.8
# Names of arms wider than this are wrapped, mm.
LABEL = 24.0
# Stands where there is no text.
ABSENT = "–"


def fit_name(name: str, width: float = LABEL) -> str:
    """Wrap the name of a row where it is wider than the room left of the plot area, mm."""
    return name if text_width(name) <= width else wrap(name, width)


def rows_height(names: Sequence[str]) -> float:
    """Room that a header and rows of these names take, mm."""
    return LINE * (1 + sum(name.count("\n") + 1 for name in names))


def aside_of(texts: Iterable[str]) -> float:
    """Give the room from the plot area left to the names of rows, of which these texts stand at the end of the axis."""
    return APART + max((text_width(text) / 2 for text in texts), default=0.0)


def write_rows(
    axes: Any,
    header: str,
    rows: Mapping[str, Mapping[float, str]],
    down: float,
    *,
    named: bool = True,
    aside: float = ASIDE,
) -> None:
    """Write a header and the rows below it, texts by their place along the x axis (data) in each.

    down: from the axis to the header's foot; aside: from the plot area left to the names, mm (`aside_of` where a text
    stands at the end of the axis). named: whether header and names are written, which panels side by side have in
    common.
    """
    if named:
        write_at(axes, 0, 0, header, across=-aside, up=-down, ha="right", color=QUIET)
    for name, texts in rows.items():
        down += LINE
        for line, part in enumerate(name.split("\n") if named else ()):
            write_at(axes, 0, 0, part, across=-aside, up=-(down + line * LINE), ha="right")
        for x, text in texts.items():
            for line, part in enumerate(text.split("\n")):
                write_at(axes, x, 0, part, up=-(down + line * LINE), data="x", ha="center")
        down += LINE * name.count("\n")


@dataclass(frozen=True)
class CellRows:
    """What the rows under visits are (`header`), the arms they are of, and the cells of each panel by (visit, arm).

    Cells may have several lines. beside: what is said behind the name of an arm, where it is.
    """

    header: str
    arms: tuple[str, ...]
    panels: tuple[Mapping[tuple[str, str], str], ...]
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The arms' names as written left of their rows, with as many lines as their cells have."""
        names = [fit_name(" ".join(filter(None, [arm, self.beside.get(arm, "")]))) for arm in self.arms]
        breaks = max((cell.count("\n") for panel in self.panels for cell in panel.values()), default=0)
        return tuple(name + "\n" * max(breaks - name.count("\n"), 0) for name in names)

    @property
    def height(self) -> float:
        """Room that the rows take under the names of visits, mm."""
        return ABOVE + rows_height(self.labels)

    @property
    def label_width(self) -> float:
        """Room that the names of arms take left of the panel, mm."""
        return max(text_width(label) for label in (self.header, *self.labels)) + ASIDE

    @property
    def cell_width(self) -> float:
        """Width of the widest cell, mm."""
        return max((text_width(cell) for panel in self.panels for cell in panel.values()), default=0.0)

    def write(self, areas: Sequence[Any], columns: int, axis: VisitAxis) -> None:
        """Write the rows under the plot areas, which stand in so many columns; arms are named left of the first."""
        down = TICK + axis.height + ABOVE + ASCENT
        for place, (axes, cells) in enumerate(zip(areas, self.panels, strict=True)):
            rows = {
                label: {x: cells.get((visit, arm), ABSENT) for visit, x in axis.told}
                for arm, label in zip(self.arms, self.labels, strict=True)
            }
            write_rows(axes, self.header, rows, down, named=place % columns == 0)
