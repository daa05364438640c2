"""The panels of a tipping point: a line with its band, or contours over the shifts of two arms."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trialstats.display.figure.axes import choose_ticks, dress, write_at
from trialstats.display.figure.theme import FAMILY, INK, QUIET, SIZE, Style
from trialstats.display.numbers import number
from trialstats.display.table.cells import Record, has
from trialstats.methods.imputation.rows import UNSHIFTED
from trialstats.methods.imputation.tipping_point_table_parts import Tipped

__all__ = ["draw_contours", "draw_line", "has_shade", "has_turn", "titles_of"]

Floats = NDArray[np.float64]
# The part of the plane in which an interval includes zero; light enough for lines and numbers on it.
SHADE = "#EDEDED"
CIRCLE = {"marker": "o", "markersize": 4.6, "markerfacecolor": "white", "markeredgecolor": INK, "zorder": 6}


def titles_of(tipped: Tipped) -> tuple[str, str]:
    """Title the axes."""
    unit = tipped.unit.strip()
    beside = f" ({unit})" if unit else ""
    x = _shift_title(tipped, tipped.moved, beside)
    if tipped.other is not None:
        return x, _shift_title(tipped, tipped.other, beside)
    own = tipped.as_assumed["unit"]
    return x, f"Difference from {tipped.as_assumed['REFERENCE']}{f' ({own})' if own else ''}"


def _shift_title(tipped: Tipped, arm: str, unit: str) -> str:
    return f"Factor of what is imputed of {arm}" if tipped.is_factor else f"Shift of what is imputed of {arm}{unit}"


def has_turn(tipped: Tipped) -> bool:
    """Tell whether a line is drawn where the result turns."""
    if tipped.other is None:
        return has(tipped.turn, "estimate")
    return has_shade(tipped) and any(margin(row) < 0 for row in tipped.differences.values())


def has_shade(tipped: Tipped) -> bool:
    """Tell whether the interval includes zero in a part of the plane."""
    return tipped.other is not None and any(margin(row) > 0 for row in tipped.differences.values())


def margin(row: Record) -> float:
    """Give by how much an interval includes zero; below 0 where it excludes it."""
    return min(float(row["conf_high"]), -float(row["conf_low"]))


def draw_line(axes: Any, tipped: Tipped, style: Style) -> None:
    """Draw differences with their band against the shift of one arm, and where the result turns."""
    points = sorted(tipped.differences, key=lambda point: tipped.delta(tipped.moved, point))
    x = [tipped.delta(tipped.moved, point) for point in points]
    middle, low, high = (
        [float(tipped.differences[point][name]) for point in points] for name in ("estimate", "conf_low", "conf_high")
    )
    bottom, top = min(0.0, *low), max(0.0, *high)
    pad = 0.06 * (top - bottom)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(bottom - pad, top + pad)
    dress(axes, choose_ticks(x[0], x[-1], 8), choose_ticks(bottom - pad, top + pad, 7))
    axes.axhline(0, color=QUIET, linewidth=0.7, zorder=2)
    axes.fill_between(x, low, high, color=style.colour, alpha=0.16, linewidth=0, zorder=1)
    axes.plot(x, middle, color=style.colour, linestyle=style.line, linewidth=1.3, zorder=4)
    at = tipped.delta(tipped.moved, UNSHIFTED)
    axes.plot([at], [tipped.as_assumed["estimate"]], linestyle="none", clip_on=False, **CIRCLE)
    if has_turn(tipped):
        turn = float(tipped.turn["estimate"])
        axes.axvline(turn, color=INK, linewidth=0.8, linestyle=(0, (3, 2)), zorder=3)
        right = turn < (x[0] + x[-1]) / 2
        text = f"{number(turn, tipped.digits)}{tipped.unit}"
        write_at(axes, turn, 1, text, across=1.0 if right else -1.0, up=-2.0, data="x", ha="left" if right else "right")


def draw_contours(axes: Any, tipped: Tipped, style: Style) -> None:
    """Draw lines of the same difference over the shifts of two arms, and the line at which the result turns."""
    assert tipped.other is not None
    x, y = (sorted({tipped.delta(arm, point) for point in tipped.differences}) for arm in (tipped.moved, tipped.other))
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    dress(axes, choose_ticks(x[0], x[-1], 8), choose_ticks(y[0], y[-1], 7), grid="both")
    estimates = _over(tipped, x, y, lambda row: row["estimate"])
    inside = _over(tipped, x, y, margin)
    if has_shade(tipped):
        axes.contourf(x, y, inside, levels=[0.0, float(inside.max()) * 1.01], colors=[SHADE], zorder=0)
    levels = choose_ticks(float(estimates.min()), float(estimates.max()), 8)
    lines = axes.contour(x, y, estimates, levels=levels, colors=[style.colour], linewidths=0.7, linestyles="solid")
    labels = axes.clabel(lines, fmt=lambda value: number(value, _digits(levels)), fontsize=SIZE, inline_spacing=2)
    for label in labels:
        label.set_family(FAMILY)
    if has_turn(tipped):
        axes.contour(x, y, inside, levels=[0.0], colors=[INK], linewidths=1.6, zorder=5)
    at = [tipped.delta(arm, UNSHIFTED) for arm in (tipped.moved, tipped.other)]
    axes.plot(at[:1], at[1:], linestyle="none", clip_on=False, **CIRCLE)


def _digits(levels: list[float]) -> int:
    return next((d for d in range(6) if all(abs(level - round(level, d)) < 1e-9 for level in levels)), 6)


def _over(tipped: Tipped, x: list[float], y: list[float], of: Any) -> Floats:
    """Lay a number of each difference out over the shifts: (len(y), len(x))."""
    laid = np.empty((len(y), len(x)))
    for point, row in tipped.differences.items():
        laid[y.index(tipped.delta(str(tipped.other), point)), x.index(tipped.delta(tipped.moved, point))] = of(row)
    return laid
