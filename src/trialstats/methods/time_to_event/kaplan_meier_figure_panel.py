"""One panel of Kaplan-Meier curves: what it draws, where its axes end, and the numbers at risk under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from trialstats.display.estimates import equals, with_interval
from trialstats.display.figure.axes import dress
from trialstats.display.figure.share_axis import WHOLE, end_of_shares, share_ticks
from trialstats.display.figure.step_curves import draw_steps, end_of_axis, named_times, round_times
from trialstats.display.figure.text_rows import ABSENT
from trialstats.display.figure.theme import Style, arm_styles, text_width
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.time_to_event.kaplan_meier_figure_marks import apart, are_too_many, last_seen
from trialstats.methods.time_to_event.options import KaplanMeierFigure
from trialstats.methods.time_to_event.rows import Share, Test
from trialstats.results.kinds import Kind

__all__ = ["CurvePanel"]

# If no more than this part had the event, in percent, curves of those without it are all at the top of their axis.
FEW = 20.0
# The axis goes on beyond the last time, so that its step is seen, mm.
BEYOND = 1.5


class CurvePanel:
    """The curves of one parameter of one analysis.

    Where few had an event that nobody wishes for, the curves are of the share with it, on an axis as high as they are.
    """

    def __init__(
        self, figure: KaplanMeierFigure, points: pd.DataFrame, compared: pd.DataFrame, look: Look, *, of_several: bool
    ) -> None:
        self.figure = figure
        self.arms = [arm for arm in look.arms if (points["ARM"] == arm).any()]
        self.curve = points[points["level"].notna()].sort_values("value", kind="stable")
        self.times = points[points["AVISIT"].notna()]
        self.compared = compared
        self.share = Share(points["variable"].iloc[0])
        self.is_rare = self.share is Share.WITHOUT and WHOLE - self._reach(min) <= FEW
        if self.is_rare:
            self.share, self.curve = Share.HAD, turned(self.curve)
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
    def top(self) -> float:
        """Where the axis of shares ends."""
        return end_of_shares(self._reach(max)) if self.share is Share.HAD else WHOLE

    def _reach(self, furthest: Callable[[Iterable[float]], float]) -> float:
        """Tell how far curves go, and bands as far as these are drawn."""
        firm = self.curve[self.curve["n"] >= self.figure.least_at_risk]
        limits = firm[["conf_low", "conf_high"]] if self.figure.bands else firm[[]]
        shares = [*self.curve["estimate"], *limits.to_numpy(dtype=float).ravel()]
        return float(furthest(share for share in shares if pd.notna(share)))

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
        """Where an axis of a length in mm ends: so that the last name and the last step are within it."""
        named = end_of_axis(self.named, length, self.last, self.cell)
        return max(named, self.last / (1 - BEYOND / length))

    def marks(self, length: float) -> dict[str, list[float]]:
        """Give the times of each arm that are marked on an axis of a length in mm."""
        unit = length / self.end(length)
        return {arm: apart(last_seen(self.curve[self.curve["ARM"] == arm]), unit) for arm in self.arms}

    def has_too_many_marks(self, length: float) -> bool:
        """Whether marks of an arm would hide its curve."""
        return any(are_too_many(times, length) for times in self.marks(length).values())

    def has_close_marks(self, length: float) -> bool:
        """Whether a mark stands for several times."""
        return any(
            len(times) < len(last_seen(self.curve[self.curve["ARM"] == arm]))
            for arm, times in self.marks(length).items()
        )

    def draw(self, axes: Any, ticks: dict[float, str], length: float, *, marked: bool) -> None:
        """Draw axes of a length in mm, bands, curves and, where they are `marked`, the marks."""
        axes.set_xlim(0, self.end(length))
        axes.set_ylim(0, self.top)
        dress(axes, list(ticks), share_ticks(self.top), labels=list(ticks.values()))
        marks = self.marks(length)
        for arm in self.arms:
            rows, style = self.curve[self.curve["ARM"] == arm], self.styles[arm]
            draw_steps(axes, rows, style, bands=self.figure.bands, least=self.figure.least_at_risk)
            own = rows[rows["value"].isin(marks[arm])] if marked else rows[:0]
            if len(own):
                axes.plot(own["value"], own["estimate"].astype(float), "|", color=style.colour, ms=4.0, mew=0.8)

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


def turned(curve: pd.DataFrame) -> pd.DataFrame:
    """Give shares with the event for those without it."""
    limits = {"conf_low": WHOLE - curve["conf_high"], "conf_high": WHOLE - curve["conf_low"]}
    return curve.assign(estimate=WHOLE - curve["estimate"], **limits)
