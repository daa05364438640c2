"""Dot plot of adverse events: shares of the arms left, risk differences with intervals right.

Treatments of the same subjects, in a crossover trial, are not compared: their shares stand alone.

After Amit, Heiberger & Lane, Pharm Stat 2008;7:20-35.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.estimates import with_interval
from trialstats.display.figure.axes import choose_ticks, dress
from trialstats.display.figure.choose import present
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.marks import mark_size
from trialstats.display.figure.page import Page, key_height
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.theme import DOUBLE, LINE, QUIET, RULE, Style, arm_styles, text_width
from trialstats.display.figure.words import levels_drawn, list_of, not_estimated, notes, notes_height, unbroken, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import MINUS, number
from trialstats.methods.adverse_events.adverse_events_figure_rows import Terms, choose_terms
from trialstats.methods.adverse_events.options import AdverseEventsFigure

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "ARM",
    "REFERENCE",
    "group",
    "variable",
    "count",
    "total",
    "percent",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
    "unit",
)
MARGIN, GAP, ROW, PAD, NAMES = 2.0, 5.0, 4.3, 1.5, 58.0
# Room under the panels for the numbers of their axes and the hints below those, mm.
TICKS = 5.0
# How far the intervals of two arms stand apart on a line, mm.
BESIDE = 1.7
# The usual size of the mark of a difference, in points.
MARK = 3.8

NUMBERS = ("estimate", "conf_low", "conf_high")
PARTS = OWN_LINES


def draw(figure: AdverseEventsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a line a term from rows of kind count, by arm, and risk_difference.

    Raises DataError where there is nothing to draw.
    """
    terms = choose_terms(figure, rows, look)
    arms = [arm for arm in look.arms if (terms.shares["ARM"] == arm).any()]
    plot = _DotPlot(terms, arms, look)
    page = plot.draw()
    data = plotted(pd.concat([terms.shares, terms.differences]), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(terms, plot.own, arms))


class _DotPlot:
    """The figure in mm: names, shares, differences and, of one comparison, their numbers; own: its terms."""

    def __init__(self, terms: Terms, arms: list[str], look: Look) -> None:
        self.terms, self.arms, self.look = terms, arms, look
        self.styles: dict[str, Style] = arm_styles(look)
        self.compared = len(terms.differences) > 0
        self.active = present(terms.differences["ARM"]) if len(terms.differences) else []
        labels = [wrap(terms.label(term), NAMES) for term in terms.order]
        heights = [max(ROW + LINE * label.count("\n"), BESIDE * len(self.active) + 1.5) for label in labels]
        self.widest = max(map(text_width, labels))
        self.own = look.portion.cut(heights)
        self.labels, self.heights = labels[self.own], heights[self.own]
        self.numbers = self._numbers() if len(self.active) == 1 else {}
        self.head = _head(terms.differences)
        self.key = {arm: f"{arm} (N = {self._size(arm)})" for arm in arms}
        self.caption = notes(self._notes(), look, DOUBLE - 2 * MARGIN - 2)
        self.page = Page(DOUBLE, self._measure())

    def _measure(self) -> float:
        """Find where the columns stand, and how high the page is, mm."""
        written = max((text_width(text) for text in self.numbers.values()), default=-GAP)
        written = max(written, text_width(self.head, bold=True)) if self.numbers else -GAP
        self.left = MARGIN + self.widest + GAP
        self.right = DOUBLE - MARGIN - written - GAP
        self.length = (self.right - self.left - GAP) / 2 if self.compared else self.right - self.left
        self.top = MARGIN + key_height(self.key, DOUBLE - 2 * MARGIN) + ROW + PAD
        self.inner = sum(self.heights)
        hints = max(hint.count("\n") + 1 if hint else 0 for hint in self._hints()) if self.compared else 0
        self.below = TICKS + LINE * 1.1 * hints
        return self.top + self.inner + self.below + notes_height(self.caption, PAD) + MARGIN

    def _size(self, arm: str) -> str:
        return number(self.terms.shares.loc[self.terms.shares["ARM"] == arm, "total"].iloc[0], 0)

    def _numbers(self) -> dict[int, str]:
        rows = in_points(self.terms.differences).dropna(subset=["estimate"])
        return {int(row["row"]): with_interval(row, 1) for _, row in rows.iterrows()}

    def _hints(self) -> tuple[str, str]:
        references = self.terms.differences["REFERENCE"].dropna().unique()
        active = self.active[0] if len(self.active) == 1 else "active arm"
        reference = str(references[0]) if len(references) else self.look.reference
        room = self.length / 2 - 1
        return wrap(f"{unbroken('← more')} with {reference}", room), wrap(f"more with {unbroken(f'{active} →')}", room)

    def _notes(self) -> list[str]:
        levels = levels_drawn(self.terms.differences)
        said = f"Lines are {levels} confidence intervals of the difference, not adjusted for the number of terms."
        lines = said if levels else ""
        references = [str(name) for name in self.terms.differences["REFERENCE"].dropna().unique()]
        if len(self.active) > 1:
            lines += f" Differences are each arm minus {list_of(references)}."
        if not self.compared:
            lines = (
                "Treatments are of the same subjects, each of whom stands under every treatment that it had: they are "
                "not compared as if they were of different ones. An event is of the treatment under which it began."
            )
        absent = self.terms.differences[self.terms.differences["estimate"].isna()]
        return [
            f"Points are the subjects with at least one event, each counted once for a term. {lines}",
            self.terms.note,
            *not_estimated(absent.assign(AVISIT=absent["variable"])),
        ]

    def draw(self) -> Page:
        """Draw key, heads, both panels and notes."""
        self.page.key(MARGIN, MARGIN, DOUBLE - 2 * MARGIN, self.key, self.styles, marks=True)
        down = self.top - PAD - ROW / 2
        self.page.write(self.left, down, "Subjects (%)", weight="bold")
        shares = self._panel(self.left, (0.0, self._highest() * 1.06))
        for place, (label, middle) in enumerate(zip(self.labels, self._middles(), strict=True), start=self.own.start):
            self.page.write(MARGIN, self.top + middle, label, linespacing=1.1)
            self._shares(shares, place, middle)
        if self.compared:
            self._compare(down)
        self.page.notes(MARGIN, self.top + self.inner + self.below + PAD, self.caption)
        return self.page

    def _compare(self, down: float) -> None:
        """Draw the panel of differences, with its head at a height of the page, and their numbers beside."""
        second = self.left + self.length + GAP
        self.page.write(second, down, "Difference (percentage points)", weight="bold")
        if self.numbers:
            self.page.write(self.right + GAP, down, self.head, weight="bold")
        differences = self._panel(second, self._reach())
        differences.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
        for place, middle in enumerate(self._middles(), start=self.own.start):
            self._differences(differences, place, middle)
            if place in self.numbers:
                self.page.write(self.right + GAP, self.top + middle, self.numbers[place])
        self._write_hints(second)

    def _panel(self, left: float, limits: tuple[float, float]) -> Any:
        axes = self.page.plot_area(left, self.top, self.length, self.inner)
        axes.set_ylim(self.inner, 0)
        axes.set_xlim(*limits)
        dress(axes, choose_ticks(*limits, 5), grid="x")
        for middle in self._middles():
            axes.axhline(middle, color=RULE, linewidth=0.4, zorder=0)
        return axes

    def _middles(self) -> list[float]:
        return [sum(self.heights[:place]) + height / 2 for place, height in enumerate(self.heights)]

    def _highest(self) -> float:
        return float(self.terms.shares["percent"].max()) or 1.0

    def _reach(self) -> tuple[float, float]:
        places = in_points(self.terms.differences)[list(NUMBERS)].abs().to_numpy(dtype=float)
        known = places[places == places]
        reach = 1.08 * float(known.max()) if known.size else 1.0
        return -reach, reach

    def _shares(self, axes: Any, place: int, middle: float) -> None:
        rows = self.terms.shares[self.terms.shares["row"] == place]
        for arm in self.arms:
            style = self.styles[arm]
            own = rows[rows["ARM"] == arm]["percent"].dropna()
            axes.plot(
                own, [middle] * len(own), style.marker, color=style.colour, ms=4.2, mew=0, alpha=0.9, clip_on=False
            )

    def _differences(self, axes: Any, place: int, middle: float) -> None:
        differences = in_points(self.terms.differences)
        rows = differences[differences["row"] == place].dropna(subset=["estimate"])
        low, high = self._reach()
        lengths = (differences["conf_high"] - differences["conf_low"]).astype("float64") / (high - low) * self.length
        size = mark_size(lengths, MARK)
        for _, row in rows.iterrows():
            step = self.active.index(row["ARM"]) - (len(self.active) - 1) / 2
            style, y = self.styles[row["ARM"]], middle + BESIDE * step
            axes.plot([row["conf_low"], row["conf_high"]], [y, y], color=style.colour, lw=1.0, solid_capstyle="butt")
            axes.plot([row["estimate"]], [y], style.marker, color=style.colour, ms=size, mew=0)

    def _write_hints(self, left: float) -> None:
        middle, down = left + self.length / 2, self.top + self.inner + TICKS
        for text, side, align in zip(self._hints(), (-1, 1), ("right", "left"), strict=True):
            self.page.write(middle + side, down, text, ha=align, va="top", color=QUIET, linespacing=1.1)


def _head(differences: pd.DataFrame) -> str:
    """Head the numbers of a single comparison."""
    levels = differences["conf_level"].dropna().unique()
    pairs = differences[["ARM", "REFERENCE"]].drop_duplicates()
    pair = f"{pairs.iloc[0]['ARM']} {MINUS} {pairs.iloc[0]['REFERENCE']}" if len(pairs) else ""
    return f"{pair} ({100 * levels[0]:.6g}% CI)" if len(levels) == 1 else pair


def _alt(terms: Terms, own: slice, arms: list[str]) -> str:
    names = [terms.label(term) for term in terms.order[own]]
    shown = (
        "Left the percentage of subjects of each arm, right the risk difference with its interval."
        if len(terms.differences)
        else "The percentage of subjects under each treatment."
    )
    return f"Dot plot of adverse events for {list_of(arms)}, from the top: {list_of(names)}. {shown} {terms.note}"


def in_points(differences: pd.DataFrame) -> pd.DataFrame:
    """Give differences of shares in percentage points, as they are drawn and written."""
    return differences.assign(**{name: 100 * differences[name] for name in NUMBERS})
