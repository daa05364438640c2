"""Adjusted rates of the arms with intervals, and below them their ratios on a logarithmic axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from trialstats.display.estimates import with_interval, written
from trialstats.display.figure.axes import choose_ticks
from trialstats.display.figure.choose import present, set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.forest_page import MARGIN, NAMES, ForestPage
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.ratio_axis import RatioBlock
from trialstats.display.figure.theme import DOUBLE, Style, arm_styles
from trialstats.display.figure.words import list_of, not_estimated, notes, unbroken, wrap
from trialstats.display.look import Look
from trialstats.display.margins import concluded, margin_places, margin_words
from trialstats.display.numbers import number, p_value
from trialstats.display.table.choose import records_of
from trialstats.errors import DataError
from trialstats.methods.counts.options import RatesFigure
from trialstats.methods.counts.rows import ADJUSTED
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "variable",
    "n",
    "estimate",
    "minimum",
    "maximum",
    "conf_low",
    "conf_high",
    "conf_level",
    "p_value",
    "unit",
)
DIGITS, RATE_DIGITS = 2, 1


@dataclass(frozen=True)
class RateBlock(Block):
    """Rates over an axis that begins at 0."""

    @property
    def title(self) -> str:  # type: ignore[override]
        """What rates are per."""
        return f"Adjusted rate {self.rows['unit'].iloc[0]}"

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends."""
        return 0.0, 1.08 * float(self.rows[["estimate", "conf_high"]].astype("float64").max().max())

    @property
    def ticks(self) -> list[float]:
        """The numbers along the axis."""
        return choose_ticks(*self.limits, 6)


@dataclass(frozen=True)
class ArmRatios(RatioBlock):
    """Ratios of rates."""

    title: ClassVar[str] = ""


PARTS = OWN_LINES


def draw(figure: RatesFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind rate (variable ADJUSTED) and rate_ratio. Raises DataError where there is nothing to draw."""
    rates = rows[(rows["kind"] == Kind.RATE).fillna(False) & (rows["variable"] == ADJUSTED).fillna(False)]
    ratios = rows[(rows["kind"] == Kind.RATE_RATIO).fillna(False)]
    if rates.empty:
        raise DataError(f"{figure.kind} figure: no adjusted rates in the results of {', '.join(figure.analyses)}")
    rates, ratios = (_in_order(own, look) for own in (rates, ratios))
    margins = rows[(rows["kind"] == Kind.MARGIN).fillna(False) & rows["estimate"].notna()]
    told = records_of(margins)
    dashed = list(dict.fromkeys(margin_words(record).lower() for record in told))
    drawn, absent = set_apart(figure, rates, "estimate")
    compared, lacking = ratios[ratios["estimate"].notna()], ratios[ratios["estimate"].isna()]
    blocks: list[Block] = []
    for _, own in drawn.groupby("unit", sort=False):
        blocks.append(RateBlock(tuple(_lines(own, rows, "")), ""))
    if not compared.empty:
        better = compared["better"].iloc[0]
        lines = tuple(_lines(compared, rows, "ratio"))
        blocks.append(ArmRatios(lines, "" if pd.isna(better) else str(better), marks=margin_places(told)))
    dashes = f" Dashed line: {list_of(dashed)}." if dashed else ""
    said = [_words(compared, look) + dashes, *_changing(rows), *concluded(told)]
    text = notes([*said, *not_estimated(pd.concat([absent, lacking]))], look, DOUBLE - 2 * MARGIN - 2)
    styles = arm_styles(look)

    def style(row: pd.Series[Any]) -> Style:
        return styles[str(row["ARM"])]

    page = ForestPage(blocks, _header(drawn), text, counts=("n",), portion=look.portion).draw(style)
    data = plotted(pd.concat([drawn, compared, margins]).reset_index(drop=True), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(drawn, compared, look, concluded(told)))


def _in_order(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Sort the arms of each place as the trial has them."""
    place = rows["ARM"].map({arm: number for number, arm in enumerate(look.arms)})
    return rows.assign(_place=place).sort_values("_place", kind="stable").drop(columns="_place")


def _lines(own: pd.DataFrame, rows: pd.DataFrame, what: str) -> list[Line]:
    """Write a heading for each analysis, parameter and visit, and a line an arm."""
    lines: list[Line] = []
    for _, place in own.groupby(["analysis", "PARAMCD", "AVISIT"], sort=False, dropna=False):
        first = place.iloc[0]
        title = _title(first, several(rows["analysis"]))
        head = f"{title}: {what}" if title and what else title or ("Rate ratio" if what else "Rates of the arms")
        lines.append(Line(wrap(head, NAMES, bold=True), heading=True))
        for _, row in place.iterrows():
            name = f"{row['ARM']} over {row['REFERENCE']}" if what else str(row["ARM"])
            digits = DIGITS if what else RATE_DIGITS
            numbers = written(row, "estimate", digits) if pd.isna(row["conf_low"]) else with_interval(row, digits)
            p = "" if pd.isna(row["p_value"]) else p_value(row["p_value"])
            size = "" if pd.isna(row["n"]) else number(row["n"], 0)
            lines.append(Line(wrap(f"  {unbroken(name)}", NAMES), row, numbers, p, counts=(size,)))
    return lines


def _title(row: pd.Series[Any], analyses: bool) -> str:
    parts = [str(row["label"])] if analyses and pd.notna(row["label"]) else []
    if pd.notna(row["PARAMCD"]):
        parts.append(str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"]))
    return ", ".join([*parts, *([str(row["AVISIT"])] if pd.notna(row["AVISIT"]) else [])])


def _header(rows: pd.DataFrame) -> str:
    levels = rows["conf_level"].dropna().unique()
    return f"Estimate ({100 * levels[0]:.6g}% CI)" if len(levels) == 1 else "Estimate (CI)"


def _words(ratios: pd.DataFrame, look: Look) -> str:
    told = "Rates are those of the regression, at the same mixture of covariates for all arms."
    if ratios.empty:
        return told
    below = f"below 1: fewer than with {look.reference}"
    return f"{told} Ratios are arm over {look.reference}, on a logarithmic axis; {below}."


def _changing(rows: pd.DataFrame) -> list[str]:
    """Say where a ratio is told that changes with a number."""
    changing = rows[(rows["kind"] == Kind.INTERACTION).fillna(False)]
    names = list(dict.fromkeys(map(str, changing["group"].dropna())))
    said = f"The ratio may change with {list_of(names)}: it is the one at the mean, of a logarithm the geometric mean."
    return [said] if names else []


def _alt(rates: pd.DataFrame, ratios: pd.DataFrame, look: Look, ends: list[str]) -> str:
    return (
        f"Adjusted rates of {list_of(present(rates['ARM']))} with intervals, and ratios of rates. "
        f"{' '.join([_words(ratios, look), *ends])} The numbers are written beside the lines."
    )
