"""The lines of a figure of ratios: what each says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from trialstats.display.estimates import with_interval, written
from trialstats.display.figure.choose import several
from trialstats.display.figure.forest_lines import Line
from trialstats.display.figure.ratio_axis import RatioBlock
from trialstats.display.figure.words import LOG_AXIS, unbroken, wrap
from trialstats.display.numbers import number, p_value
from trialstats.methods.laboratory.rows import APPROACHES, Approach

__all__ = ["MARK", "arrange_ratios"]

DIGITS = 2
INDENT = "  "
MARK = "\N{DAGGER}"


@dataclass(frozen=True)
class GeometricBlock(RatioBlock):
    """Lines over an axis of ratios of geometric means: no hints, since the notes say what is below 1."""

    title: ClassVar[str] = f"Ratio of geometric means ({LOG_AXIS})"
    row: ClassVar[float] = 4.2


def arrange_ratios(rows: pd.DataFrame, truths: pd.DataFrame, width: float) -> GeometricBlock:
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
    return GeometricBlock(tuple(lines), "")


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
