"""Panels side by side on a page measured in mm, each with a heading, a note and, if asked, rows of numbers below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from trialstats.display.figure.drawing import settle
from trialstats.display.figure.theme import (
    DOUBLE,
    FAMILY,
    INCH,
    INK,
    LINE,
    POINT,
    QUIET,
    RULE,
    SINGLE,
    SIZE,
    Style,
    text_width,
)
from trialstats.display.figure.words import wrap

__all__ = ["Frame", "SidePage", "ticks_for"]

MARGIN, BETWEEN, LEFT, TALL = 2.0, 9.0, 12.0, 52.0
ASIDE, UNDER, ABOVE = 1.5, 9.0, 1.5


@dataclass(frozen=True)
class Frame:
    """A panel: heading and note above it, titles of its axes, and rows of texts below by name and place."""

    heading: str
    note: str
    x_title: str
    y_title: str
    header: str = ""
    cells: Mapping[str, Mapping[float, str]] = field(default_factory=dict)


class SidePage:
    """Panels of one width in rows of so many columns. Notes and the names of arms stand at the foot."""

    def __init__(self, frames: Sequence[Frame], columns: int, caption: str, arms: Mapping[str, Style]) -> None:
        self.frames, self.columns, self.caption, self.arms = frames, columns, caption, arms
        self.width = SINGLE if columns == 1 and len(frames) == 1 else DOUBLE
        names = [text for frame in frames for text in (*frame.cells, frame.header)]
        self.beside = max(LEFT, *(text_width(name) + ASIDE + 1 for name in names)) if names else LEFT
        each = (self.width - 2 * MARGIN - BETWEEN * (columns - 1)) / columns
        self.length = each - self.beside
        self.above = LINE * (self.note_lines + max(self.heading(f).count("\n") + 1 for f in frames)) + 3
        self.below = UNDER + max(LINE * (1 + len(f.cells)) + ABOVE if f.cells else 0.0 for f in frames)
        rows = -(-len(frames) // columns)
        foot = LINE * 1.1 * (caption.count("\n") + 1) + 2 if caption else 0.0
        legend = 6.0 if arms else 0.0
        self.height = MARGIN + rows * (self.above + TALL + self.below) + legend + foot + MARGIN
        self.legend_top = MARGIN + rows * (self.above + TALL + self.below)
        self.figure = Figure(figsize=(self.width / INCH, self.height / INCH))

    def heading(self, frame: Frame) -> str:
        """Wrap the heading to the panel."""
        return wrap(frame.heading, self.length, bold=True)

    def note(self, frame: Frame) -> str:
        """Wrap each line of the note to the panel."""
        return "\n".join(wrap(line, self.length) for line in frame.note.split("\n"))

    @property
    def note_lines(self) -> int:
        """How many lines the longest note has: headings stand above them, side by side."""
        return max(self.note(frame).count("\n") + 1 if frame.note else 0 for frame in self.frames)

    def axes(self, place: int) -> Any:
        """Add the panel at a place, dressed and titled."""
        row, column = divmod(place, self.columns)
        frame = self.frames[place]
        left = MARGIN + column * (self.beside + self.length + BETWEEN) + self.beside
        top = MARGIN + row * (self.above + TALL + self.below) + self.above
        axes = self.figure.add_axes(
            (left / self.width, 1 - (top + TALL) / self.height, self.length / self.width, TALL / self.height)
        )
        dress(axes)
        axes.set_ylabel(frame.y_title, family=FAMILY, size=SIZE, color=INK, labelpad=2)
        put(axes, 0.5, frame.x_title, -(UNDER - 2.2), "center", QUIET)
        note, lines = self.note(frame), self.note_lines
        put(axes, 0, self.heading(frame), 2 + LINE * lines, "left", INK, weight="bold", va="bottom")
        below = lines - 1 - note.count("\n")
        put(axes, 0, note, 1.5 + LINE * below, "left", QUIET, va="bottom")
        return axes

    def write_cells(self, axes: Any, frame: Frame) -> None:
        """Write the rows of texts below a panel, each text under its place."""
        down = UNDER + ABOVE
        put(axes, 0, frame.header, -down, "right", QUIET, across=-ASIDE)
        for name, texts in frame.cells.items():
            down += LINE
            put(axes, 0, name, -down, "right", INK, across=-ASIDE)
            for x, text in texts.items():
                put(axes, x, text, -down, "center", INK, data=True)

    def finish(self) -> None:
        """Write the names of arms with their styles, and the notes."""
        across = MARGIN + self.beside
        for arm, style in self.arms.items():
            self.figure.add_artist(self._key(across, style))
            self.write(across + 10, self.legend_top + 3, arm)
            across += 10 + text_width(arm) + 6
        top = self.legend_top + (6.0 if self.arms else 0.0)
        self.write(MARGIN, top + 1, self.caption, va="top", color=QUIET, linespacing=1.3)
        settle(self.figure)  # titles of axes find their place beside the numbers only when drawn

    def _key(self, across: float, style: Style) -> Line2D:
        y = 1 - (self.legend_top + 3) / self.height
        xs = [(across + step) / self.width for step in (0.0, 4.0, 8.0)]
        return Line2D(
            xs, [y] * 3, color=style.colour, linestyle=style.line, linewidth=1.1, marker=style.marker, markersize=3.6,
            markevery=[1], markeredgewidth=0, transform=self.figure.transFigure,
        )  # fmt: skip

    def write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top of the page."""
        look: dict[str, Any] = {"ha": "left", "va": "center", "color": INK, "size": SIZE, "family": FAMILY} | how
        self.figure.text(across / self.width, 1 - down / self.height, text, **look)


def dress(axes: Any) -> None:
    """Give a panel the look of the house."""
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2, labelsize=SIZE, labelcolor=INK, labelfontfamily=FAMILY)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set(color=INK, linewidth=0.5)
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def put(
    axes: Any, x: float, text: str, up: float, align: str, colour: str, *, data: bool = False, across: float = 0.0,
    va: str = "baseline", weight: str = "normal",
) -> None:  # fmt: skip
    """Write text at a place along a panel (a share, or data), mm below its foot or, where up > 0, above its top."""
    if not text:
        return
    axes.annotate(
        text, xy=(x, 1 if up > 0 else 0), xycoords=("data" if data else "axes fraction", "axes fraction"),
        xytext=(across / POINT, up / POINT), textcoords="offset points", ha=align, va=va, size=SIZE, family=FAMILY,
        color=colour, weight=weight, linespacing=1.2, annotation_clip=False,
    )  # fmt: skip


def ticks_for(places: Sequence[float], texts: Sequence[str], length: float, span: float) -> list[float]:
    """Choose every so manieth place, so that texts under them do not touch on an axis of a length in mm."""
    needed = max((text_width(text) for text in texts), default=0.0) + 1.2
    step = next((k for k in (1, 2, 3, 4, 5, 10, 20, 50, 100) if k * length / max(span, 1e-9) >= needed), len(places))
    return [place for place in places if round(place) % step == 0]
