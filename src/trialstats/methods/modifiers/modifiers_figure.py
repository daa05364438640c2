"""Differences between arms over effect modifiers: a panel each, with bands, and below who there is at which value."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.estimates import equals
from trialstats.display.figure.axes import choose_ticks, dress, write_at
from trialstats.display.figure.choose import choose_rows, present, set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.marks import mark_size
from trialstats.display.figure.panel_page import PanelPage
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, QUIET, SINGLE, Style, arm_styles
from trialstats.display.figure.words import (
    levels_drawn,
    list_of,
    measure_words,
    not_estimated,
    notes,
    unbroken,
    unit_of,
    wrap,
)
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.modifiers.modifiers_figure_panels import Shown, panels_of
from trialstats.methods.modifiers.options import ModifiersFigure
from trialstats.results.kinds import PERCENTAGE_POINTS, Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "measure",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "group",
    "variable",
    "level",
    "n",
    "count",
    "total",
    "value",
    "minimum",
    "maximum",
    "estimate",
    "std_error",
    "num_df",
    "df",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
# Around the panels and for the numbers of the y axis; height of a panel and of its x axis, mm.
MARGIN, BETWEEN, NUMBERS, TALL, AXIS = 2.0, 6.0, 13.0, 52.0, 9.0
# The share of a panel's height that is kept below the differences for the bars, and that the tallest takes.
FOOT, TALLEST = 0.24, 0.17
# The usual size of the mark of a level, in points.
MARK = 4.2
PARTS = Parts((Kind.DIFFERENCE_AT, Kind.RISK_DIFFERENCE_AT), ("PARAMCD", "variable", "AVISIT", "analysis"))


def draw(figure: ModifiersFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a panel an analysis, parameter, visit and modifier, from rows of kinds difference_at, count and interaction.

    Of shares the differences are drawn in percentage points. Raises DataError where there is nothing to draw.
    """
    kinds = rows["kind"].isin([Kind.DIFFERENCE_AT, Kind.RISK_DIFFERENCE_AT]).fillna(False)
    first = rows.loc[kinds, "kind"]
    kind = Kind(str(first.iloc[0])) if len(first) else Kind.DIFFERENCE_AT
    chosen = choose_rows(figure, rows, kind)
    if figure.modifiers:
        chosen = chosen[chosen["variable"].isin(figure.modifiers)]
    drawn, absent = set_apart(figure, chosen, "estimate")
    panels = panels_of(drawn, rows, look)
    columns = min(3 if len(panels) in (3, 5, 6) or len(panels) > 6 else 2, len(panels))
    width = SINGLE * 1.25 if columns == 1 else DOUBLE
    grid = Grid(width, columns, MARGIN + NUMBERS, BETWEEN + NUMBERS, MARGIN)
    styles = arm_styles(look)
    arms = [arm for arm in look.arms if arm in {*drawn["ARM"], *drawn["REFERENCE"]}]
    caption = notes(
        [*said(panels), *not_estimated(of_modifiers(absent)), *notes_of_beyond(figure, rows)],
        look,
        width - 2 * MARGIN - 5,
    )
    page = PanelPage(
        grid,
        [heading(shown) for shown in panels],
        tall=TALL,
        below=AXIS,
        caption=caption,
        key={arm: styles[arm] for arm in arms},
        marks=True,
    )
    for place, shown in enumerate(panels):
        draw_panel(page.areas[place], shown, styles, grid.length)
        page.title(place, shown.title, ordinate(shown), aside=NUMBERS - 2.5)
    used = pd.concat([frame for shown in panels for frame in (shown.rows, shown.counts, shown.test)])
    data = plotted(used.drop_duplicates("id"), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, alt(panels))


def of_modifiers(absent: pd.DataFrame) -> pd.DataFrame:
    """Name what could not be estimated by its modifier too."""
    names = absent["variable"].str.cat(absent["level"], sep=" ")
    return absent.assign(ARM=names.str.cat(absent["ARM"], sep=", "))


def heading(shown: Shown) -> Panel:
    """Say what the panel is of; below it the test of interaction, and which side is good."""
    p = shown.test["p_value"].dropna()
    tested = f"interaction p {equals(float(p.iloc[0]))}" if len(p) else "no test of interaction"
    return Panel(shown.key, shown.heading, "\n".join(filter(None, [unbroken(tested), favours(shown)])))


def favours(shown: Shown) -> str:
    """Say which side of zero speaks for the arm."""
    arms = present(shown.rows["ARM"])
    active = arms[0] if len(arms) == 1 else "the active arm"
    sides = {
        "lower": f"\N{DOWNWARDS ARROW} below 0 favours {active}",
        "higher": f"\N{UPWARDS ARROW} above 0 favours {active}",
    }
    return sides.get(shown.better, "")


def ordinate(shown: Shown) -> str:
    """Title the y axis."""
    row = shown.rows.iloc[0]
    if row["kind"] == Kind.RISK_DIFFERENCE_AT:
        return f"Difference of shares ({PERCENTAGE_POINTS})"
    words, unit = measure_words(row["measure"]), unit_of(row)
    return (f"Difference in {words}" if words else "Difference") + (f" ({unit})" if unit else "")


def mark_of(shown: Shown) -> float:
    """Give the size of marks of levels, in points."""
    low, high = shown.ends
    lengths = (shown.rows["conf_high"] - shown.rows["conf_low"]).astype("float64")
    return mark_size(lengths / (high - low) * TALL * (1 - FOOT), MARK)


def draw_panel(axes: Any, shown: Shown, styles: dict[str, Style], length: float) -> None:
    """Draw curves with bands, or points with intervals, over zero; below them the bars of subjects."""
    arms = present(shown.rows["ARM"])
    for place, arm in enumerate(arms):
        own, style = shown.rows[shown.rows["ARM"] == arm], styles[arm]
        if shown.levels:
            shift = 0.16 * (place - (len(arms) - 1) / 2)
            x = own["level"].map({level: float(k) for k, level in enumerate(shown.levels)}).astype(float) + shift
            axes.vlines(x, own["conf_low"], own["conf_high"], color=style.colour, linewidth=1.1, zorder=3)
            axes.plot(x, own["estimate"], style.marker, color=style.colour, ms=mark_of(shown), mew=0, zorder=4)
            continue
        curve = own[shown.is_curve(own)].sort_values("value")
        x, low, high = (curve[name].astype(float) for name in ("value", "conf_low", "conf_high"))
        axes.fill_between(x, low, high, color=style.colour, alpha=0.15, linewidth=0, zorder=2)
        axes.plot(x, curve["estimate"], color=style.colour, linewidth=1.3, linestyle=style.line, zorder=3)
        points = own[~shown.is_curve(own)]
        axes.plot(
            points["value"],
            points["estimate"],
            style.marker,
            color=style.colour,
            markersize=3.4,
            markeredgewidth=0,
            zorder=4,
        )
    low_end, high_end = shown.ends
    foot = low_end - FOOT / (1 - FOOT) * (high_end - low_end)
    axes.set_ylim(foot, high_end)
    ticks = choose_ticks(low_end, high_end, 6)
    if shown.levels:
        axes.set_xlim(-0.6, len(shown.levels) - 0.4)
        room = length / len(shown.levels) - 1.0
        dress(axes, range(len(shown.levels)), ticks, labels=[wrap(level, room) for level in shown.levels])
    else:
        left, right = axes.get_xlim()
        dress(axes, choose_ticks(left, right, 6), ticks)
    axes.axhline(0, color=QUIET, linewidth=0.7, zorder=1)
    bars(axes, shown, styles)


def bars(axes: Any, shown: Shown, styles: dict[str, Style]) -> None:
    """Draw at the foot how many subjects of each arm are where; the tallest bar has its number."""
    counts = shown.counts[shown.counts["place"].notna()]
    tallest = float(counts["count"].max()) if len(counts) else 0.0
    if not tallest:
        return
    arms = [arm for arm in styles if arm in set(counts["ARM"])]
    for place, arm in enumerate(arms):
        own = counts[counts["ARM"] == arm]
        width = own["width"].astype(float) / len(arms)
        left = own["place"].astype(float) + place * width
        tall = TALLEST * own["count"].astype(float) / tallest
        axes.bar(
            left,
            tall,
            width=width * 0.92,
            align="edge",
            color=styles[arm].colour,
            alpha=0.55,
            linewidth=0,
            transform=axes.get_xaxis_transform(),
            zorder=2,
        )
    most = counts.sort_values("count", kind="stable").iloc[-1]
    across = float(most["place"]) + (arms.index(str(most["ARM"])) + 0.5) * float(most["width"]) / len(arms)
    write_at(axes, across, TALLEST, number(tallest, 0), up=0.6, data="x", ha="center", color=QUIET)


def said(panels: list[Shown]) -> list[str]:
    """Say what is drawn, how sure it is, and what is not drawn."""
    rows = pd.concat([shown.rows for shown in panels])
    levels = levels_drawn(rows)
    arms, references = present(rows["ARM"]), present(rows["REFERENCE"])
    active = arms[0] if len(arms) == 1 else "each arm"
    curves, points = [s for s in panels if not s.levels], [s for s in panels if s.levels]
    drawn = [f"Differences are {active} minus {list_of(references)}."]
    if curves:
        drawn.append(
            f"Lines: the difference that the model gives at each value, with its pointwise {levels} "
            "confidence band, which holds at one value and not for the whole line; marks: the values of the table."
        )
    if points:
        drawn.append(f"Points of levels have {levels} confidence intervals.")
    drawn.append("Bars: subjects of each arm, the tallest with their number.")
    told = [" ".join(drawn)]
    if curves:
        beyond = sorted({shown.beyond for shown in curves if shown.beyond})
        most = f" (up to {max(beyond)} subjects a panel)" if beyond else ""
        told.append(f"Below the 5th and above the 95th percentile of a modifier{most} nothing is drawn.")
    return told


def alt(panels: list[Shown]) -> str:
    rows = pd.concat([shown.rows for shown in panels])
    arms = present(rows["ARM"])
    where = f", at {list_of(present(rows['AVISIT']))}" if several(rows["AVISIT"]) else ""
    return (
        f"Differences between {list_of(arms)} and {list_of(present(rows['REFERENCE']))} over "
        f"{list_of(list(dict.fromkeys(shown.name for shown in panels)))}{where}, with confidence bands or intervals, a "
        "line at no difference, and bars of how many subjects are where."
    )
