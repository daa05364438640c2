"""The page of the figure of nerves: panels in mm, sides as blocks of visits, numbers under each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trialstats.display.figure.choose import present
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
from trialstats.display.figure.words import direction, tick_labels, wrap
from trialstats.display.numbers import number

__all__ = ["NervePage", "Panel"]

# Margin of the page, height of a panel, room right of the names under the axis and for the numbers of the y axis, mm.
MARGIN, TALL, ASIDE, TICKS = 2.0, 42.0, 1.5, 9.0
# From the axis down to the first line of text, and between a panel's foot and the next heading, mm.
BELOW, APART = 4.6, 5.0
# Distance of two visits and of two sides in units of the axis; half width of a box, in the same.
SIDES_APART = 1.5
LABEL = 24.0


@dataclass(frozen=True)
class Panel:
    """A nerve and attribute: heading and note, the places of the axis, the rows drawn and the counts below."""

    heading: str
    note: str
    unit: str
    places: tuple[tuple[str, str], ...]  # side and visit
    rows: pd.DataFrame
    measured: Mapping[tuple[str, str, str], str]  # by side, visit and arm
    absent: Mapping[tuple[str, str, str], str]

    @classmethod
    def of(cls, rows: pd.DataFrame, counts: pd.DataFrame, visits: Sequence[str]) -> Panel:
        """Gather a panel from the summaries of one nerve and attribute, and the counts of absent responses."""
        rows = rows.assign(side=rows["level"].fillna("").astype(str))
        first = rows.iloc[0]
        sides = list(dict.fromkeys(rows["side"]))
        side_of = dict(zip(rows["PARAMCD"], rows["side"], strict=True))
        below = counts[counts["PARAMCD"].isin(list(side_of))].assign(side=lambda kept: kept["PARAMCD"].map(side_of))
        unit = "" if pd.isna(first["unit"]) else str(first["unit"])
        attribute = "" if pd.isna(first["variable"]) else f", {str(first['variable']).lower()}"
        return cls(
            f"{str(first['group']).capitalize()}{attribute}",
            direction(first["better"]),
            unit,
            tuple((side, visit) for side in sides for visit in visits),
            rows,
            _cells(rows, "n"),
            _cells(below, "count"),
        )

    @property
    def sides(self) -> list[str]:
        """The sides in their order; one empty name where parameters have none."""
        return list(dict.fromkeys(side for side, _ in self.places))

    def at(self) -> dict[tuple[str, str], float]:
        """Place every side and visit on the axis: visits one apart, sides further."""
        visits = list(dict.fromkeys(visit for _, visit in self.places))
        step = len(visits) - 1 + SIDES_APART
        return {place: self.sides.index(place[0]) * step + visits.index(place[1]) for place in self.places}


def _cells(rows: pd.DataFrame, statistic: str) -> dict[tuple[str, str, str], str]:
    """Write a count for each side, visit and arm."""
    keys = rows[["side", "AVISIT", "ARM"]].astype(str).itertuples(index=False, name=None)
    return {key: number(value, 0) for key, value in zip(keys, rows[statistic], strict=True)}


class NervePage:
    """A page two columns of a journal wide, or one panel after the other where names of visits need the room."""

    width = DOUBLE

    def __init__(self, panels: Sequence[Panel], arms: Sequence[str], styles: Mapping[str, Style]) -> None:
        self.panels, self.arms, self.styles = list(panels), list(arms), styles
        self.names = [arm if text_width(arm) <= LABEL else wrap(arm, LABEL) for arm in arms]
        self.left = max(text_width(name) for name in ("Measured", *self.names)) + ASIDE + MARGIN + TICKS / 2
        self.columns = 2 if len(self.panels) > 1 and self._fits(2) else 1
        self.upright = not self._fits(self.columns)
        self.height = 0.0

    @property
    def text_width(self) -> float:
        """Room for the notes, mm."""
        return self.width - 2 * MARGIN - 2

    def length(self, columns: int) -> float:
        """Width of a panel, mm: those right of the first need room for the numbers of their axis only."""
        return (self.width - self.left - MARGIN - (TICKS + 3.0) * (columns - 1)) / columns

    def _fits(self, columns: int) -> bool:
        """Tell whether the names of visits stand beside one another."""
        panel = max(self.panels, key=lambda one: len(one.places))
        widest = max(text_width(visit) for _, visit in panel.places) + 1.2
        span = max(panel.at().values()) + 1.0
        return widest <= self.length(columns) / span

    def _names_height(self) -> float:
        visits = {visit for panel in self.panels for _, visit in panel.places}
        return max(text_width(visit) for visit in visits) if self.upright else LINE

    def _foot(self) -> float:
        """Room under a panel: visits, sides, and the numbers measured and absent, mm."""
        lines = 2 * (1 + sum(name.count("\n") + 1 for name in self.names))
        return BELOW + self._names_height() + LINE * (1 + any(any(p.sides) for p in self.panels) + lines) - LINE

    def draw(self, caption: str) -> Figure:
        """Draw all panels, the legend and the notes."""
        rows = -(-len(self.panels) // self.columns)
        one = LINE * 2.4 + TALL + self._foot() + APART
        end = LINE * 1.3 * (caption.count("\n") + 1)
        self.height = MARGIN + LINE * 1.6 + rows * one + end + MARGIN
        self.page = Figure(figsize=(self.width / INCH, self.height / INCH))
        self._legend()
        for place, panel in enumerate(self.panels):
            down, across = divmod(place, self.columns)
            left = self.left + across * (self.length(self.columns) + TICKS + 3.0)
            self._panel(panel, left, MARGIN + LINE * 1.6 + down * one + LINE * 2.4, named=across == 0)
        self._write(MARGIN, MARGIN + LINE * 1.6 + rows * one, caption, va="top", color=QUIET, linespacing=1.3)
        return self.page

    def _legend(self) -> None:
        across = self.left
        for arm in self.arms:
            style, key = self.styles[arm], self.page.add_axes((0, 0, 1, 1))
            key.set(xlim=(0, self.width), ylim=(self.height, 0))
            key.axis("off")
            key.plot([across + 2.5], [MARGIN + LINE / 2], style.marker, color=style.colour, ms=4, mew=0)
            key.plot([across, across + 5], [MARGIN + LINE / 2] * 2, color=style.colour, lw=0.9)
            self._write(across + 6.5, MARGIN + LINE / 2, arm)
            across += 6.5 + text_width(arm) + 5

    def _panel(self, panel: Panel, left: float, top: float, *, named: bool) -> None:
        length = self.length(self.columns)
        box = (left / self.width, 1 - (top + TALL) / self.height, length / self.width, TALL / self.height)
        axes = self.page.add_axes(box)
        _dress(axes, panel)
        unit = f" ({panel.unit})" if panel.unit else ""
        self._write(left, top - LINE * 1.6, panel.heading + unit, weight="bold")
        self._write(left, top - LINE * 0.6, panel.note, color=QUIET)
        for number_, arm in enumerate(self.arms):
            self._arm(axes, panel, arm, (number_ + 0.5) / len(self.arms) - 0.5)
        self._under(axes, panel, named=named)

    def _arm(self, axes: Any, panel: Panel, arm: str, aside: float) -> None:
        """Draw boxes, medians, means with intervals, and the line from visit to visit of one arm."""
        style, places = self.styles[arm], panel.at()
        width = 0.5 / len(self.arms)
        own = panel.rows[(panel.rows["ARM"] == arm) & panel.rows["mean"].notna()]
        for side in panel.sides:
            part = own[own["side"] == side]
            x = [places[side, str(visit)] + 0.62 * aside for visit in part["AVISIT"]]
            for at, (_, row) in zip(x, part.iterrows(), strict=True):
                axes.bar(at, row["q3"] - row["q1"], width, row["q1"], color=style.colour, alpha=0.18, linewidth=0)
                axes.plot([at - width / 2, at + width / 2], [row["median"]] * 2, color=style.colour, lw=0.6)
                if pd.notna(row["conf_low"]):
                    axes.plot([at] * 2, [row["conf_low"], row["conf_high"]], color=style.colour, lw=1.1)
            axes.plot(x, part["mean"].tolist(), color=style.colour, lw=0.8, ls=style.line, zorder=3)
            axes.plot(x, part["mean"].tolist(), style.marker, color=style.colour, ms=4, mew=0, zorder=4)

    def _under(self, axes: Any, panel: Panel, *, named: bool) -> None:
        """Write visits, sides, and the rows of numbers under a panel."""
        places = panel.at()
        down = BELOW
        for (_, visit), x in places.items():
            turned = {"rotation": 90, "va": "top"} if self.upright else {"va": "baseline"}
            _put(axes, x, visit, down - (LINE * 0.8 if self.upright else 0.0), "center", INK, **turned)
        down += self._names_height()
        if any(any(one.sides) for one in self.panels):
            for side in panel.sides:
                own = [x for (name, _), x in places.items() if name == side]
                _put(axes, sum(own) / len(own), side.capitalize(), down, "center", INK, weight="bold")
            down += LINE
        for header, cells in (("Measured", panel.measured), ("Absent", panel.absent)):
            if named:
                _put(axes, 0, header, down, "right", QUIET)
            for arm, name in zip(self.arms, self.names, strict=True):
                down += LINE
                if named:
                    for line, text in enumerate(name.split("\n")):
                        _put(axes, 0, text, down + line * LINE, "right", INK)
                for (side, visit), x in places.items():
                    _put(axes, x, cells.get((side, visit, arm), "–"), down, "center", INK, va="baseline")
                down += LINE * name.count("\n")
            down += LINE

    def _write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top."""
        look: dict[str, Any] = {"ha": "left", "va": "center", "color": INK, "size": SIZE, "family": FAMILY} | how
        self.page.text(across / self.width, 1 - down / self.height, text, **look)


def _dress(axes: Any, panel: Panel) -> None:
    """Set limits and ticks: all boxes and intervals in view, sides apart by a thin line."""
    places = panel.at()
    axes.set_xlim(-0.5, max(places.values()) + 0.5)
    numbers = panel.rows[["q1", "q3", "conf_low", "conf_high", "mean"]].astype("float64")
    low, high = float(numbers.min().min()), float(numbers.max().max())
    low, high = (low, high) if high > low else (low - 0.5, low + 0.5)
    low, high = (0.0, high) if 0 <= low < 0.35 * high else (low, high)
    pad = 0.06 * (high - low)
    axes.set_ylim(low - (pad if low else 0.0), high + pad)
    ticks = [tick for tick in MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high) if low <= tick <= high + pad]
    axes.set_yticks(ticks, tick_labels(ticks), family=FAMILY, size=SIZE, color=INK)
    axes.set_xticks(list(places.values()), [""] * len(places))
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set(color=INK, linewidth=0.5)
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    visits = len(present(panel.rows["AVISIT"]))
    for place in range(1, len(panel.sides)):
        axes.axvline(place * (visits - 1 + SIDES_APART) - SIDES_APART / 2, color=QUIET, lw=0.4, ls=(0, (2, 2)))


def _put(axes: Any, x: float, text: str, down: float, align: str, colour: str, **how: Any) -> None:
    """Write text under an axis: a cell below its place, a name left of the panel; by mm below the axis."""
    name = align == "right"
    look: dict[str, Any] = {"va": "baseline", "size": SIZE, "family": FAMILY, "color": colour} | how
    axes.annotate(
        text, xy=(x, 0), xycoords=("axes fraction" if name else "data", "axes fraction"),
        xytext=(-ASIDE / POINT if name else 0, -down / POINT), textcoords="offset points", ha=align,
        annotation_clip=False, **look,
    )  # fmt: skip
