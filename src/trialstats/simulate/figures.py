"""Figures of a design: power by the number of subjects, and by the effect that is believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from trialstats.display.figure.axes import choose_ticks, dress
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.page import Page, key_height
from trialstats.display.figure.theme import LINE, QUIET, SINGLE, Style, arm_styles
from trialstats.display.figure.words import wrap
from trialstats.display.look import Look

__all__ = ["draw_by_effect", "draw_by_size"]

WIDTH, TALL, LEFT, MARGIN, BELOW = 1.4 * SINGLE, 62.0, 14.0, 3.0, 11.0
TICKS = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
Formula = Callable[[int], float] | None


def draw_by_size(
    points: pd.DataFrame,
    labels: dict[str, str],
    formulas: dict[str, Formula],
    wanted: float | None,
    *,
    together: bool = False,
) -> Drawing:
    """Draw power by the number of subjects: points with intervals simulated, lines by formula.

    points: hypothesis n replicates power power_low power_high, a row a size and hypothesis. labels: of the hypotheses.
    together: whether one procedure tests all of them.
    """
    low, high = float(points["n"].min()), float(points["n"].max())
    beyond = 0.15 * max(high - low, 0.5 * high)
    # One size alone stands in its formula from half of it to twice as many.
    ends = (max(4.0, low - beyond), high + beyond) if high > low else (max(4.0, low / 2), 2 * high)
    how = ", each hypothesis by the procedure for all" if together else ""
    most = f"{points['replicates'].max():,.0f}"
    notes = f"Points: up to {most} simulated trials{how}; bars: 95% interval of the simulation."
    if any(formulas.values()):
        alone = " alone" if together else ""
        notes += f"\nLines: power of each hypothesis by its own test{alone}, by formula."
    page, axes, styles = _page(labels, notes, "Subjects randomised")
    for place, (name, style) in enumerate(styles.items()):
        formula = formulas.get(name)
        if formula is not None:
            sizes = np.unique(np.linspace(*ends, 60).astype(int))
            axes.plot(sizes, [formula(int(n)) for n in sizes], color=style.colour, ls=style.line, lw=1.1)
        own = points[points["hypothesis"] == name]
        # Side by side, where several hypotheses have the same sizes.
        moved = own["n"] + (place - (len(styles) - 1) / 2) * 0.008 * (ends[1] - ends[0])
        _bars(axes, moved, own, style)
    if wanted is not None:
        axes.axhline(wanted, color=QUIET, lw=0.6)
        page.write(LEFT + 1.0, MARGIN + TALL * (1 - wanted) - 1.6, f"Power wanted: {100 * wanted:g}%")
    axes.set_xlim(ends)
    dress(axes, choose_ticks(*ends, 6), TICKS)
    _titles(page, "Subjects randomised")
    data = points.assign(id=points["hypothesis"] + "/" + points["n"].astype(str))
    told = f"Power by the number of subjects, from {low:.0f} to {high:.0f}."
    return Drawing(page.figure, data, page.width, page.height, told)


def draw_by_effect(found: pd.DataFrame, labels: dict[str, str], believed: str) -> Drawing:
    """Draw power by the effect that was drawn for a trial, over the density of what is believed.

    found: of slot replicates power power_low power_high. believed: title of the axis.
    """
    notes = (
        "Points: trials by the effect drawn for each; bars: 95% interval of the simulation.\nGrey: what is believed."
    )
    page, axes, styles = _page(labels, notes, believed)
    ends = (-2.6, 2.6)
    x = np.linspace(*ends, 200)
    axes.fill_between(x, 0.35 * np.exp(-(x**2) / 2), color="#E3E3E3", lw=0)
    for place, (name, style) in enumerate(styles.items()):
        own = found[found["of"] == name].sort_values("slot")
        moved = own["slot"] + (place - (len(styles) - 1) / 2) * 0.04
        axes.plot(moved, own["power"], color=style.colour, ls=style.line, lw=0.8)
        _bars(axes, moved, own, style)
    axes.set_xlim(ends)
    dress(axes, [-2.0, -1.0, 0.0, 1.0, 2.0], TICKS)
    _titles(page, believed)
    data = found.assign(id=found["of"] + "/" + found["slot"].astype(str))
    return Drawing(page.figure, data, page.width, page.height, "Power by the effect, over what is believed of it.")


def _page(labels: dict[str, str], notes: str, across: str) -> tuple[Page, Any, dict[str, Style]]:
    """Lay out a page with axes, key and notes, and room for the title of what is across."""
    names = tuple(labels)
    styles = arm_styles(Look("", names, names[0], ()))
    room = WIDTH - LEFT - MARGIN
    key = key_height(labels, room)
    notes = "\n".join(wrap(line, WIDTH - 2 * MARGIN) for line in notes.split("\n"))
    lines = notes.count("\n") + 1
    below = BELOW + _more_lines(wrap(across, room))
    page = Page(WIDTH, MARGIN + TALL + below + key + LINE * 1.3 * lines + MARGIN)
    axes = page.plot_area(LEFT, MARGIN, room, TALL)
    axes.set_ylim(0, 1)
    page.key(LEFT, MARGIN + TALL + below, room, labels, styles, lines=True, marks=True)
    page.notes(MARGIN, MARGIN + TALL + below + key + 1.0, notes)
    return page, axes, styles


def _bars(axes: Any, x: Any, own: pd.DataFrame, style: Style) -> None:
    power = own["power"].to_numpy(dtype=float)
    ends = np.stack([power - own["power_low"].to_numpy(dtype=float), own["power_high"].to_numpy(dtype=float) - power])
    how = {"fmt": style.marker, "color": style.colour, "ms": 3.6, "mew": 0, "elinewidth": 0.7, "capsize": 0}
    axes.errorbar(x, power, np.maximum(ends, 0), clip_on=False, **how)


def _titles(page: Page, across: str) -> None:
    room = page.width - LEFT - MARGIN
    title = wrap(across, room)
    page.write(LEFT + room / 2, MARGIN + TALL + 7.5 + _more_lines(title) / 2, title, ha="center")
    page.write(3.0, MARGIN + TALL / 2, "Power", rotation=90, ha="center")


def _more_lines(text: str) -> float:
    """Room that the lines of a text take after its first, mm."""
    return LINE * 1.2 * text.count("\n")
