"""The panels of a figure: what each shows, and its heading with a note, written above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import write_at
from trialstats.display.figure.theme import LINE, POINT, QUIET
from trialstats.display.figure.words import axis_title, direction, wrap

__all__ = ["Panel", "heading_height", "heading_lines", "name_panels", "note_lines", "write_headings"]

# Line spacing of headings, as a multiple of the size of type.
SPACING = 1.2
# From a heading down to its panel, mm.
ABOVE = 4.0 * POINT


@dataclass(frozen=True)
class Panel:
    """A panel's `key` in column `panel`, its heading, and the note below it (axis, direction of improvement)."""

    key: str
    heading: str
    note: str

    def fit(self, width: float) -> Panel:
        """Wrap heading and note to a width in mm."""
        return Panel(
            self.key,
            wrap(self.heading, width, bold=True),
            "\n".join(wrap(line, width) for line in self.note.split("\n")),
        )


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


def heading_lines(panels: Sequence[Panel]) -> int:
    """Count the lines of the tallest heading."""
    return max(_lines(panel.heading) for panel in panels)


def note_lines(panels: Sequence[Panel]) -> int:
    """Count the lines of the tallest note: headings stand above them, side by side."""
    return max(_lines(panel.note) for panel in panels)


def heading_height(panels: Sequence[Panel]) -> float:
    """Room that the tallest heading takes with its note, mm."""
    return LINE * (heading_lines(panels) + note_lines(panels)) + ABOVE


def write_headings(areas: Sequence[Any], panels: Sequence[Panel]) -> None:
    """Write each panel's heading above its plot area, aligned with it, and its note in lighter type below that."""
    notes = note_lines(panels)
    for axes, panel in zip(areas, panels, strict=True):
        write_at(axes, 0, 1, panel.heading, up=ABOVE + notes * LINE, weight="bold", linespacing=SPACING)
        write_at(
            axes, 0, 1, panel.note, up=ABOVE + (notes - _lines(panel.note)) * LINE, color=QUIET, linespacing=SPACING
        )


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0
