"""Differences between arms with intervals, one line an endpoint, and their numbers beside."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.figures.choose import choose_rows, in_order, present, set_apart
from trialstats.figures.drawing import Drawing, plotted
from trialstats.figures.forest_lines import Block, Line, arrange_lines
from trialstats.figures.theme import (
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
    arm_styles,
    text_width,
)
from trialstats.figures.words import list_of, not_estimated, notes, tick_labels
from trialstats.spec.displays import ForestFigure

__all__ = ["draw"]

COLUMNS = (
    "analysis", "label", "role", "kind", "PARAMCD", "PARAM", "unit", "measure", "better", "AVISIT", "ARM", "REFERENCE",
    "n", "estimate", "std_error", "df", "p_value", "conf_low", "conf_high", "conf_level",
)  # fmt: skip
# Room for the names of endpoints, between columns, at the margins and at the top and the foot of a block, mm.
NAMES = 62.0
BETWEEN = 5.0
MARGIN = 2.0
PAD = 1.5
TICKS = 5.0
# Height of a line of one row of text, mm.
ROW = 4.6


def draw(figure: ForestFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind difference, or of kind effect_size where the figure is standardised.

    Endpoints of one unit and direction share an axis; others have their own.
    Raises DataError where there is nothing to draw.
    """
    kind = "effect_size" if figure.standardised else "difference"
    chosen = in_order(figure, choose_rows(figure, _of_parameters(figure, rows, kind), kind), look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    blocks = arrange_lines(drawn, NAMES)
    caption = notes([_comparison(drawn), *not_estimated(absent)], look, DOUBLE - 2 * MARGIN - 2)
    page = _Page(blocks, _header(drawn), caption)
    page.draw(arm_styles(look))
    return Drawing(page.figure, plotted(drawn, COLUMNS), DOUBLE, page.height, _alt(drawn))


def _of_parameters(figure: ForestFigure, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    chosen = rows[rows["PARAMCD"].notna()]
    if figure.standardised and not (chosen["kind"] == kind).fillna(False).any():
        raise DataError(
            f"{figure.kind} figure: no rows of kind {kind}; a standardised figure shows an analysis of method {kind}"
        )
    return chosen


class _Page:
    """The figure in mm, filled from the top down."""

    def __init__(self, blocks: list[Block], header: str, caption: str) -> None:
        self.blocks, self.header, self.caption = blocks, header, caption
        lines = [line for block in blocks for line in block.lines]
        self.p_width = max((text_width(line.p) for line in lines), default=0.0)
        self.p_width += BETWEEN if self.p_width else 0.0
        self.numbers = max(text_width(header, bold=True), *(text_width(line.numbers) for line in lines))
        self.left = MARGIN + min(NAMES, max(text_width(line.text, bold=line.heading) for line in lines)) + BETWEEN
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
            self.write(DOUBLE - MARGIN, MARGIN + ROW / 2, "p", weight="bold", ha="right")
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
        if line.row is None:
            return
        style = styles[str(line.row["ARM"])]
        axes.plot([line.row["conf_low"], line.row["conf_high"]], [inside] * 2, color=style.colour, lw=1.1)
        axes.plot([line.row["estimate"]], [inside], style.marker, color=style.colour, ms=4.2, mew=0)
        self.write(self.right + BETWEEN, down, line.numbers)
        self.write(DOUBLE - MARGIN, down, line.p, ha="right")

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


def _write_hints(axes: Any, hints: tuple[str, str]) -> None:
    # Each starts at zero and lies on its own side of it.
    for side, align, text in zip((-1, 1), ("right", "left"), hints, strict=True):
        axes.annotate(
            text, (0, 0), xycoords=("data", "axes fraction"), xytext=(side / POINT, (0.8 - TICKS) / POINT),
            textcoords="offset points", ha=align, va="top", size=SIZE, color=QUIET, family=FAMILY, linespacing=1.2,
            annotation_clip=False,
        )  # fmt: skip


def _header(rows: pd.DataFrame) -> str:
    what = "Standardised difference" if (rows["kind"] == "effect_size").all() else "Difference"
    levels = rows["conf_level"].dropna().unique()
    return f"{what} ({100 * levels[0]:.6g}% CI)" if len(levels) == 1 else f"{what} (CI)"


def _comparison(rows: pd.DataFrame) -> str:
    arms, references = present(rows["ARM"]), [str(name) for name in rows["REFERENCE"].dropna().unique()]
    active = arms[0] if len(arms) == 1 else "each arm"
    return f"Differences are {active} minus {list_of(references)}." if references else ""


def _alt(rows: pd.DataFrame) -> str:
    firsts = rows.drop_duplicates("PARAMCD")
    names = [str(name) for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    return (
        f"Forest plot, {_header(rows)}, of {list_of(names)} at {list_of(present(rows['AVISIT']))}. "
        f"{_comparison(rows)} The numbers are written beside the lines."
    )
