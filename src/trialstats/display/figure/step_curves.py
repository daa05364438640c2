"""Step curves over time: which names of times an axis has room for, and the steps of an arm with their band."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialstats.display.figure.axes import choose_ticks
from trialstats.display.figure.theme import LINES, Style, text_width
from trialstats.display.figure.words import levels_drawn

__all__ = [
    "FEW_AT_RISK",
    "Numbers",
    "apart",
    "band_words",
    "draw_course",
    "draw_steps",
    "end_of_axis",
    "few_words",
    "named_times",
    "readable",
    "round_times",
]

# Between the names of two times, mm.
BETWEEN = 1.5
# By so much rounding may let a name end beyond the axis, mm.
TOUCHING = 0.01
MOST_TICKS = 6
# At risk, so many subjects or more make a curve to be read; with fewer, one event more or less moves it by a tenth.
FEW_AT_RISK = 10
FAINT = 0.35
# Width of a curve, in points.
WIDTH = 1.3

Numbers = np.ndarray[Any, Any]


def named_times(times: pd.DataFrame, last: float) -> dict[float, str]:
    """Name the places on the axis: the beginning and the times given (AVISIT, value); where none is, round ones."""
    at = times.drop_duplicates("AVISIT").sort_values("value", kind="stable")
    named = {float(row["value"]): f"{row['AVISIT']}" for _, row in at.iterrows()}
    return {0.0: "0"} | (named or round_times(last))


def round_times(last: float) -> dict[float, str]:
    """Name round times up to the last by their numbers."""
    return {tick: f"{tick:g}" for tick in choose_ticks(0, last, MOST_TICKS)}


def end_of_axis(named: Mapping[float, str], length: float, last: float, cell: float = 0.0) -> float:
    """Let an axis from 0 of a length in mm go so far beyond the last time that the names on it end before it does.

    cell: width of the widest text below a name, mm.
    """
    reaches = [
        time / (1 - min(max(text_width(name), cell) / 2 / length, 0.2)) for time, name in named.items() if time <= last
    ]
    return max(last, *reaches) if reaches else last


def readable(
    named: Mapping[float, str],
    length: float,
    last: float,
    between: Mapping[float, str] | None = None,
    cell: float = 0.0,
) -> dict[float, str]:
    """Keep the times whose names stand apart, from the first on, and then those `between` for which there is room.

    length: of an axis from 0 to `last`, in mm. cell: width of the widest text below a name, mm.
    """
    inside = {
        time: name
        for time, name in (*named.items(), *(item for item in (between or {}).items() if item[0] not in named))
        if time / last * length + max(text_width(name), cell) / 2 <= length + TOUCHING
    }
    return dict(sorted(apart(inside, length / last, cell).items()))


def apart(named: Mapping[float, str], mm: float, cell: float) -> dict[float, str]:
    """Keep the places whose names, and texts of a width of `cell` below them, stand apart, from the first on.

    mm: how long a unit of the axis is.
    """
    kept: dict[float, str] = {}
    for place, name in named.items():
        widths = [max(text_width(text), cell) for text in (name, *kept.values())]
        if all(
            abs(place - at) * mm >= (widths[0] + own) / 2 + BETWEEN for at, own in zip(kept, widths[1:], strict=True)
        ):
            kept[place] = name
    return kept


def few_words(curve: pd.DataFrame, least: int, *, bands: bool = True) -> str:
    """Say where curves (rows of all arms) are faint; nothing where none is. bands: whether curves have any."""
    few = (curve["n"] < least) & (curve["value"] > 0)
    without = ", and without a band" if bands else ""
    return f"Faint{without}: fewer than {least} of the arm at risk." if few.any() else ""


def band_words(curve: pd.DataFrame, least: int) -> str:
    """Say what the bands of curves (rows of all arms) are; nothing where no curve has one, with few at risk."""
    levels = levels_drawn(curve[(curve["n"] >= least) & (curve["value"] > 0)])
    return f"Bands are their {levels} confidence intervals." if levels else ""


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
            draw_course(axes, time[part], share[part], style, alpha=alpha)


def draw_course(axes: Any, time: Numbers, share: Numbers, style: Style, **how: Any) -> None:
    """Draw steps from each time to the next on a plot area whose ends are set.

    Of a dashed line, steps smaller than it is wide are drawn as a slope: dashes around their corners look torn.
    """
    how = {"color": style.colour, "lw": WIDTH, "ls": style.line, **how}
    seen = style.line == LINES[0] or _are_seen(axes, time, share)
    if np.all(seen):
        axes.step(time, share, where="post", **how)
        return
    before = np.flatnonzero(seen) + 1
    axes.plot(np.insert(time, before, time[before]), np.insert(share, before, share[before - 1]), **how)


def _are_seen(axes: Any, time: Numbers, share: Numbers) -> np.ndarray[Any, Any]:
    """Tell which steps are as long or as high as the line is wide."""
    box, point = axes.get_window_extent(), axes.figure.dpi / 72
    across = np.abs(np.diff(time)) / abs(axes.get_xlim()[1] - axes.get_xlim()[0]) * box.width / point
    up = np.abs(np.diff(share)) / abs(axes.get_ylim()[1] - axes.get_ylim()[0]) * box.height / point
    seen: np.ndarray[Any, Any] = (across >= WIDTH) | (up >= WIDTH)
    return seen
