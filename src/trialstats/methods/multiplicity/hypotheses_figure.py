"""The graph of the confirmatory hypotheses: boxes with their shares of alpha, arrows with what they pass on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from trialstats.display.estimates import equals
from trialstats.display.figure.axes import write_at
from trialstats.display.figure.choose import NothingEstimated
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.page import Page
from trialstats.display.figure.theme import DOUBLE, INK, LINE, QUIET, RULE, SINGLE, text_width
from trialstats.display.figure.words import list_of, notes, notes_height, tick_labels, wrap
from trialstats.display.look import Look
from trialstats.methods.multiplicity.hypotheses_figure_layout import Arrow, Box, arrows_of, bounds_of, columns_of
from trialstats.methods.multiplicity.options import HypothesesFigure
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "variable",
    "level",
    "value",
    "count",
    "p_value",
)
MARGIN, PAD, APART, BETWEEN = 3.0, 2.0, 12.0, 30.0
WIDEST, NARROWEST, EDGE = 42.0, 24.0, 0.5  # of a box, and of its line, mm
MOST_ACROSS = 3  # layers that stand side by side
BOXES = "In each box the share of alpha at first and the adjusted p"
REJECTED, NONE_REJECTED = "shaded, with a thick edge: rejected", "none is rejected"
ARROWS = " An arrow bears the part of its share that a hypothesis passes on when it is rejected."


@dataclass(frozen=True)
class Shown:
    """What the figure is made of: weights by hypothesis, shares passed on by pair, rows of conclusions, all rows."""

    weights: dict[str, float]
    edges: dict[tuple[str, str], float]
    conclusions: dict[str, pd.Series[Any]]
    rows: pd.DataFrame


def draw(figure: HypothesesFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind value (shares, what is passed on) and conclusion; NothingEstimated where there is no graph."""
    shown = shown_of(rows)
    page = page_of(shown, look)
    return Drawing(page.figure, plotted(shown.rows, COLUMNS), page.width, page.height, told(shown))


def shown_of(rows: pd.DataFrame) -> Shown:
    shares = rows[rows["kind"].eq(Kind.VALUE) & ~rows["variable"].isin(list(Told))]
    if shares.empty:
        raise NothingEstimated("the procedure is no graph of hypotheses, or was not carried out: nothing to draw")
    first, passed = shares[shares["level"].isna()], shares[shares["level"].notna()]
    conclusions = rows[rows["kind"].eq(Kind.CONCLUSION)]
    return Shown(
        {str(row["variable"]): float(row["value"]) for _, row in first.iterrows()},
        {(str(row["variable"]), str(row["level"])): float(row["value"]) for _, row in passed.iterrows()},
        {str(row["variable"]): row for _, row in conclusions.iterrows()},
        pd.concat([first, passed, conclusions], ignore_index=True),
    )


def page_of(shown: Shown, look: Look) -> Page:
    """Draw boxes and arrows on a page, the notes below them."""
    texts = {name: words_of(name, weight, shown.conclusions[name]) for name, weight in shown.weights.items()}
    boxes = placed(texts, columns_of(shown.weights, shown.edges))
    sizes = [(text_width(share(part)) + 1.5, LINE + 0.8) for part in shown.edges.values()]
    arrows = arrows_of(boxes, list(shown.edges), sizes)
    left, right, bottom, top = bounds_of(boxes.values(), arrows, EDGE)
    page_width = max(right - left + 2 * MARGIN, SINGLE)
    caption = notes([key_of(shown)], look, page_width - 2 * MARGIN)
    page = Page(page_width, MARGIN + top - bottom + notes_height(caption, PAD) + MARGIN)
    axes = page.plot_area((page_width - right + left) / 2, MARGIN, right - left, top - bottom)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_axis_off()
    for name, box in boxes.items():
        draw_box(axes, box, texts[name], rejected=shown.conclusions[name]["count"] == 1)
    for part, arrow in zip(shown.edges.values(), arrows, strict=True):
        draw_arrow(axes, arrow, share(part))
    page.notes(MARGIN, MARGIN + top - bottom + PAD, caption)
    return page


def key_of(shown: Shown) -> str:
    """Say what is drawn: shaded boxes where a hypothesis is rejected, arrows where a share is passed on."""
    rejected = any(row["count"] == 1 for row in shown.conclusions.values())
    return f"{BOXES}; {REJECTED if rejected else NONE_REJECTED}.{ARROWS if shown.edges else ''}"


def share(value: float) -> str:
    """Write a share as a fraction where it is one: `1`, `1/2`, `2/3`; else with the digits that it needs."""
    fraction = Fraction(value).limit_denominator(20)
    return str(fraction) if abs(float(fraction) - value) < 1e-9 else tick_labels([value])[0]


def words_of(name: str, weight: float, conclusion: pd.Series[Any]) -> tuple[str, str]:
    """Give the name of a box, and what stands below it."""
    p = "not tested" if pd.isna(conclusion["p_value"]) else f"adjusted p {equals(conclusion['p_value'])}"
    return wrap(name, WIDEST - 2 * PAD, bold=True), f"share {share(weight)}\n{p}"


def placed(texts: Mapping[str, tuple[str, str]], layers: list[list[str]]) -> dict[str, Box]:
    """Place the boxes of a layer one below the other, and layers from left to right; many of them from the top down."""
    layers = spread_out(layers)
    needed = [max(text_width(name, bold=True), text_width(rest)) + 2 * PAD for name, rest in texts.values()]
    width = max(NARROWEST, *needed)
    lines = max(name.count("\n") + rest.count("\n") + 2 for name, rest in texts.values())
    height = LINE * 1.2 * lines + PAD
    down = len(layers) > MOST_ACROSS
    across = max(map(len, layers)) if down else len(layers)
    gap = min(BETWEEN, (DOUBLE - 2 * MARGIN - 2 * EDGE - across * width) / max(1, across - 1))
    boxes = {}
    for place, layer in enumerate(layers):
        for row, name in enumerate(layer):
            within = row - (len(layer) - 1) / 2
            x, y = (within, place) if down else (place, within)
            boxes[name] = Box(x * (width + gap), -y * (height + APART), width, height)
    return boxes


def spread_out(columns: list[list[str]]) -> list[list[str]]:
    """Set two of one column side by side, and more of them in two columns, so that their arrows can be told apart."""
    if len(columns) > 1 or len(columns[0]) == 1:
        return columns
    return [columns[0][::2], columns[0][1::2]]


def draw_box(axes: Any, box: Box, text: tuple[str, str], *, rejected: bool) -> None:
    corner = (box.x - box.width / 2, box.y - box.height / 2)
    style: dict[str, Any] = {"facecolor": RULE if rejected else "white", "linewidth": 1.3 if rejected else 0.6}
    axes.add_patch(
        FancyBboxPatch(
            corner, box.width, box.height, boxstyle="round,pad=0,rounding_size=1.2", edgecolor=INK, zorder=2, **style
        )
    )
    name, rest = text
    lines, below = name.count("\n") + 1, rest.count("\n") + 1
    middle = box.y + LINE * 1.2 * below / 2
    write_at(axes, box.x, middle, name, data="xy", ha="center", va="center", weight="bold", linespacing=1.2, zorder=4)
    middle = box.y - LINE * 1.2 * lines / 2
    write_at(axes, box.x, middle, rest, data="xy", ha="center", va="center", linespacing=1.3, zorder=4)


def draw_arrow(axes: Any, arrow: Arrow, text: str) -> None:
    path = Path([arrow.start, arrow.bend, arrow.end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    axes.add_patch(
        FancyArrowPatch(path=path, arrowstyle="-|>,head_length=3,head_width=1.4", color=QUIET, linewidth=0.8, zorder=1)
    )
    face = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    write_at(axes, arrow.label.x, arrow.label.y, text, data="xy", ha="center", va="center", bbox=face, zorder=3)


def told(shown: Shown) -> str:
    """Tell the graph in words."""
    first = [f"{name} {share(weight)}" for name, weight in shown.weights.items() if weight > 0]
    passed = [f"{start} to {end} {share(part)}" for (start, end), part in shown.edges.items()]
    rejected = [name for name, row in shown.conclusions.items() if row["count"] == 1]
    said = f"Graph of {len(shown.weights)} hypotheses. Shares of alpha at first: {list_of(first)}."
    said += f" Passed on after rejection: {list_of(passed)}." if passed else " Nothing is passed on."
    return f"{said} Rejected: {list_of(rejected) or 'none'}."
