"""The cost-effectiveness plane: bootstrap draws of additional cost against additional responders."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trialstats.display.estimates import limits, written
from trialstats.display.figure.choose import NothingEstimated, present
from trialstats.display.figure.drawing import Drawing, plotted, settle
from trialstats.display.figure.theme import (
    DOUBLE,
    FAMILY,
    INCH,
    INK,
    LINE,
    QUIET,
    RULE,
    SINGLE,
    SIZE,
    Style,
    arm_styles,
)
from trialstats.display.figure.words import list_of, notes, tick_labels, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.cost.options import CostPlaneFigure
from trialstats.methods.cost.rows import PLANE, Amount, Counted, Quadrant
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis", "kind", "PARAMCD", "AVISIT", "ARM", "REFERENCE", "group", "variable", "level", "unit", "n", "count",
    "total", "percent", "value", "estimate", "conf_low", "conf_high", "conf_level",
)  # fmt: skip
LEFT, RIGHT, TOP, PLOT, AXIS = 15.0, 4.0, 2.0, 56.0, 10.0
# Where the share of draws of each part of the plane is written: corner in parts of the panel.
CORNERS = {
    Quadrant.MORE_DEARER: (1, 1),
    Quadrant.MORE_NO_DEARER: (1, 0),
    Quadrant.NO_MORE_DEARER: (0, 1),
    Quadrant.NO_MORE_NO_DEARER: (0, 0),
}


def draw(figure: CostPlaneFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind point of variable PLANE, a panel an active arm and analysis, with the estimate over them.

    Raises DataError where the analyses have no such rows; NothingEstimated where an arm has nobody.
    """
    own = rows[rows["REFERENCE"].notna() & rows["kind"].isin([Kind.POINT, Kind.COST, Kind.RISK_DIFFERENCE, Kind.COUNT])]
    if own.empty:
        raise DataError(f"{figure.kind} figure: no rows of kind point in the results of {', '.join(figure.analyses)}")
    points = own[own["kind"].eq(Kind.POINT) & own["variable"].eq(PLANE).fillna(False)]
    if points.empty:
        reasons = "; ".join(own["reason"].dropna().unique()) or "`plane: 0` keeps no draws"
        raise NothingEstimated(f"{figure.kind} figure: nothing to draw ({reasons})")
    pairs = {(str(row["analysis"]), str(row["ARM"])) for _, row in points[["analysis", "ARM"]].iterrows()}
    order = [(analysis, arm) for analysis in present(points["analysis"]) for arm in look.arms]
    parts = [
        own[(own["analysis"] == analysis) & (own["ARM"] == arm)] for analysis, arm in order if (analysis, arm) in pairs
    ]
    page = _Page(parts, look)
    shown = pd.concat(parts, ignore_index=True)
    return Drawing(settle(page.draw()), plotted(shown, COLUMNS), page.width, page.height, _alt(parts))


class _Page:
    """The figure in mm."""

    def __init__(self, parts: list[pd.DataFrame], look: Look) -> None:
        self.parts, self.styles = parts, arm_styles(look)
        self.columns = min(2, len(parts))
        self.width = SINGLE if len(parts) == 1 else DOUBLE
        self.inner = self.width / self.columns - LEFT - RIGHT
        self.headings = [wrap(_heading(part), self.inner, bold=True) for part in parts]
        self.top = TOP + LINE * 1.2 * max(text.count("\n") + 1 for text in self.headings)
        self.caption = notes([_key(parts), *map(_ratio, parts)], look, self.width - 6)
        self.block = self.top + PLOT + AXIS
        foot = 2.0 + LINE * 1.1 * (self.caption.count("\n") + 1)
        self.height = self.block * -(-len(parts) // self.columns) + foot
        self.figure = Figure(figsize=(self.width / INCH, self.height / INCH))

    def draw(self) -> Figure:
        """Draw the panels and the notes."""
        for place, (part, heading) in enumerate(zip(self.parts, self.headings, strict=True)):
            row, column = divmod(place, self.columns)
            self.draw_panel(part, heading, column * self.width / self.columns, row * self.block)
        foot = self.height - 1.0 - LINE * 1.1 * (self.caption.count("\n") + 1)
        self.write(3.0, foot, self.caption, va="top", color=QUIET, linespacing=1.3)
        return self.figure

    def draw_panel(self, part: pd.DataFrame, heading: str, left: float, top: float) -> None:
        """Draw one panel."""
        across, down = left + LEFT, top + self.top
        self.write(across, top + 1.0, heading, weight="bold", va="top", linespacing=1.2)
        axes = self.figure.add_axes(
            (across / self.width, 1 - (down + PLOT) / self.height, self.inner / self.width, PLOT / self.height)
        )
        _plane(axes, part, self.styles[str(part["ARM"].iloc[0])])
        currency = _currency(part)
        self.write(across + self.inner / 2, down + PLOT + 6.5, "Additional responders in 100 subjects", ha="center")
        self.write(left + 2.5, down + PLOT / 2, f"Additional cost per subject ({currency})", rotation=90, ha="center")

    def write(self, across: float, down: float, text: str, **how: Any) -> None:
        """Write text at mm from the left and from the top."""
        look: dict[str, Any] = {"ha": "left", "va": "center", "color": INK, "size": SIZE, "family": FAMILY} | how
        self.figure.text(across / self.width, 1 - down / self.height, text, **look)


def _plane(axes: Any, part: pd.DataFrame, style: Style) -> None:
    points = part[part["kind"] == Kind.POINT]
    cost, effect = _one(part, Kind.COST, Amount.SUBJECT), _one(part, Kind.RISK_DIFFERENCE)
    for side, values in (("x", points["value"]), ("y", points["estimate"])):
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
        pad = 0.14 * ((high - low) or 1.0)
        getattr(axes, f"set_{side}lim")(low - pad, high + pad)
        ticks = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low - pad, high + pad)
        ticks = [tick for tick in ticks if low - pad <= tick <= high + pad]
        getattr(axes, f"set_{side}ticks")(ticks, tick_labels(ticks), family=FAMILY, size=SIZE, color=INK)
    axes.axhline(0, color=QUIET, linewidth=0.6, zorder=1)
    axes.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
    axes.plot(
        points["value"], points["estimate"], "o", color=style.colour, markersize=1.8, markeredgewidth=0, alpha=0.35
    )
    if cost is not None and effect is not None:
        axes.plot(
            [100 * effect["estimate"]], [cost["estimate"]], style.marker, color=INK, markersize=6, markeredgewidth=0.8,
            markeredgecolor="white", zorder=5,
        )  # fmt: skip
    _corners(axes, part)
    axes.tick_params(length=2.5, width=0.5, color=INK, pad=2)
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set(color=INK, linewidth=0.5)
    axes.grid(color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def _corners(axes: Any, part: pd.DataFrame) -> None:
    shares = part[part["kind"].eq(Kind.COUNT) & part["variable"].eq(Counted.QUADRANT).fillna(False)]
    for _, row in shares.iterrows():
        right, up = CORNERS[Quadrant(row["level"])]
        if not row["count"]:
            continue
        axes.annotate(
            f"{number(row['percent'], 1)}%", (right, up), xycoords="axes fraction",
            xytext=(-3 if right else 3, -3 if up else 3), textcoords="offset points",
            ha="right" if right else "left", va="top" if up else "bottom", size=SIZE, color=QUIET, family=FAMILY,
        )  # fmt: skip


def _one(part: pd.DataFrame, kind: str, variable: str | None = None) -> pd.Series[Any] | None:
    found = part[part["kind"] == kind]
    if variable is not None:
        found = found[found["variable"].eq(variable).fillna(False)]
    found = found[found["estimate"].notna()]
    return None if found.empty else found.iloc[0]


def _currency(part: pd.DataFrame) -> str:
    units = part.loc[part["kind"] == Kind.POINT, "unit"].dropna()
    return "" if units.empty else str(units.iloc[0])


def _heading(part: pd.DataFrame) -> str:
    row = part.iloc[0]
    return f"{row['ARM']} against {row['REFERENCE']}"


def _key(parts: list[pd.DataFrame]) -> str:
    first = parts[0][parts[0]["kind"] == Kind.POINT].iloc[0]
    shown = len(parts[0][parts[0]["kind"] == Kind.POINT])
    counted = parts[0].loc[parts[0]["kind"] == Kind.COUNT, "total"].dropna()
    of = f"{shown:,} of {counted.iloc[0]:,.0f}" if len(counted) else f"{shown:,}"
    return (
        f"Responders: {first['group']} in {first['PARAM']} at {first['AVISIT']}. Each dot is one of {of} bootstrap "
        "draws; the large mark is the estimate. Percentages are of the draws in each part of the plane. Exploratory."
    )


def _ratio(part: pd.DataFrame) -> str:
    """Say the cost per additional responder, or why there is none."""
    found = part[part["kind"].eq(Kind.COST) & part["variable"].eq(Amount.INCREMENTAL).fillna(False)]
    if found.empty:
        return ""
    row, who = found.iloc[0], _heading(part)
    if pd.isna(row["estimate"]):
        return f"{who}: no cost per additional responder ({row['reason']})."
    amount = f"{_currency(part)} {written(row, 'estimate', 0)}"
    if pd.isna(row["conf_low"]):
        return f"{who}: cost {row['level']} {amount} ({row['reason']})."
    return f"{who}: cost {row['level']} {amount} ({100 * row['conf_level']:.6g}% CI {limits(row, 0)})."


def _alt(parts: list[pd.DataFrame]) -> str:
    names = [_heading(part) for part in parts]
    return f"Cost-effectiveness plane of {list_of(names)}: additional cost by additional responders. {_key(parts)}"
