"""Step curves over time: which names of times an axis has room for, and the steps of an arm with their band."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialstats.display.figure.axes import choose_ticks
from trialstats.display.figure.theme import Style, text_width

__all__ = ["FEW_AT_RISK", "draw_steps", "few_words", "named_times", "readable", "round_times"]

# Between the names of two times, mm.
BETWEEN = 1.5
MOST_TICKS = 6
# At risk, so many subjects or more make a curve to be read; with fewer, one event more or less moves it by a tenth.
FEW_AT_RISK = 10
FAINT = 0.35


def named_times(times: pd.DataFrame, last: float) -> dict[float, str]:
    """Name the places on the axis: the beginning and the times given (AVISIT, value); where none is, round ones."""
    at = times.drop_duplicates("AVISIT").sort_values("value", kind="stable")
    named = {float(row["value"]): f"{row['AVISIT']}" for _, row in at.iterrows()}
    return {0.0: "0"} | (named or round_times(last))


def round_times(last: float) -> dict[float, str]:
    """Name round times up to the last by their numbers."""
    return {tick: f"{tick:g}" for tick in choose_ticks(0, last, MOST_TICKS)}


def readable(
    named: Mapping[float, str], length: float, last: float, after: float, between: Mapping[float, str] | None = None
) -> dict[float, str]:
    """Keep the times whose names stand apart, from the first on, and then those `between` for which there is room.

    length: of an axis from 0 to `last`, in mm, with so much room after it.
    """
    kept: dict[float, str] = {}
    for time, name in (*named.items(), *(between or {}).items()):
        inside = time / last * length + text_width(name) / 2 <= length + after
        apart = all(
            abs(time - other) / last * length >= (text_width(kept[other]) + text_width(name)) / 2 + BETWEEN
            for other in kept
        )
        if inside and apart:
            kept[time] = name
    return dict(sorted(kept.items()))


def few_words(curve: pd.DataFrame, least: int) -> str:
    """Say where curves (rows of all arms) are faint; nothing where none is."""
    few = (curve["n"] < least) & (curve["value"] > 0)
    return f"Faint, and without a band: fewer than {least} of the arm at risk." if few.any() else ""


def draw_steps(axes: Any, rows: pd.DataFrame, style: Style, *, bands: bool = True, least: int = FEW_AT_RISK) -> None:
    """Draw an arm: `estimate` from each `value` to the next, and the band of its limits where they are known.

    From the last time at which `least` (n) or more are known to be at risk on, the curve is faint, and its band ends.
    """
    rows = rows.sort_values("value", kind="stable")
    time, share = rows["value"].to_numpy(dtype=float), rows["estimate"].to_numpy(dtype=float)
    few = (rows["n"].to_numpy(dtype=float) < least) & (time > 0)
    firm = int(few.argmax()) - 1 if few.any() else len(time) - 1
    parts = {1.0: slice(0, firm + 1), FAINT: slice(firm, None)}
    if bands:
        low, high = (rows[name].to_numpy(dtype=float) for name in ("conf_low", "conf_high"))
        known = (low == low) & (np.arange(len(time)) <= firm)
        axes.fill_between(time[known], low[known], high[known], step="post", color=style.colour, alpha=0.13, lw=0)
    for alpha, part in parts.items():
        if time[part].size > 1:
            axes.step(time[part], share[part], where="post", color=style.colour, lw=1.3, ls=style.line, alpha=alpha)
