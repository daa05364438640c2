"""The panels of a figure: one a parameter and measure of an analysis, each with its heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.theme import FAMILY, INK, LINE, POINT, QUIET, SIZE
from trialstats.display.figure.words import axis_title, direction, wrap

__all__ = ["Panel", "draw_headings", "heading_height", "name_panels", "strips"]

# Line spacing of headings, as a multiple of the size of type.
SPACING = 1.2
# From a heading down to its panel, points.
ABOVE = 4.0


@dataclass(frozen=True)
class Panel:
    """A panel's `key` in column `panel`, its heading, and the note below it (axis, direction of improvement)."""

    key: str
    heading: str
    note: str

    def fit(self, width: float) -> Panel:
        """Wrap heading and note to a width in mm."""
        return Panel(self.key, wrap(self.heading, width, bold=True), wrap(self.note, width))


def name_panels(rows: pd.DataFrame, statistic: str) -> tuple[pd.DataFrame, tuple[Panel, ...]]:
    """Add column `panel`, an ordered categorical, and describe each panel.

    Of several panels each says in its note what its axis is, since units and measures may differ; of a single one
    the axis itself does.
    """
    keys = ["PARAMCD", "measure", "analysis"]
    firsts = rows.drop_duplicates(keys)
    shared = firsts.duplicated(["PARAMCD", "measure"], keep=False)
    panels: list[Panel] = []
    for (_, row), is_shared in zip(firsts.iterrows(), shared, strict=True):
        heading = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
        if is_shared:
            heading += f": {row['analysis'] if pd.isna(row['label']) else row['label']}"
        axis = axis_title(statistic, row) if len(firsts) > 1 else ""
        panels.append(Panel(str(len(panels)), heading, "; ".join(filter(None, [axis, direction(row["better"])]))))
    numbers = pd.Series([panel.key for panel in panels], index=pd.MultiIndex.from_frame(firsts[keys].astype(object)))
    column = numbers.reindex(pd.MultiIndex.from_frame(rows[keys].astype(object))).to_numpy()
    order = [panel.key for panel in panels]
    return rows.assign(panel=pd.Categorical(column, order, ordered=True)), tuple(panels)


def heading_height(panels: tuple[Panel, ...]) -> float:
    """Room that the tallest heading takes with its note, mm."""
    return LINE * (_lines(panels, "heading") + _lines(panels, "note")) + ABOVE * POINT


def strips(panels: tuple[Panel, ...]) -> Any:
    """Label the facets with as many empty lines as the tallest heading has: what `draw_headings` writes on."""
    empty = "\n".join([" "] * (_lines(panels, "heading") + _lines(panels, "note")))
    return p9.as_labeller({panel.key: empty for panel in panels})


def draw_headings(axes: list[Any], panels: tuple[Panel, ...]) -> None:
    """Write each panel's heading above it, aligned with it, and below the heading its note in lighter type."""
    notes = _lines(panels, "note")
    for axis, panel in zip(axes, panels, strict=True):
        _write(axis, panel.heading, notes * LINE / POINT, INK, "bold")
        _write(axis, panel.note, (notes - 1 - panel.note.count("\n")) * LINE / POINT, QUIET, "normal")


def _write(axis: Any, text: str, up: float, colour: str, weight: str) -> None:
    axis.annotate(
        text,
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, ABOVE + up),
        textcoords="offset points",
        size=SIZE,
        family=FAMILY,
        color=colour,
        weight=weight,
        linespacing=SPACING,
        annotation_clip=False,
    )


def _lines(panels: tuple[Panel, ...], part: str) -> int:
    texts = [str(getattr(panel, part)) for panel in panels]
    return max(text.count("\n") + 1 if text else 0 for text in texts)
