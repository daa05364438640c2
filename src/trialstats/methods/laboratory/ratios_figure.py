"""Ratios of geometric means with intervals on a logarithmic axis, one line an approach, their numbers beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.theme import (
    COLOURS,
    DOUBLE,
    FAMILY,
    INCH,
    INK,
    LINE,
    MARKERS,
    POINT,
    QUIET,
    RULE,
    SIZE,
    text_width,
)
from trialstats.display.figure.words import list_of, not_estimated, notes, tick_labels
from trialstats.display.look import Look
from trialstats.methods.laboratory.options import APPROACHES, RatiosFigure
from trialstats.methods.laboratory.ratios_figure_lines import MARK, Line, arrange, limits, ticks
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis", "label", "role", "kind", "PARAMCD", "PARAM", "measure", "AVISIT", "ARM", "REFERENCE", "group", "n",
    "count", "total", "estimate", "std_error", "df", "p_value", "conf_low", "conf_high", "conf_level",
)  # fmt: skip
BELOW = "Below limit"
# Room for names, between columns, at the margins, under the lines for the axis and its title; a line's height; mm.
NAMES = 62.0
BETWEEN = 5.0
MARGIN = 2.0
AXIS = 8.5
TITLE = 7.0
ROW = 4.2


def draw(figure: RatiosFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind ratio; true ratios (kind truth, measure RATIO) as a tick across the line of each.

    Raises DataError where there is nothing to draw.
    """
    truths = rows[(rows["kind"] == Kind.TRUTH).fillna(False) & (rows["measure"] == "RATIO").fillna(False)]
    chosen = in_order(figure, choose_rows(figure, rows, Kind.RATIO), look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    lines = arrange(drawn, truths, NAMES)
    shown = _shown(drawn, truths)
    warned = [f"{MARK} {reason}." for reason in drawn["reason"].dropna().unique()]
    text = notes([_words(drawn, not shown.empty), *warned, *not_estimated(absent)], look, DOUBLE - 2 * MARGIN - 2)
    page = _Page(lines, _header(drawn), text)
    page.draw()
    data = plotted(pd.concat([drawn.astype({"AVISIT": "string", "ARM": "string"}), shown]), COLUMNS)
    return Drawing(page.figure, data, DOUBLE, page.height, _alt(drawn, not shown.empty))


def _shown(drawn: pd.DataFrame, truths: pd.DataFrame) -> pd.DataFrame:
    keys = ["PARAMCD", "AVISIT", "ARM", "REFERENCE"]
    places = set(map(tuple, drawn[keys].astype(str).to_numpy()))
    return truths[[tuple(row) in places for row in truths[keys].astype(str).to_numpy()]]


class _Page:
    """The figure in mm, filled from the top down."""

    def __init__(self, lines: Sequence[Line], header: str, caption: str) -> None:
        self.lines, self.header, self.caption = lines, header, caption
        p_width = max((text_width(line.p) for line in lines), default=0.0)
        self.p_width = p_width + BETWEEN if p_width else 0.0
        below = max((text_width(line.below) for line in lines), default=0.0)
        self.below_width = max(below, text_width(BELOW, bold=True)) + BETWEEN if below else 0.0
        numbers = max(text_width(header, bold=True), *(text_width(line.numbers) for line in lines))
        self.names = MARGIN + max(text_width(line.text, bold=line.heading) for line in lines) + BETWEEN
        self.left = self.names + self.below_width
        self.right = DOUBLE - MARGIN - self.p_width - numbers - BETWEEN
        self.inner = sum(map(_height, lines))
        foot = LINE * 1.1 * (caption.count("\n") + 1) if caption else 0.0
        self.height = MARGIN + ROW + self.inner + AXIS + foot + MARGIN
        self.figure = Figure(figsize=(DOUBLE / INCH, self.height / INCH))

    def draw(self) -> None:
        """Draw header, lines, axis and notes."""
        self.write(self.right + BETWEEN, MARGIN + ROW / 2, self.header, weight="bold")
        if self.p_width:
            self.write(DOUBLE - MARGIN, MARGIN + ROW / 2, "p", weight="bold", ha="right")
        if self.below_width:
            self.write(self.left - BETWEEN, MARGIN + ROW / 2, BELOW, weight="bold", ha="right")
        top = MARGIN + ROW
        axes = self.figure.add_axes(
            (self.left / DOUBLE, 1 - (top + self.inner) / self.height, (self.right - self.left) / DOUBLE,
             self.inner / self.height)
        )  # fmt: skip
        axes.set_ylim(self.inner, 0)
        _dress(axes, limits(self.lines))
        down = 0.0
        for line in self.lines:
            middle = down + _height(line) / 2
            down += _height(line)
            self.draw_line(line, axes, middle, top + middle)
        self.write(MARGIN, top + self.inner + AXIS, self.caption, va="top", color=QUIET, linespacing=1.3)

    def draw_line(self, line: Line, axes: Any, inside: float, down: float) -> None:
        """Draw one line: its words, the truth, its point and interval, its numbers."""
        self.write(MARGIN, down, line.text, weight="bold" if line.heading else "normal", linespacing=1.2)
        if line.row is None:
            return
        if line.truth is not None:
            axes.plot([line.truth] * 2, [inside - ROW / 2, inside + ROW / 2], color=INK, lw=1.0, zorder=1.5)
        place = list(APPROACHES).index(str(line.row["group"])) if line.row["group"] in APPROACHES else 0
        colour, marker = COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)]
        axes.plot([line.row["conf_low"], line.row["conf_high"]], [inside] * 2, color=colour, lw=1.1)
        axes.plot([line.row["estimate"]], [inside], marker, color=colour, ms=4.2, mew=0)
        self.write(self.left - BETWEEN, down, line.below, ha="right")
        self.write(self.right + BETWEEN, down, line.numbers)
        self.write(DOUBLE - MARGIN, down, line.p, ha="right")

    def write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top."""
        look: dict[str, Any] = {"ha": "left", "va": "center", "color": INK, "size": SIZE, "family": FAMILY} | how
        self.figure.text(across / DOUBLE, 1 - down / self.height, text, **look)


def _height(line: Line) -> float:
    return ROW + LINE * line.text.count("\n")


def _dress(axes: Any, reach: tuple[float, float]) -> None:
    axes.set_xscale("log")
    axes.set_xlim(*reach)
    marks = ticks(*reach)
    axes.set_xticks(marks, [tick_labels([mark])[0] for mark in marks], family=FAMILY, size=SIZE, color=INK)
    axes.set_xticks([], minor=True)
    axes.set_yticks([])
    axes.annotate(
        "Ratio of geometric means (logarithmic axis)", (0.5, 0), xycoords="axes fraction", xytext=(0, -TITLE / POINT),
        textcoords="offset points", ha="center", va="baseline", size=SIZE, color=INK, family=FAMILY,
        annotation_clip=False,
    )  # fmt: skip
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2)
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set(color=INK, linewidth=0.5)
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.axvline(1, color=QUIET, linewidth=0.6, zorder=1)


def _header(rows: pd.DataFrame) -> str:
    levels = rows["conf_level"].dropna().unique()
    return f"Ratio ({100 * levels[0]:.6g}% CI)" if len(levels) == 1 else "Ratio (CI)"


def _words(rows: pd.DataFrame, truth: bool) -> str:
    arms, references = present(rows["ARM"]), [str(name) for name in rows["REFERENCE"].dropna().unique()]
    active = arms[0] if len(arms) == 1 else "each arm"
    told = [f"Ratios are {active} over {list_of(references)}; below 1: lower than with {list_of(references)}."]
    constants = [APPROACHES[name] for name in APPROACHES if name != "censored" and (rows["group"] == name).any()]
    if constants:
        told.append(f"{list_of(constants)}: constants in the place of values below the limit of quantification (LLOQ).")
    if rows["count"].notna().any():
        told.append("Below limit: values of both arms below it, of all.")
    told += ["Upright ticks: the true ratio that the simulation was given."] if truth else []
    return " ".join(told)


def _alt(rows: pd.DataFrame, truth: bool) -> str:
    firsts = rows.drop_duplicates("PARAMCD")
    names = [str(name) for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    groups = [APPROACHES.get(str(name), str(name)) for name in rows["group"].dropna().unique()]
    by = f" by {list_of(groups)}" if len(groups) > 1 else ""
    return (
        f"{_header(rows)} of {list_of(names)} at {list_of(present(rows['AVISIT']))}{by}, on a logarithmic axis. "
        f"{_words(rows, truth)} The numbers are written beside the lines."
    )
