"""Kaplan-Meier curves by arm: steps with bands and marks of censoring, the numbers at risk under the axis."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.estimates import equals, with_interval
from trialstats.display.figure.axes import choose_ticks, dress, write_at
from trialstats.display.figure.choose import set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.page import Page, key_height
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.step_curves import draw_steps, end_of_axis, few_words, named_times, readable, round_times
from trialstats.display.figure.text_rows import ABSENT, aside_of, fit_name, rows_height, write_rows
from trialstats.display.figure.theme import DOUBLE, LINE, POINT, SINGLE, Style, arm_styles, text_width
from trialstats.display.figure.words import list_of, not_estimated, notes, notes_height, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.time_to_event.options import KaplanMeierFigure
from trialstats.methods.time_to_event.rows import Share, Test
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
HALF = 50.0
# More marks than these hide the curve.
MOST_MARKS = 300
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


class _Panel:
    """The curves of one parameter of one analysis."""

    def __init__(self, points: pd.DataFrame, compared: pd.DataFrame, look: Look, *, of_several: bool) -> None:
        self.arms = [arm for arm in look.arms if (points["ARM"] == arm).any()]
        self.curve = points[points["level"].notna()].sort_values("value", kind="stable")
        self.times = points[points["AVISIT"].notna()]
        self.compared = compared
        self.share = Share(points["variable"].iloc[0])
        first = points.iloc[0]
        name = str(first["PARAMCD"] if pd.isna(first["PARAM"]) else first["PARAM"])
        self.name = f"{first['label']}: {name}" if of_several and pd.notna(first["label"]) else name
        self.axis = name
        self.styles: dict[str, Style] = arm_styles(look)

    @property
    def last(self) -> float:
        """The last time drawn."""
        return float(self.curve["value"].max())

    @property
    def named(self) -> dict[float, str]:
        """The places named on the axis."""
        return {time: name for time, name in named_times(self.times, self.last).items() if time <= self.last}

    @property
    def between(self) -> dict[float, str]:
        """Round times beside those that have names: a few named ones alone tell too little of a whole course."""
        return {} if all(name == f"{time:g}" for time, name in self.named.items()) else round_times(self.last)

    @property
    def cell(self) -> float:
        """Width of the widest number at risk, mm."""
        return max((text_width(number(n, 0)) for n in self.curve["n"].dropna()), default=0.0)

    def end(self, length: float) -> float:
        """Where an axis of a length in mm ends: so that the last name is within it."""
        return end_of_axis(self.named, length, self.last, self.cell)

    def draw(self, axes: Any, ticks: dict[float, str], length: float, figure: KaplanMeierFigure) -> None:
        """Draw axes of a length in mm, bands, curves, marks and what compares the arms."""
        top = 100.0
        words = self.comparisons()
        if self.share is Share.HAD:
            highest = float(self.curve[["estimate", "conf_high"] if figure.bands else ["estimate"]].max().max())
            top = min(max(10.0, 1.05 * highest), 100.0) / (1 - min(0.4, (1.3 * LINE * len(words) + 1.0) / PANEL))
        axes.set_xlim(0, self.end(length))
        axes.set_ylim(0, top)
        shares = [tick for tick in choose_ticks(0, top, 5) if tick <= 100]
        dress(axes, list(ticks), shares, labels=list(ticks.values()))
        for arm in self.arms:
            self.draw_arm(axes, self.curve[self.curve["ARM"] == arm], self.styles[arm], figure)
        # Curves that rise leave the top left free; those that fall far the top right, others the bottom left.
        falls = self.share is Share.WITHOUT and float(self.curve["estimate"].min()) < HALF
        low = self.share is Share.WITHOUT and not falls
        x, y = (1.0 if falls else 0.0), (0.0 if low else 1.0)
        how: dict[str, Any] = {"ha": "right" if falls else "left", "va": "bottom" if low else "top", "linespacing": 1.3}
        across, up = (-4 if falls else 4) * POINT, (4 if low else -4) * POINT
        write_at(axes, x, y, "\n".join(words), across=across, up=up, **how)

    def draw_arm(self, axes: Any, rows: pd.DataFrame, style: Style, figure: KaplanMeierFigure) -> None:
        draw_steps(axes, rows, style, bands=figure.bands, least=figure.least_at_risk)
        time, share = rows["value"].to_numpy(dtype=float), rows["estimate"].to_numpy(dtype=float)
        ended = (rows["events"] == 0).to_numpy() & (time > 0)
        if figure.marks and ended.sum() <= MOST_MARKS:
            axes.plot(time[ended], share[ended], "|", color=style.colour, ms=4.0, mew=0.8)

    def comparisons(self) -> list[str]:
        """Say hazard ratio and log-rank test of each arm, as far as there are any."""
        made = []
        pairs = self.compared.drop_duplicates("ARM")
        for arm in pairs["ARM"]:
            own = self.compared[self.compared["ARM"] == arm]
            ratio = own[(own["kind"] == Kind.HAZARD_RATIO) & own["estimate"].notna()]
            parts = [f"HR {with_interval(row, 2)}" for _, row in ratio.iterrows()]
            for test in reversed(Test):
                tested = own[(own["variable"] == test).fillna(False) & own["p_value"].notna()]
                if len(tested):
                    parts.append(f"{test.lower()} p {equals(float(tested['p_value'].iloc[0]))}")
                    break
            if parts:
                made.append(f"{arm}: {', '.join(parts)}" if len(pairs) > 1 else ", ".join(parts))
        return made

    def at_risk(self, ticks: dict[float, str], labels: list[str]) -> dict[str, dict[float, str]]:
        """Give the numbers at risk by arm, at the places named."""
        rows = {}
        for arm, label in zip(self.arms, labels, strict=True):
            own = self.times[self.times["ARM"] == arm]
            known = {float(row["value"]): number(row["n"], 0) for _, row in own.iterrows()}
            start = self.curve[(self.curve["ARM"] == arm) & (self.curve["value"] == 0)]
            known |= {0.0: number(start["n"].iloc[0], 0)} if len(start) else {}
            known |= {time: self.followed_to(arm, time) for time in ticks if time not in self.named}
            rows[label] = {time: known.get(time, "0" if time > self.ends(arm) else ABSENT) for time in ticks}
        return rows

    def followed_to(self, arm: str, time: float) -> str:
        """Count who was at risk at a time between those asked for: as many as at the next step of the curve."""
        steps = self.curve[(self.curve["ARM"] == arm) & (self.curve["value"] >= time)]
        return number(steps["n"].iloc[0], 0) if len(steps) else "0"

    def ends(self, arm: str) -> float:
        """The last time of an arm."""
        return float(self.curve.loc[self.curve["ARM"] == arm, "value"].max())


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
            self.panels.append(_Panel(own, with_it, look, of_several=analyses))
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
        told = notes([self._words(look), *not_estimated(absent)], look, self.width - 2 * MARGIN - 2)
        self.caption = told
        self.top = MARGIN + key_height(self.key, self.width - 2 * MARGIN) + PAD
        self.heights = [self._height(panel) for panel in self.panels]
        self.page = Page(self.width, self.top + sum(self.heights) + notes_height(told, PAD) + MARGIN)

    def ticks(self, panel: _Panel, width: float) -> dict[float, str]:
        length = width - self.left - RIGHT
        return readable(panel.named, length, panel.end(length), panel.between, panel.cell)

    def _height(self, panel: _Panel) -> float:
        rows = [self.labels[arm] for arm in panel.arms]
        above = LINE * 1.6 if self.titled else 0.0
        return above + PANEL + TICKS + LINE * 1.2 + PAD + rows_height(rows) + APART

    def _words(self, look: Look) -> str:
        levels = pd.concat([panel.curve["conf_level"] for panel in self.panels]).dropna().unique()
        told = ["Curves are Kaplan-Meier estimates."]
        if self.figure.bands and len(levels) == 1:
            told.append(f"Bands are their {100 * levels[0]:.6g}% confidence intervals.")
        told += [few_words(pd.concat([panel.curve for panel in self.panels]), self.figure.least_at_risk)]
        told += ["Marks: subjects last seen then without the event."] if self.figure.marks else []
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

    def _draw_panel(self, panel: _Panel, top: float) -> None:
        length = self.width - self.left - RIGHT
        if self.titled:
            self.page.write(self.left, top + LINE / 2, wrap(panel.name, length, bold=True), weight="bold")
            top += LINE * 1.6
        axes = self.page.plot_area(self.left, top, length, PANEL)
        ticks = self.ticks(panel, self.width)
        panel.draw(axes, ticks, length, self.figure)
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
