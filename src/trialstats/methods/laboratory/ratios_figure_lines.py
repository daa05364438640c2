"""The lines of a figure of ratios: what each says, and where its logarithmic axis goes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from trialstats.display.estimates import with_interval, written
from trialstats.display.figure.choose import several
from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.words import unbroken, wrap
from trialstats.display.numbers import number, p_value
from trialstats.methods.laboratory.rows import APPROACHES, Approach

__all__ = ["MARK", "RatioBlock", "arrange_ratios", "choose_marks"]

DIGITS = 2
INDENT = "  "
MARK = "\N{DAGGER}"
# Marks of an axis, the coarsest first; the first set of which enough lie on it is taken.
MARKS: tuple[tuple[float, ...], ...] = (
    tuple(m * 10.0**k for k in range(-4, 5) for m in (1, 2, 5)),
    (0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0),
    (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0),
    (0.9, 0.95, 1.0, 1.05, 1.1),
)
ENOUGH = 4


@dataclass(frozen=True)
class RatioBlock(Block):
    """Lines over a logarithmic axis: no hints, since its title and the notes say what is below 1."""

    null: ClassVar[float] = 1.0
    scale: ClassVar[str] = "log"
    title: ClassVar[str] = "Ratio of geometric means (logarithmic axis)"
    row: ClassVar[float] = 4.2

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends: all estimates, limits and truths and 1 in view, with some room."""
        numbers = self.rows[["estimate", "conf_low", "conf_high"]].astype("float64").to_numpy().ravel()
        places = [float(place) for place in numbers if place == place]
        places += [line.truth for line in self.lines if line.truth is not None]
        low, high = math.log(min(1.0, *places)), math.log(max(1.0, *places))
        room = 0.05 * max(high - low, 0.1)
        return math.exp(low - room), math.exp(high + room)

    @property
    def ticks(self) -> list[float]:
        """The numbers along the axis."""
        return choose_marks(*self.limits)


def arrange_ratios(rows: pd.DataFrame, truths: pd.DataFrame, width: float) -> RatioBlock:
    """Write the lines, within a width in mm: parameter (and analysis), visit (and arm), approach."""
    lines: list[Line] = []
    analyses, arms, approaches = several(rows["analysis"]), several(rows["ARM"]), several(rows["group"])
    for _, own in rows.groupby(["PARAMCD", "analysis"], sort=False, observed=True):
        lines.append(Line(wrap(_title(own.iloc[0], analyses), width, bold=True), heading=True))
        for _, place in own.groupby(["AVISIT", "ARM"], sort=False, observed=True):
            first = place.iloc[0]
            words = [str(first["AVISIT"]), *([str(first["ARM"])] if arms else [])]
            name = INDENT + ", ".join(map(unbroken, words))
            if approaches:
                lines.append(Line(wrap(name, width)))
            for _, row in place.iterrows():
                text = 2 * INDENT + APPROACHES[Approach(row["group"])] if approaches else name
                lines.append(_line(row, text, truths))
    return RatioBlock(tuple(lines), "")


def _title(row: pd.Series[Any], analyses: bool) -> str:
    name = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
    return f"{name}: {row['analysis'] if pd.isna(row['label']) else row['label']}" if analyses else name


def _line(row: pd.Series[Any], text: str, truths: pd.DataFrame) -> Line:
    same = truths
    for key in ("PARAMCD", "AVISIT", "ARM", "REFERENCE"):
        same = same[same[key].astype("string") == str(row[key])]
    numbers = written(row, "estimate", DIGITS) if pd.isna(row["conf_low"]) else with_interval(row, DIGITS)
    p = "" if pd.isna(row["p_value"]) else p_value(row["p_value"])
    below = "" if pd.isna(row["count"]) else f"{number(row['count'], 0)}/{number(row['total'], 0)}"
    mark = "" if pd.isna(row["reason"]) else f" {MARK}"
    truth = None if same.empty else float(same["estimate"].iloc[0])
    return Line(text, row, numbers + mark, p, counts=(below,) if below else (), truth=truth)


def choose_marks(low: float, high: float) -> list[float]:
    """Choose the marks of a logarithmic axis that goes from one ratio to another."""
    inside = [[mark for mark in marks if low <= mark <= high] for marks in MARKS]
    return next((marks for marks in inside if len(marks) >= ENOUGH), inside[-1] or [1.0])
