"""The page of a forest plot: words left, points and intervals over an axis, numbers right."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import dress, write_at
from trialstats.display.figure.forest_hints import Hint, hints_of
from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.forest_portion import blocks_on
from trialstats.display.figure.marks import mark_size
from trialstats.display.figure.page import Page
from trialstats.display.figure.portion import WHOLE, Portion
from trialstats.display.figure.theme import DOUBLE, INK, LINE, QUIET, Style, text_width
from trialstats.display.figure.words import log_labels, notes_height, wrap

__all__ = ["MARGIN", "NAMES", "ForestPage"]

# Room for the names of endpoints, between columns, at the margins and at the top and the foot of a block, mm.
NAMES = 62.0
BETWEEN = 5.0
APART = 3.0
MARGIN = 2.0
PAD = 1.5
TICKS = 5.0
# The usual size of a mark, in points.
MARK = 4.2
# Height of the heads, and from an axis down to the foot of its title, mm.
HEAD = 4.6
TITLE = 7.0


class ForestPage:
    """The figure in mm, filled from the top down.

    header: over the numbers; p: over the p values; counts: over each column of numbers of subjects, if there are any;
    corner: over the words, what all lines have in common. portion: which part of the figure it is.
    """

    def __init__(
        self,
        blocks: list[Block],
        header: str,
        caption: str,
        p: str = "p",
        counts: tuple[str, ...] = (),
        corner: str = "",
        portion: Portion = WHOLE,
    ) -> None:
        self.blocks, self.header, self.caption = blocks_on(portion, blocks), header, caption
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
        self.length = self.right - self.left
        self.corner = wrap(corner, self.counts_left - BETWEEN - MARGIN, bold=True)
        self.head = HEAD + LINE * self.corner.count("\n")
        # What one block after another says of the sides of its axis stands under the last of them.
        beside = (self.left - MARGIN, DOUBLE - MARGIN - self.right)
        said = [hints_of(block, self.length, beside) for block in self.blocks]
        self.hints = [() if own == after else own for own, after in zip_longest(said, said[1:])]
        self.mark = mark_size(self.interval_lengths(), MARK)
        blocks_height = sum(self.block_height(place) for place in range(len(self.blocks)))
        self.page = Page(DOUBLE, MARGIN + self.head + blocks_height + notes_height(caption, PAD) + MARGIN)

    def block_height(self, place: int) -> float:
        """Room that a block takes with its axis, and the title or the hints of that, mm."""
        block = self.blocks[place]
        texts = (block.title, *(hint.text for hint in self.hints[place]))
        below = max(text.count("\n") + 1 if text else 0 for text in texts)
        return 2 * PAD + sum(map(block.height, block.lines)) + TICKS + LINE * below

    def interval_lengths(self) -> list[float]:
        """How long the intervals of the figure are, mm."""
        found = []
        for block in self.blocks:
            low, high = on_axis(block, block.limits)
            for row in [line.row for line in block.whole or block.lines if line.row is not None]:
                start, end = on_axis(block, (float(row["conf_low"]), float(row["conf_high"])))
                found.append((end - start) / (high - low) * self.length)
        return found

    def draw(self, style_of: Callable[[pd.Series[Any]], Style]) -> Page:
        """Draw header, blocks and notes; rows in their style."""
        foot = MARGIN + self.head - HEAD / 2
        self.page.write(MARGIN, MARGIN + self.head / 2, self.corner, weight="bold", linespacing=1.2)
        self.page.write(self.right + BETWEEN, foot, self.header, weight="bold")
        if self.p_width:
            self.page.write(DOUBLE - MARGIN, foot, self.p_header, weight="bold", ha="right")
        self.write_counts(self.count_headers, foot, weight="bold")
        top = MARGIN + self.head
        for place in range(len(self.blocks)):
            self.draw_block(place, top, style_of)
            top += self.block_height(place)
        self.page.notes(MARGIN, top + PAD, self.caption)
        return self.page

    def draw_block(self, place: int, top: float, style_of: Callable[[pd.Series[Any]], Style]) -> None:
        """Draw an axis and the lines beside it, their middles in mm from the top as the y of the axis."""
        block = self.blocks[place]
        inner = sum(map(block.height, block.lines))
        axes = self.page.plot_area(self.left, top + PAD, self.length, inner)
        axes.set_ylim(inner, 0)
        _draw_axis(axes, block, self.hints[place], self.length)
        down = 0.0
        for line in block.lines:
            middle = down + block.height(line) / 2
            down += block.height(line)
            self.write_line(line, top + PAD + middle)
            if line.row is not None:
                _draw_mark(axes, line, line.row, middle, style_of(line.row), block.row, self.mark)

    def write_line(self, line: Line, down: float) -> None:
        """Write the words and numbers of a line."""
        self.page.write(MARGIN, down, line.text, weight="bold" if line.heading else "normal", linespacing=1.2)
        self.page.write(self.right + BETWEEN, down, line.numbers)
        self.page.write(DOUBLE - MARGIN, down, line.p, ha="right")
        self.write_counts(line.counts, down)

    def write_counts(self, counts: tuple[str, ...], down: float, **how: Any) -> None:
        """Write numbers of subjects, or what stands over them, aligned right in their columns."""
        right = self.counts_left - APART
        for text, width in zip(counts, self.count_widths, strict=False):
            right += width
            self.page.write(right, down, text, ha="right", **how)


def on_axis(block: Block, ends: tuple[float, float]) -> tuple[float, float]:
    """Give two places of the axis of a block on its scale."""
    return (math.log(ends[0]), math.log(ends[1])) if block.scale == "log" and min(ends) > 0 else ends


def _draw_axis(axes: Any, block: Block, hints: Sequence[Hint], length: float) -> None:
    axes.set_xscale(block.scale)
    axes.set_xlim(*(block.limits[::-1] if block.mirrored else block.limits))
    labels = log_labels(block.ticks) if block.scale == "log" else None
    dress(axes, block.ticks, labels=labels, grid="x")
    axes.axvline(block.null, color=QUIET, linewidth=0.6, zorder=1)
    for mark in block.marks:
        axes.axvline(mark, color=QUIET, linewidth=0.7, linestyle=(0, (4, 2)), zorder=1)
    write_at(axes, 0.5, 0, block.title, up=-TITLE, ha="center")
    for hint in hints:
        how: dict[str, Any] = {"ha": hint.align, "va": "top", "color": QUIET, "linespacing": 1.2}
        write_at(axes, hint.place / length, 0, hint.text, up=0.8 - TICKS, **how)


def _draw_mark(
    axes: Any, line: Line, row: pd.Series[Any], middle: float, style: Style, row_height: float, size: float
) -> None:
    if line.truth is not None:
        axes.plot([line.truth] * 2, [middle - row_height / 2, middle + row_height / 2], color=INK, lw=1.0, zorder=1.5)
    axes.plot([row["conf_low"], row["conf_high"]], [middle] * 2, color=style.colour, lw=1.1)
    face = {"mfc": "white", "mew": 0.9} if line.hollow else {"mew": 0}
    axes.plot([row["estimate"]], [middle], style.marker, color=style.colour, ms=size, **face)
