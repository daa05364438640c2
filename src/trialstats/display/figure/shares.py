"""Shares of subjects by visit and arm, a panel a thing counted; below each how many of how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import present
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facet_theme import arm_scales
from trialstats.display.figure.facets import Facets, lay_out
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.text_rows import CellRows
from trialstats.display.figure.theme import arm_styles
from trialstats.display.figure.words import not_estimated, notes, tick_labels, unbroken
from trialstats.display.look import Look
from trialstats.display.numbers import number

__all__ = ["draw_shares", "lay_out_counts"]

# From one arm to the next at a visit, mm: enough to see lines that would lie on each other.
DODGE = 1.0


def draw_shares(
    rows: pd.DataFrame,
    panels: tuple[Panel, ...],
    look: Look,
    title: str,
    absent: pd.DataFrame,
    columns: Sequence[str],
    alt: str,
) -> Drawing:
    """Draw `percent` of rows with panel, AVISIT and ARM as ordered categoricals, and `count` of `total` below.

    title: of the axis of a single panel. absent: rows without a number, which a note names. columns: of the data.
    """
    page = lay_out_counts(rows, panels)
    caption = notes([page.axis.note(), *not_estimated(absent)], look, page.width - 6)
    height = page.height(caption)
    plot = _plot(_placed(rows, page), page, look) + p9.labs(x="", y=title if len(panels) == 1 else " ", caption=caption)
    return Drawing(page.draw(plot + page.theme(height)), plotted(rows, columns), page.width, height, alt)


def lay_out_counts(rows: pd.DataFrame, panels: tuple[Panel, ...]) -> Facets:
    """Lay panels out with `count` of `total` below each visit.

    Where these have no room, and are of as many at all visits, counts stand alone, and how many those are beside the
    names of the arms.
    """
    page = lay_out(rows, panels, _cells(rows))
    whole = _totals(rows)
    return lay_out(rows, panels, _counts_alone(rows, whole)) if whole and not page.axis.all_told else page


def _cells(rows: pd.DataFrame) -> CellRows:
    panels = [
        {
            (str(row["AVISIT"]), str(row["ARM"])): f"{number(row['count'], 0)}/{number(row['total'], 0)}"
            for _, row in group.iterrows()
        }
        for _, group in rows.groupby("panel", observed=True)
    ]
    return CellRows("n/N", tuple(present(rows["ARM"])), tuple(panels))


def _totals(rows: pd.DataFrame) -> dict[str, float]:
    """Give the number of subjects of each arm, if it is the same in every panel and at every visit."""
    found = {str(arm): own.unique() for arm, own in rows.groupby("ARM", observed=True)["total"]}
    return {arm: float(own[0]) for arm, own in found.items()} if all(len(own) == 1 for own in found.values()) else {}


def _counts_alone(rows: pd.DataFrame, whole: Mapping[str, float]) -> CellRows:
    """Write counts without what they are of, which stands beside the names of the arms."""
    beside = {arm: unbroken(f"(N = {number(total, 0)})") for arm, total in whole.items()}
    cells = _cells(rows)
    panels = tuple({key: cell.split("/")[0] for key, cell in panel.items()} for panel in cells.panels)
    return replace(cells, header="n", panels=panels, beside=beside)


def _placed(rows: pd.DataFrame, page: Facets) -> pd.DataFrame:
    arms = present(rows["ARM"])
    step = min(DODGE, 0.5 * page.axis.gap / len(arms)) * page.axis.unit
    beside = rows["ARM"].astype(str).map({arm: step * (i - (len(arms) - 1) / 2) for i, arm in enumerate(arms)})
    return rows.assign(x=page.axis.at(rows["AVISIT"]) + beside.astype("float64"))


def _plot(rows: pd.DataFrame, page: Facets, look: Look) -> Any:
    joined = rows[rows.groupby(["panel", "ARM"], observed=True)["x"].transform("size") > 1]
    mapping = p9.aes("x", "percent", color="ARM", shape="ARM", linetype="ARM", group="ARM")
    return (
        p9.ggplot(rows, mapping)
        + ([p9.geom_line(data=joined, size=0.45)] if len(joined) else [])
        + p9.geom_point(size=1.6, stroke=0.3)
        + page.layers(free_y=False)
        + p9.scale_y_continuous(breaks=range(0, 101, 20), labels=tick_labels, expand=(0.02, 0))
        + p9.coord_cartesian(ylim=(0, 100))
        + arm_scales(present(rows["ARM"]), arm_styles(look), page.width)
    )
