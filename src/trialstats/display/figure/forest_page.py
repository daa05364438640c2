"""The page of a forest plot: words left, points and intervals over an axis, numbers right."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.theme import (
    DOUBLE,
    FAMILY,
    INCH,
    INK,
    LINE,
    POINT,
    QUIET,
    RULE,
    SIZE,
    Style,
    text_width,
)
from trialstats.display.figure.words import tick_labels

__all__ = ["MARGIN", "NAMES", "ForestPage"]

# Room for the names of endpoints, between columns, at the margins and at the top and the foot of a block, mm.
NAMES = 62.0
BETWEEN = 5.0
APART = 3.0
MARGIN = 2.0
PAD = 1.5
TICKS = 5.0
# Height of a line of one row of text, mm.
ROW = 4.6


class ForestPage:
    """The figure in mm, filled from the top down.

    header: over the numbers; p: over the p values; counts: over each column of numbers of subjects, if there are any.
    """

    def __init__(
        self, blocks: list[Block], header: str, caption: str, p: str = "p", counts: tuple[str, ...] = ()
    ) -> None:
        self.blocks, self.header, self.caption = blocks, header, caption
        self.p_header, self.count_headers = p, counts
        lines = [line for block in blocks for line in block.lines]
        self.p_width = max((text_width(line.p) for line in lines), default=0.0)
        self.p_width = max(self.p_width, text_width(p, bold=True)) + BETWEEN if self.p_width else 0.0
        self.numbers = max(text_width(header, bold=True), *(text_width(line.numbers) for line in lines))
        self.counts_left = (
            MARGIN + min(NAMES, max(text_width(line.text, bold=line.heading) for line in lines)) + BETWEEN
        )
        self.count_widths = [
            max(text_width(head, bold=True), *(text_width(line.counts[k]) for line in lines if line.counts)) + APART
            for k, head in enumerate(counts)
        ]
        self.left = self.counts_left + sum(self.count_widths) + (BETWEEN - APART if counts else 0.0)
        self.right = DOUBLE - MARGIN - self.p_width - self.numbers - BETWEEN
        foot = PAD + LINE * 1.1 * (caption.count("\n") + 1) if caption else 0.0
        self.length = self.right - self.left
        self.height = MARGIN + ROW + sum(map(self.block_height, blocks)) + foot + MARGIN
        self.figure = Figure(figsize=(DOUBLE / INCH, self.height / INCH))

    def block_height(self, block: Block) -> float:
        """Room that a block takes with its axis and hints, mm."""
        hints = max(hint.count("\n") + 1 if hint else 0 for hint in block.hints(self.length))
        return 2 * PAD + sum(map(_line_height, block.lines)) + TICKS + LINE * hints

    def draw(self, styles: dict[str, Style]) -> None:
        """Draw header, blocks and notes."""
        self.write(self.right + BETWEEN, MARGIN + ROW / 2, self.header, weight="bold")
        if self.p_width:
            self.write(DOUBLE - MARGIN, MARGIN + ROW / 2, self.p_header, weight="bold", ha="right")
        self.write_counts(self.count_headers, MARGIN + ROW / 2, weight="bold")
        top = MARGIN + ROW
        for block in self.blocks:
            self.draw_block(block, top, styles)
            top += self.block_height(block)
        self.write(MARGIN, top + PAD, self.caption, va="top", color=QUIET, linespacing=1.3)

    def draw_block(self, block: Block, top: float, styles: dict[str, Style]) -> None:
        """Draw an axis and the lines beside it, their middles in mm from the top as the y of the axis."""
        inner = sum(map(_line_height, block.lines))
        axes = self.figure.add_axes(
            (self.left / DOUBLE, 1 - (top + PAD + inner) / self.height, self.length / DOUBLE, inner / self.height)
        )
        axes.set_ylim(inner, 0)
        _dress(axes, block)
        down = 0.0
        for line in block.lines:
            middle = down + _line_height(line) / 2
            down += _line_height(line)
            self.draw_line(line, axes, middle, top + PAD + middle, styles)
        _write_hints(axes, block.hints(self.length))

    def draw_line(self, line: Line, axes: Any, inside: float, down: float, styles: dict[str, Style]) -> None:
        """Draw one line: its words, its point and interval, its numbers."""
        self.write(MARGIN, down, line.text, weight="bold" if line.heading else "normal", linespacing=1.2)
        self.write(self.right + BETWEEN, down, line.numbers)
        self.write(DOUBLE - MARGIN, down, line.p, ha="right")
        self.write_counts(line.counts, down)
        if line.row is None:
            return
        style = styles[str(line.row["ARM"])]
        axes.plot([line.row["conf_low"], line.row["conf_high"]], [inside] * 2, color=style.colour, lw=1.1)
        face = {"mfc": "white", "mew": 0.9} if line.hollow else {"mew": 0}
        axes.plot([line.row["estimate"]], [inside], style.marker, color=style.colour, ms=4.2, **face)

    def write_counts(self, counts: tuple[str, ...], down: float, **how: Any) -> None:
        """Write numbers of subjects, or what stands over them, aligned right in their columns."""
        right = self.counts_left - APART
        for text, width in zip(counts, self.count_widths, strict=False):
            right += width
            self.write(right, down, text, ha="right", **how)

    def write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top."""
        look: dict[str, Any] = {"ha": "left", "va": "center", "color": INK, "size": SIZE, "family": FAMILY} | how
        self.figure.text(across / DOUBLE, 1 - down / self.height, text, **look)


def _line_height(line: Line) -> float:
    return ROW + LINE * line.text.count("\n")


def _dress(axes: Any, block: Block) -> None:
    axes.set_xlim(*block.limits)
    ticks = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(*block.limits)
    ticks = [tick for tick in ticks if block.limits[0] <= tick <= block.limits[1]]
    axes.set_xticks(ticks, tick_labels(ticks), family=FAMILY, size=SIZE, color=INK)
    axes.set_yticks([])
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2)
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set(color=INK, linewidth=0.5)
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
    for mark in block.marks:
        axes.axvline(mark, color=QUIET, linewidth=0.7, linestyle=(0, (4, 2)), zorder=1)


def _write_hints(axes: Any, hints: tuple[str, str]) -> None:
    # Each starts at zero and lies on its own side of it.
    for side, align, text in zip((-1, 1), ("right", "left"), hints, strict=True):
        axes.annotate(
            text, (0, 0), xycoords=("data", "axes fraction"), xytext=(side / POINT, (0.8 - TICKS) / POINT),
            textcoords="offset points", ha=align, va="top", size=SIZE, color=QUIET, family=FAMILY, linespacing=1.2,
            annotation_clip=False,
        )  # fmt: skip
