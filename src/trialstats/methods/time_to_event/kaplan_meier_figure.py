"""Kaplan-Meier curves by arm: steps with bands and marks of censoring, the numbers at risk under the axis."""

from __future__ import annotations

import pandas as pd

from trialstats.display.figure.choose import set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.page import Page, key_height
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.share_axis import end_words
from trialstats.display.figure.step_curves import band_words, few_words, readable
from trialstats.display.figure.text_rows import aside_of, fit_name, rows_height, write_rows
from trialstats.display.figure.theme import DOUBLE, LINE, SINGLE, arm_styles, text_width
from trialstats.display.figure.words import list_of, not_estimated, notes, notes_height, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.time_to_event.kaplan_meier_figure_marks import words
from trialstats.methods.time_to_event.kaplan_meier_figure_panel import CurvePanel
from trialstats.methods.time_to_event.options import KaplanMeierFigure
from trialstats.methods.time_to_event.rows import Share
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "ARM",
    "REFERENCE",
    "variable",
    "level",
    "AVISIT",
    "value",
    "n",
    "events",
    "total",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
    "statistic",
    "p_value",
)
MARGIN, PAD, PANEL, TITLE, TICKS, LABEL, RIGHT, APART = 2.0, 1.5, 56.0, 4.5, 5.0, 28.0, 2.0, 4.0
# From the top of a line of text down to its foot, mm.
BASELINE = 2.24
AT_RISK = "At risk"
# Between two lines of text above a panel, in lines.
LEADING = 1.3
AXES = {Share.WITHOUT: "Without the event (%)", Share.HAD: "With the event (%)"}
WAYS = {"lower": "below 1: the event comes later", "higher": "above 1: the event comes sooner"}
PARTS = Parts((Kind.POINT,))


def draw(figure: KaplanMeierFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the rows of kind point: those with a level make the curves, those with a name stand under the axis.

    Raises DataError where there is nothing to draw.
    """
    of_curve = rows["variable"].isin(list(Share)).fillna(False) & rows["ARM"].isin(look.arms)
    points = rows[(rows["kind"] == Kind.POINT).fillna(False) & of_curve]
    if points.empty:
        raise DataError(f"{figure.kind} figure: no curves in the results of {', '.join(figure.analyses)}")
    drawn, absent = set_apart(figure, points, "estimate")
    compared = rows[rows["kind"].isin([Kind.RANK_TEST, Kind.HAZARD_RATIO]).fillna(False)]
    # To which times nobody was followed the numbers at risk say.
    without = absent[~absent["ARM"].isin(drawn["ARM"])]
    page = _CurvePage(figure, drawn, without, compared, look)
    shown = plotted(pd.concat([points, compared]), COLUMNS)
    return Drawing(page.draw().figure, shown, page.page.width, page.page.height, page.alt())


class _CurvePage:
    """The figure in mm, from the top down: key, then for each parameter its panel, and the numbers at risk; notes."""

    def __init__(
        self, figure: KaplanMeierFigure, points: pd.DataFrame, absent: pd.DataFrame, compared: pd.DataFrame, look: Look
    ) -> None:
        self.figure = figure
        analyses = several(points["analysis"])
        self.panels = []
        for (analysis, code), own in points.groupby(["analysis", "PARAMCD"], sort=False):
            with_it = compared[(compared["analysis"] == analysis) & (compared["PARAMCD"] == code)]
            self.panels.append(CurvePanel(figure, own, with_it, look, of_several=analyses))
        self.titled = len(self.panels) > 1
        arms = [arm for arm in look.arms if any(arm in panel.arms for panel in self.panels)]
        self.key = {arm: arm for arm in arms}
        self.styles = arm_styles(look)
        self.labels = {arm: fit_name(arm, LABEL) for arm in arms}
        starts = points.loc[points["value"] == 0, "n"].dropna()
        # The first numbers at risk are centred on the axis.
        self.aside = aside_of(number(n, 0) for n in starts)
        widths = (text_width(label) + self.aside + 0.5 for label in (AT_RISK, *self.labels.values()))
        self.left = MARGIN + max(TITLE + LINE + 7.0, *widths)
        wide = any(panel.named.keys() - self.ticks(panel, SINGLE).keys() for panel in self.panels)
        self.width = DOUBLE if wide or len(arms) > 2 else SINGLE
        length = self.width - self.left - RIGHT
        self.marked = not any(panel.has_too_many_marks(length) for panel in self.panels)
        told = notes([self._words(look), *not_estimated(absent)], look, self.width - 2 * MARGIN - 2)
        self.caption = told
        self.top = MARGIN + key_height(self.key, self.width - 2 * MARGIN) + PAD
        self.heights = [self._height(panel) for panel in self.panels]
        self.page = Page(self.width, self.top + sum(self.heights) + notes_height(told, PAD) + MARGIN)

    def ticks(self, panel: CurvePanel, width: float) -> dict[float, str]:
        length = width - self.left - RIGHT
        return readable(panel.named, length, panel.end(length), panel.between, panel.cell)

    def _height(self, panel: CurvePanel) -> float:
        rows = [self.labels[arm] for arm in panel.arms]
        above = LINE * 1.6 if self.titled else 0.0
        above += LEADING * LINE * len(self._compared(panel))
        return above + PANEL + TICKS + LINE * 1.2 + PAD + rows_height(rows) + APART

    def _compared(self, panel: CurvePanel) -> list[str]:
        """Say above a panel, in lines, what compares the arms: within it, curves and grid would cross the words."""
        length = self.width - self.left - RIGHT
        return [line for words in panel.comparisons() for line in wrap(words, length).split("\n")]

    def _marks(self) -> str:
        length = self.width - self.left - RIGHT
        return words(left_out=not self.marked, thinned=any(panel.has_close_marks(length) for panel in self.panels))

    def _words(self, look: Look) -> str:
        curves, least = pd.concat([panel.curve for panel in self.panels]), self.figure.least_at_risk
        bands = band_words(curves, least) if self.figure.bands else ""
        told = ["Curves are Kaplan-Meier estimates.", bands, few_words(curves, least, bands=bool(bands))]
        told += [self._marks()] if self.figure.marks else []
        told += [end_words(panel.top for panel in self.panels)]
        ratios = pd.concat([panel.compared for panel in self.panels])
        ratios = ratios[(ratios["kind"] == Kind.HAZARD_RATIO) & ratios["estimate"].notna()]
        if len(ratios):
            better = {str(word) for word in ratios["better"].dropna()}
            way = f"; {WAYS[better.pop()]}, which is better" if len(better) == 1 else ""
            told.append(f"HR: hazard ratio, arm over {look.reference}{way}.")
        return " ".join([*filter(None, told), "At risk: followed to that time without the event before it."])

    def draw(self) -> Page:
        """Draw key, panels and notes."""
        self.page.key(MARGIN, MARGIN, self.width - 2 * MARGIN, self.key, self.styles, lines=True)
        top = self.top
        for panel, height in zip(self.panels, self.heights, strict=True):
            self._draw_panel(panel, top)
            top += height
        self.page.notes(MARGIN, top + PAD, self.caption)
        return self.page

    def _draw_panel(self, panel: CurvePanel, top: float) -> None:
        length = self.width - self.left - RIGHT
        if self.titled:
            self.page.write(self.left, top + LINE / 2, wrap(panel.name, length, bold=True), weight="bold")
            top += LINE * 1.6
        for line in self._compared(panel):
            self.page.write(self.left, top + LINE / 2, line)
            top += LEADING * LINE
        axes = self.page.plot_area(self.left, top, length, PANEL)
        ticks = self.ticks(panel, self.width)
        panel.draw(axes, ticks, length, marked=self.figure.marks and self.marked)
        across = self.left + length / 2
        self.page.write(across, top + PANEL + TICKS + LINE * 0.6, panel.axis, ha="center")
        self.page.write(MARGIN + LINE / 2, top + PANEL / 2, AXES[panel.share], rotation=90, ha="center")
        labels = [self.labels[arm] for arm in panel.arms]
        write_rows(axes, AT_RISK, panel.at_risk(ticks, labels), TICKS + LINE * 1.2 + PAD + BASELINE, aside=self.aside)

    def alt(self) -> str:
        """Say what is to be seen."""
        named = list_of([panel.name for panel in self.panels])
        words = "; ".join(word for panel in self.panels for word in panel.comparisons())
        compared = f" {words}." if words else ""
        below = "The numbers at risk stand under the axis."
        return f"Kaplan-Meier curves of {named} for {list_of(list(self.key))}.{compared} {below}"
