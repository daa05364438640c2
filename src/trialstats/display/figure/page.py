"""The page of a figure in mm: text, plot areas, the key of the arms and the notes, placed from its top left corner.

Which library draws. plotnine draws where a figure is facets of data, mapped to axes, colours and shapes, with one key
for all (`facets`): LS means, profiles, missing values, concentrations, SF-36 profiles, associations. matplotlib draws
on this page where text and marks share lines or places, so that both must be known in mm: lines over an axis
(`forest_page`), adverse events, medication, the flow of participants, and panels with text in them or below places that
are no visits (`panel_page`). Both have type, sizes and styles from `theme`, and write headings with `panels` and rows
of text with `text_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text

from trialstats.display.figure.page_height import check_height
from trialstats.display.figure.theme import INCH, INK, LINE, QUIET, RULE, TEXT, Style, text_width

__all__ = ["Page", "key_height", "write_above", "write_shades"]

Spot = tuple[float, float]
"""A place of the page: mm from the left and from the top."""

# Width of the lines of boxes and arrows, in points; length and width of the head of an arrow, mm.
STROKE, HEAD, BROAD = 0.6, 1.8, 1.6
# Length of the line beside a name in the key, and the room after it and after the name, mm.
SAMPLE, ASIDE, APART = 7.0, 1.5, 5.0
# Height of a shade in a key, mm.
SWATCH = 2.2


class Page:
    """A page of a width and height in mm, and its matplotlib figure."""

    def __init__(self, width: float, height: float) -> None:
        check_height(height)
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / INCH, height / INCH))

    def write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top; how: as matplotlib names it, where it is not the usual."""
        if text:
            self.figure.text(across / self.width, 1 - down / self.height, text, **TEXT | {"va": "center"} | how)

    def plot_area(self, left: float, top: float, width: float, height: float) -> Any:
        """Add a plot area (matplotlib Axes) at mm from the left and from the top."""
        bottom = 1 - (top + height) / self.height
        box = (left / self.width, bottom, width / self.width, height / self.height)
        return self.figure.add_axes(box)

    def key(
        self,
        left: float,
        top: float,
        width: float,
        names: Mapping[str, str],
        styles: Mapping[str, Style],
        *,
        lines: bool = False,
        marks: bool = False,
    ) -> None:
        """Draw the key of the arms: line, mark or both, and the name; in as many rows as it needs within a width."""
        for row, arms in enumerate(in_rows(names, width)):
            across, down = left, top + (row + 0.5) * LINE * 1.3
            for arm in arms:
                self.sample(across, down, styles[arm], lines=lines, marks=marks)
                across += SAMPLE + ASIDE
                self.write(across, down, names[arm])
                across += text_width(names[arm]) + APART

    def sample(self, across: float, down: float, style: Style, *, lines: bool, marks: bool) -> None:
        """Draw a short piece of an arm's line, its mark, or both, from mm from the left on."""
        y = 1 - down / self.height
        if lines:
            ends = [across / self.width, (across + SAMPLE) / self.width]
            self.figure.add_artist(Line2D(ends, [y, y], color=style.colour, lw=1.3, ls=style.line))
        if marks:
            middle = [(across + SAMPLE / 2) / self.width]
            mark = Line2D(middle, [y], color=style.colour, marker=style.marker, ms=4.2, mew=0, lw=0)
            self.figure.add_artist(mark)

    def box(self, left: float, top: float, width: float, height: float) -> None:
        """Draw the outline of a box from its top left corner, mm."""
        corner = self.place((left, top + height))
        size = width / self.width, height / self.height
        self.figure.add_artist(Rectangle(corner, *size, fill=False, ec=INK, lw=STROKE))

    def square(self, left: float, middle: float, side: float, colour: Any, outline: float) -> None:
        """Draw a square of a colour from its left, down to its middle, mm; outline: its width in points."""
        corner = self.place((left, middle + side / 2))
        size = side / self.width, side / self.height
        self.figure.add_artist(Rectangle(corner, *size, fc=colour, ec=QUIET, lw=outline))

    def line(self, start: Spot, end: Spot, *, quiet: bool = False) -> None:
        """Draw a straight line between two places, mm from the left and from the top."""
        (x, y), (to_x, to_y) = self.place(start), self.place(end)
        self.figure.add_artist(Line2D([x, to_x], [y, to_y], color=RULE if quiet else INK, lw=STROKE))

    def arrow(self, start: Spot, end: Spot) -> None:
        """Draw a line down, or to the right, with a head at its end."""
        down = start[0] == end[0]
        back = (end[0], end[1] - HEAD) if down else (end[0] - HEAD, end[1])
        self.line(start, back)
        wings = (BROAD / 2, 0.0) if down else (0.0, BROAD / 2)
        corners = [end, (back[0] + wings[0], back[1] + wings[1]), (back[0] - wings[0], back[1] - wings[1])]
        self.figure.add_artist(Polygon([self.place(corner) for corner in corners], closed=True, fc=INK, ec="none"))

    def place(self, spot: Spot) -> Spot:
        """Give a place of the page, mm from its top left corner, as matplotlib counts it."""
        return spot[0] / self.width, 1 - spot[1] / self.height

    def notes(self, left: float, top: float, text: str) -> None:
        """Write the notes under a figure, from a place in mm down."""
        self.write(left, top, text, va="top", color=QUIET, linespacing=1.3)


def write_above(figure: Figure, across: float, up: float, text: str) -> None:
    """Write bold text above a page that is drawn: from its left in shares of its width, up in shares of its height."""
    figure.text(across, 1 + up, text, va="top", weight="bold", linespacing=1.2, **TEXT)


def write_shades(figure: Figure, notes: str, keys: Mapping[str, Mapping[str, str]]) -> None:
    """Write keys of shades, each a title and the colour of each name, in the first line of notes, which is empty."""
    width, height = (side * INCH for side in figure.get_size_inches())
    (text,) = [text for text in figure.findobj(Text) if text.get_text() == notes]
    box = text.get_window_extent().transformed(figure.transFigure.inverted())
    across, middle = box.x0 * width, box.y1 - LINE / 2 / height
    how = {"va": "center", **TEXT, "color": QUIET}
    for title, shades in keys.items():
        figure.text(across / width, middle, title, **how)
        across += text_width(title) + ASIDE
        for name, colour in shades.items():
            corner = across / width, middle - SWATCH / 2 / height
            figure.add_artist(Rectangle(corner, SWATCH * 1.5 / width, SWATCH / height, fc=colour, ec=RULE, lw=0.3))
            across += SWATCH * 1.5 + ASIDE / 2
            figure.text(across / width, middle, name, **how)
            across += text_width(name) + 2 * ASIDE
        across += APART


def in_rows(names: Mapping[str, str], width: float) -> list[list[str]]:
    """Set the arms in rows that fit in a width in mm."""
    rows: list[list[str]] = []
    used = width
    for arm, name in names.items():
        needed = SAMPLE + ASIDE + text_width(name) + APART
        if rows and used + needed <= width + APART:
            rows[-1].append(arm)
            used += needed
        else:
            rows.append([arm])
            used = needed
    return rows


def key_height(names: Mapping[str, str], width: float) -> float:
    """Room that the key takes within a width in mm."""
    return len(in_rows(names, width)) * LINE * 1.3
