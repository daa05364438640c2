"""Share of subjects with a first course of medication by day, a step curve an arm; numbers at risk under the axis."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.estimates import equals
from trialstats.display.figure.axes import dress
from trialstats.display.figure.choose import set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.page import Page, key_height
from trialstats.display.figure.share_axis import end_of_shares, end_words, share_ticks
from trialstats.display.figure.step_curves import band_words, draw_steps, end_of_axis, few_words, named_times, readable
from trialstats.display.figure.text_rows import ABSENT, aside_of, fit_name, rows_height, write_rows
from trialstats.display.figure.theme import DOUBLE, LINE, SINGLE, Style, arm_styles, text_width
from trialstats.display.figure.words import list_of, not_estimated, notes, notes_height, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.medication.options import MedicationFigure
from trialstats.methods.medication.rows import Taken
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "ARM",
    "REFERENCE",
    "variable",
    "level",
    "AVISIT",
    "value",
    "n",
    "count",
    "total",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
    "statistic",
    "p_value",
)
MARGIN, PAD, PANEL, TITLE, TICKS, LABEL, RIGHT = 2.0, 1.5, 54.0, 4.5, 5.0, 26.0, 2.0
# From the top of a line of text down to its foot, mm.
BASELINE = 2.24
# Between two lines of text above the panel, in lines.
LEADING = 1.3
AT_RISK = "At risk"
TITLES = ("Subjects with a first course (%)", "Time in follow-up")


def draw(figure: MedicationFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the rows of kind point: those with a day make the curve, those with a time stand under the axis.

    Raises DataError where there is nothing to draw.
    """
    of_first = rows[(rows["variable"] == Taken.FIRST).fillna(False) & rows["ARM"].isin(look.arms)]
    points = of_first[of_first["kind"] == Kind.POINT]
    if points.empty:
        names = ", ".join(figure.analyses)
        raise DataError(f"{figure.kind} figure: no times to a first course in the results of {names}")
    drawn, absent = set_apart(figure, points, "estimate")
    tests = of_first[of_first["kind"] == Kind.RANK_TEST]
    curves = _Curves(drawn, absent, tests, look, figure.least_at_risk)
    page = curves.draw()
    shown = pd.concat([points, tests])
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, curves.alt())


class _Curves:
    """The figure in mm, from the top down: key, panel, names of times, numbers at risk, notes."""

    def __init__(self, points: pd.DataFrame, absent: pd.DataFrame, tests: pd.DataFrame, look: Look, least: int) -> None:
        self.least = least
        self.curve = points[points["level"].notna()].sort_values("value", kind="stable")
        self.times, self.tests = points[points["AVISIT"].notna()], tests
        self.arms = [arm for arm in look.arms if (points["ARM"] == arm).any()]
        self.styles: dict[str, Style] = arm_styles(look)
        starts = self.curve[self.curve["value"] == 0]
        self.starts = starts
        self.key = {arm: f"{arm} (N = {number(self._total(arm), 0)})" for arm in self.arms}
        self.labels = [fit_name(arm, LABEL) for arm in self.arms]
        self.named = named_times(self.times, self.last)
        self.aside = aside_of(number(n, 0) for n in starts["n"].dropna())
        self.left = MARGIN + max(
            TITLE + LINE + 7.0, *(text_width(label) + self.aside + 0.5 for label in (AT_RISK, *self.labels))
        )
        self.width = SINGLE if len(self._readable(SINGLE)) == len(self.named) else DOUBLE
        self.ticks = self._readable(self.width)
        self.caption = notes([*self._notes(), *not_estimated(absent)], look, self.width - 2 * MARGIN - 2)
        self.page = Page(self.width, self._measure())

    def _total(self, arm: str) -> float:
        return float(self.curve.loc[self.curve["ARM"] == arm, "total"].iloc[0])

    @property
    def last(self) -> float:
        """The last day drawn."""
        return float(max(self.curve["value"].max(), self.times["value"].max() if len(self.times) else 0.0))

    def _readable(self, width: float) -> dict[float, str]:
        return readable(self.named, self._length(width), self._end(width), cell=self._cell)

    def _length(self, width: float) -> float:
        return width - self.left - RIGHT

    def _end(self, width: float) -> float:
        """Where the axis ends: so that the last name is within it."""
        return end_of_axis(self.named, self._length(width), self.last, self._cell)

    @property
    def _cell(self) -> float:
        """Width of the widest number at risk, mm."""
        return max((text_width(number(n, 0)) for n in self.curve["n"].dropna()), default=0.0)

    def _measure(self) -> float:
        """Find where panel and rows stand, and how high the page is, mm."""
        self.above = MARGIN + key_height(self.key, self.width - 2 * MARGIN) + PAD
        self.top = self.above + LEADING * LINE * len(self.words)
        self.below = TICKS + LINE * 1.2 + PAD + rows_height(self.labels)
        return self.top + PANEL + self.below + notes_height(self.caption, PAD) + MARGIN

    def _notes(self) -> list[str]:
        bands = band_words(self.curve, self.least)
        few = few_words(self.curve, self.least, bands=bool(bands))
        at_risk = "At risk: followed to that day without a course before it."
        told = ["Curves are Kaplan-Meier estimates.", bands, few, at_risk, end_words([self.share_end])]
        return [" ".join(filter(None, told))]

    @property
    def words(self) -> list[str]:
        """The tests, in lines above the panel, where neither curves nor the grid cross them."""
        tests = self.tests[self.tests["p_value"].notna()]
        several = len(tests) > 1
        told = [
            f"Log-rank{f', {arm}' if several else ''}: p {equals(p)}"
            for arm, p in zip(tests["ARM"], tests["p_value"].astype(float), strict=True)
        ]
        return [line for word in told for line in wrap(word, self._length(self.width)).split("\n")]

    @property
    def share_end(self) -> float:
        """Where the axis of shares ends."""
        banded = self.curve.loc[self.curve["n"] >= self.least, "conf_high"]
        return end_of_shares(float(pd.concat([self.curve["estimate"], banded]).max()))

    def draw(self) -> Page:
        """Draw key, panel, numbers at risk and notes."""
        self.page.key(MARGIN, MARGIN, self.width - 2 * MARGIN, self.key, self.styles, lines=True)
        axes = self.page.plot_area(self.left, self.top, self.width - self.left - RIGHT, PANEL)
        self._axes(axes)
        for arm in self.arms:
            # How many are at risk at times that have names is known too, between the steps.
            known = pd.concat([self.curve, self.times])
            draw_steps(axes, known[known["ARM"] == arm], self.styles[arm], least=self.least)
        for place, word in enumerate(self.words):
            self.page.write(self.left, self.above + LINE / 2 + LEADING * LINE * place, word)
        middle = self.left + (self.width - self.left - RIGHT) / 2
        down = self.top + PANEL + TICKS + LINE * 0.6
        self.page.write(middle, down, TITLES[1] if len(self.times) else f"{TITLES[1]} (days)", ha="center")
        self.page.write(MARGIN + LINE / 2, self.top + PANEL / 2, TITLES[0], rotation=90, ha="center")
        self._write_at_risk(axes)
        self.page.notes(MARGIN, self.top + PANEL + self.below + PAD, self.caption)
        return self.page

    def _axes(self, axes: Any) -> None:
        axes.set_xlim(0, self._end(self.width))
        axes.set_ylim(0, self.share_end)
        dress(axes, list(self.ticks), share_ticks(self.share_end), labels=list(self.ticks.values()))

    def _write_at_risk(self, axes: Any) -> None:
        rows = {}
        for arm, label in zip(self.arms, self.labels, strict=True):
            own = self.times[self.times["ARM"] == arm]
            known = {float(row["value"]): number(row["n"], 0) for _, row in own.iterrows()}
            known[0.0] = self._first(arm)
            # Where no time is named the axis has round days, of which only the first has its number.
            places = list(self.ticks) if len(self.times) else [0.0]
            rows[label] = {day: known.get(day, ABSENT) for day in places}
        write_rows(axes, AT_RISK, rows, TICKS + LINE * 1.2 + PAD + BASELINE, aside=self.aside)

    def _first(self, arm: str) -> str:
        return number(self.starts.loc[self.starts["ARM"] == arm, "n"].iloc[0], 0)

    def alt(self) -> str:
        """Say what is to be seen."""
        return (
            f"Kaplan-Meier curves of {TITLES[0].lower()} over the follow-up for {list_of(self.arms)}. "
            "The numbers at risk stand under the axis."
        )
