"""The lines of limits of quantification: which are drawn, and the words for all of them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import write_at
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.theme import POINT, text_width
from trialstats.display.figure.words import direction, list_of, unbroken, unit_of
from trialstats.methods.laboratory.rows import Beyond
from trialstats.methods.shared.quantification.rows import Limit

__all__ = ["LIMITS", "is_crossed", "name_lines", "uncrossed", "with_limits"]

LIMITS = {Limit.LOWER: "LLOQ", Limit.UPPER: "ULOQ"}
BEYOND = {Limit.LOWER: Beyond.BELOW, Limit.UPPER: Beyond.ABOVE}
# The widest name of a batch that finds room beside its line, mm.
BESIDE = 3.4


def is_crossed(limits: pd.DataFrame, drawn: pd.DataFrame) -> pd.Series[bool]:
    """Tell the limits that some result of the panel lies beyond; the others would only stretch the axis."""
    seen = set(zip(drawn["panel"], drawn["level"], strict=True))
    sides = limits["variable"].map(BEYOND)
    crossed = [place in seen for place in zip(limits["panel"], sides, strict=True)]
    return pd.Series(crossed, index=limits.index, dtype="bool")


def with_limits(panel: Panel, drawn: pd.DataFrame, limits: pd.DataFrame, *, alone: bool) -> Panel:
    """Say under the heading of a panel what its lines are; and its unit, which the axis of one alone says."""
    own = drawn[drawn["panel"] == panel.key].iloc[0]
    said = limit_words(limits[limits["panel"] == panel.key])
    parts = [
        "" if alone else unit_of(own),
        f"{'L' if alone else 'l'}ines: {said}" if said else "",
        direction(own["better"]),
    ]
    return Panel(panel.key, panel.heading, "; ".join(filter(None, parts)))


def limit_words(limits: pd.DataFrame) -> str:
    """Name limits with their batches: `LLOQ 0.5 (batch B), 0.7 (batch A)`."""
    parts = []
    for variable, word in LIMITS.items():
        own = limits[limits["variable"] == variable]
        named = [
            f"{value:g}" + (f" ({list_of(list(batches))})" if (batches := group["group"].dropna()).size else "")
            for value, group in own.groupby("value")
        ]
        parts += [f"{word} {', '.join(named)}"] if named else []
    return "; ".join(parts)


def uncrossed(limits: pd.DataFrame) -> str:
    """Name the limits that no result lies beyond, and that are not drawn."""
    said = [
        f"{group['PARAM'].iloc[0]} {limit_words(group)} {unit_of(group.iloc[0])}".strip()
        for _, group in limits.groupby("panel", observed=True)
    ]
    return f"No result lies beyond limits that are not drawn: {'; '.join(map(unbroken, said))}." if said else ""


def name_lines(axes: Any, panels: tuple[Panel, ...], limits: pd.DataFrame) -> None:
    """Write the batches beside the lines of their limits, where their names are short; axes count in powers of 10."""
    for axis, panel in zip(axes, panels, strict=True):
        own = limits[(limits["panel"] == panel.key) & limits["group"].notna()]
        for value, group in own.groupby("value"):
            name = ", ".join(group["group"])
            if text_width(name) <= BESIDE:
                write_at(axis, 1, math.log10(float(str(value))), name, across=1.5 * POINT, data="y", va="center")
