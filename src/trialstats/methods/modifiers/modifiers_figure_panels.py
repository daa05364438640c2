"""The panels of the figure of effect modifiers: the rows of each, its words and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.display.figure.choose import several
from trialstats.display.figure.words import unbroken
from trialstats.display.look import Look
from trialstats.methods.shared.modifiers.rows import ABOVE, BELOW, BINS, CURVE, MODIFIER
from trialstats.results.kinds import Kind

__all__ = ["Shown", "panels_of"]

SCALED = ["estimate", "conf_low", "conf_high"]
OUTCOME = ["analysis", "PARAMCD", "measure", "group"]
# The width of the bars of a level, of the distance between two.
WIDE = 0.5


@dataclass(frozen=True)
class Shown:
    """A panel: differences (of shares in points), counts with the `place` and `width` of their bars, and the test.

    levels: of a category, in the order of the x axis; none of a number. ends: of the y axis, alike for one outcome.
    beyond: subjects beyond what is drawn.
    """

    key: str
    heading: str
    name: str
    title: str
    rows: pd.DataFrame
    counts: pd.DataFrame
    test: pd.DataFrame
    levels: tuple[str, ...]
    better: str
    ends: tuple[float, float]
    beyond: int

    @staticmethod
    def is_curve(rows: pd.DataFrame) -> pd.Series[bool]:
        return rows["level"].isin(CURVE).fillna(False).astype(bool)


def panels_of(drawn: pd.DataFrame, rows: pd.DataFrame, look: Look) -> list[Shown]:
    """Make a panel of each analysis, outcome, visit and modifier."""
    scale = drawn["kind"].eq(Kind.RISK_DIFFERENCE_AT).map({True: 100.0, False: 1.0}).astype(float)
    drawn = drawn.assign(**{name: scale * drawn[name].astype(float) for name in SCALED})
    order = {visit: place for place, visit in enumerate(look.visits)}
    drawn = drawn.assign(_visit=drawn["AVISIT"].map(order).fillna(len(order)))
    made: list[Shown] = []
    for _, outcome in drawn.groupby(OUTCOME, sort=False, dropna=False):
        shown = [own for _, own in outcome.groupby(["_visit", "variable"], sort=False)]
        shown = sorted(shown, key=lambda own: float(own["_visit"].iloc[0]))
        visible = pd.concat([within(own) for own in shown])
        low, high = min(0.0, float(visible["conf_low"].min())), max(0.0, float(visible["conf_high"].max()))
        room = 0.05 * (high - low)
        ends = low - room, high + room
        for own in shown:
            made.append(panel(str(len(made)), within(own), drawn, rows, ends))
    return made


def within(own: pd.DataFrame) -> pd.DataFrame:
    """Leave out the values of a number beyond the curve."""
    curve = own.loc[Shown.is_curve(own), "value"]
    if curve.empty:
        return own
    return own[own["value"].between(float(curve.min()), float(curve.max()))]


def panel(key: str, own: pd.DataFrame, drawn: pd.DataFrame, rows: pd.DataFrame, ends: tuple[float, float]) -> Shown:
    first = own.iloc[0]
    beside = same(rows, first)
    levels = () if own["value"].notna().any() else tuple(str(level) for level in own["level"].unique())
    counts = placed(beside[beside["kind"].eq(Kind.COUNT)], levels)
    outside = counts["level"].isin([BELOW, ABOVE])
    tests = beside[beside["kind"].eq(Kind.INTERACTION) & beside["ARM"].isna()]
    name, unit = named(rows, first)
    parts = [outcome_name(first)] if several(drawn["PARAMCD"]) or several(drawn["group"]) else []
    parts += [str(first["label"])] if several(drawn["analysis"]) and pd.notna(first["label"]) else []
    parts += [unbroken(str(first["AVISIT"]))] if pd.notna(first["AVISIT"]) else []
    better = own["better"].dropna()
    return Shown(
        key=key,
        heading=", ".join([*parts, "by " + name[0].lower() + name[1:] if name[1:2].islower() else "by " + name]),
        name=name,
        title=f"{name} ({unit})" if unit else name,
        rows=own,
        counts=counts,
        test=tests,
        levels=levels,
        better=str(better.iloc[0]) if len(better) else "",
        ends=ends,
        beyond=int(counts.loc[outside, "count"].sum()),
    )


def outcome_name(first: pd.Series[Any]) -> str:
    if pd.notna(first["group"]):
        return str(first["group"])
    return str(first["PARAMCD"] if pd.isna(first["PARAM"]) else first["PARAM"])


def same(rows: pd.DataFrame, first: pd.Series[Any]) -> pd.DataFrame:
    """Take the rows of the same analysis, outcome, visit and modifier."""
    keep = pd.Series(True, index=rows.index)
    for key in (*OUTCOME, "AVISIT", "variable"):
        keep &= rows[key].isna() if pd.isna(first[key]) else rows[key].eq(str(first[key])).fillna(False)
    return rows[keep]


def placed(counts: pd.DataFrame, levels: tuple[str, ...]) -> pd.DataFrame:
    """Give each count that is drawn the place and the width of the bars of its arms together."""
    if levels:
        middle = counts["level"].map({level: float(k) for k, level in enumerate(levels)}).astype(float)
        return counts.assign(place=middle - WIDE / 2, width=WIDE)
    start = counts["minimum"].astype(float).where(counts["level"].isin(BINS))
    return counts.assign(place=start, width=counts["maximum"].astype(float) - start)


def named(rows: pd.DataFrame, first: pd.Series[Any]) -> tuple[str, str]:
    """Find a modifier's name and unit."""
    name = str(first["variable"])
    found = rows[rows["level"].eq(MODIFIER).fillna(False) & rows["variable"].eq(name).fillna(False)]
    found = found[found["PARAMCD"].isna() | found["PARAMCD"].eq(str(first["PARAMCD"]))]
    if found.empty:
        return name, ""
    label, unit = found["PARAM"].iloc[0], found["unit"].iloc[0]
    return (name if pd.isna(label) else str(label)), ("" if pd.isna(unit) else str(unit))
