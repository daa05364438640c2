"""The lines of a forest plot: what each says, and which share an axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from trialstats.display.estimates import with_interval, written
from trialstats.display.figure.axes import choose_ticks
from trialstats.display.figure.choose import present, several
from trialstats.display.figure.theme import LINE
from trialstats.display.figure.words import list_of, measure_words, unbroken, unit_of, wrap
from trialstats.display.numbers import p_value
from trialstats.results.kinds import Kind

__all__ = ["Block", "Line", "arrange_lines", "comparison_of", "header_of", "numbers_of"]

# Endpoints of one unit still get axes of their own where one is so many times as wide as another.
DISPARITY = 6.0
# The least share of an axis on either side of zero.
SIDE = 0.36
# Hedges g is written with two digits whatever the endpoint's own.
EFFECT_SIZE = 2


@dataclass(frozen=True)
class Line:
    """A line of text left, the row drawn beside it (none on a heading), and its numbers as written right.

    counts: how many subjects, a text for each column of them; hollow: a point not to lean on; truth: what it is to be,
    where a simulation knows.
    """

    text: str
    row: pd.Series[Any] | None = None
    numbers: str = ""
    p: str = ""
    heading: bool = False
    counts: tuple[str, ...] = ()
    hollow: bool = False
    truth: float | None = None


@dataclass(frozen=True)
class Block:
    """Lines over one axis, all of one unit; `better` is lower, higher or empty.

    reach: how far the axis goes on both sides of zero, where blocks are to compare. marks: further places on the axis,
    with a line through all of the block. `null` is where there is no difference.
    """

    null: ClassVar[float] = 0.0
    scale: ClassVar[str] = "linear"
    title: ClassVar[str] = ""
    row: ClassVar[float] = 4.6  # mm

    def height(self, line: Line) -> float:
        """Height of a line, mm."""
        return self.row + LINE * line.text.count("\n")

    lines: tuple[Line, ...]
    better: str
    reach: float | None = None
    marks: tuple[float, ...] = ()

    @property
    def rows(self) -> pd.DataFrame:
        """The rows drawn."""
        return pd.DataFrame([line.row for line in self.lines if line.row is not None])

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends: with zero in view, and room on either side of it for a hint."""
        if self.reach:
            return -self.reach, self.reach
        places = self.rows[["estimate", "conf_low", "conf_high"]].astype("float64")
        low = min(0.0, float(places.min().min()), *self.marks)
        high = max(0.0, float(places.max().max()), *self.marks)
        low, high = 1.08 * low, 1.08 * high
        share = SIDE / (1 - SIDE)
        low, high = min(low, -share * high), max(high, -share * low)
        return (low, high) if low < high else (-1.0, 1.0)

    @property
    def span(self) -> tuple[float, float]:
        """How far the axis goes below and above `null`, on its scale."""
        return self.limits

    @property
    def ticks(self) -> list[float]:
        """The numbers along the axis."""
        return choose_ticks(*self.limits, 6)

    def hints(self, length: float) -> tuple[str, str]:
        """Say whom a difference below and above zero favours, wrapped to the sides of an axis of a length in mm.

        Empty where nobody said which direction is better.
        """
        if not self.better:
            return "", ""
        arms, references = (list(dict.fromkeys(self.rows[name])) for name in ("ARM", "REFERENCE"))
        active = str(arms[0]) if len(arms) == 1 else "active arm"
        below, above = (active, references[0]) if self.better == "lower" else (references[0], active)
        low, high = self.span
        sides = (-low / (high - low) * length - 1.0, high / (high - low) * length - 1.0)
        *words, last = above.split(" ")
        right = " ".join(["favours", *words, unbroken(f"{last} →")])  # no arrow on a line of its own
        return wrap(f"{unbroken('← favours')} {below}", sides[0]), wrap(right, sides[1])


def arrange_lines(rows: pd.DataFrame, width: float) -> list[Block]:
    """Write the lines of each endpoint, within a width in mm, and gather endpoints that can share an axis."""
    endpoints = [group for _, group in rows.groupby(["PARAMCD", "measure", "group"], sort=False, dropna=False)]
    gathered: dict[tuple[str, ...], list[pd.DataFrame]] = {}
    for endpoint in endpoints:
        gathered.setdefault(_axis(endpoint.iloc[0]), []).append(endpoint)
    # Effect sizes are drawn to be compared with each other, whatever they are of.
    reach = 1.08 * _reach(rows) if (rows["kind"] == Kind.EFFECT_SIZE).all() else None
    blocks = []
    for group in gathered.values():
        reaches = [max(_reach(endpoint), 1e-300) for endpoint in group]
        together = [group] if reach or max(reaches) <= DISPARITY * min(reaches) else [[endpoint] for endpoint in group]
        blocks += [_block(endpoints, rows, width, reach) for endpoints in together]
    return blocks


def _axis(row: pd.Series[Any]) -> tuple[str, ...]:
    better = "" if pd.isna(row["better"]) else str(row["better"])
    if row["kind"] == Kind.EFFECT_SIZE:
        return (better,)
    # Without a unit nobody can tell whether two scores have one scale.
    own = () if unit_of(row) else (str(row["PARAMCD"]), str(row["measure"]))
    return (better, unit_of(row), str(row["measure"] == "PCHG"), *own)


def _reach(rows: pd.DataFrame) -> float:
    return float(rows[["estimate", "conf_low", "conf_high"]].abs().max().max())


def _block(endpoints: list[pd.DataFrame], rows: pd.DataFrame, width: float, reach: float | None) -> Block:
    better = endpoints[0]["better"].iloc[0]
    lines = [line for endpoint in endpoints for line in _lines(endpoint, rows, width)]
    return Block(tuple(lines), "" if pd.isna(better) else str(better), reach)


def _lines(endpoint: pd.DataFrame, rows: pd.DataFrame, width: float) -> list[Line]:
    # What all lines of the endpoint have in common stands in its heading, the rest on the lines.
    first = endpoint.iloc[0]
    visits, analyses = several(endpoint["AVISIT"]), several(endpoint["analysis"])
    arms, levels = several(rows["ARM"]), several(rows["conf_level"])
    title = _title(first) + ("" if visits else f", {unbroken(str(first['AVISIT']))}")
    if len(endpoint) == 1:
        name = f"{title}: {unbroken(str(first['ARM']))}" if arms else title
        return [_line(first, wrap(name, width), levels)]
    lines = [Line(wrap(title, width, bold=True), heading=True)]
    for _, row in endpoint.iterrows():
        names = [str(row["AVISIT"])] * visits + [str(row["ARM"])] * arms
        words = [_analysis(row)] * analyses + [unbroken(name) for name in names]
        text = wrap(", ".join(words), width - 3).replace("\n", "\n  ")
        lines.append(_line(row, f"  {text}", levels))
    return lines


def _title(row: pd.Series[Any]) -> str:
    name = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
    unit = "" if row["kind"] == Kind.EFFECT_SIZE else unit_of(row)
    return ", ".join(filter(None, [name, measure_words(row["measure"]), unit]))


def _analysis(row: pd.Series[Any]) -> str:
    return str(row["analysis"] if pd.isna(row["label"]) else row["label"])


def _line(row: pd.Series[Any], text: str, several_levels: bool) -> Line:
    p = "" if pd.isna(row["p_value"]) else p_value(row["p_value"])
    return Line(text, row, numbers_of(row, several_levels), p)


def numbers_of(row: pd.Series[Any], several_levels: bool) -> str:
    """Write an estimate with its interval, and with the interval's level where rows differ in theirs."""
    decimals = (
        EFFECT_SIZE if row["kind"] == Kind.EFFECT_SIZE else 1 if pd.isna(row["decimals"]) else int(row["decimals"])
    )
    if pd.isna(row["conf_low"]):
        return written(row, "estimate", decimals)
    level = f"{100 * row['conf_level']:.6g}%: " if several_levels and pd.notna(row["conf_level"]) else ""
    return with_interval(row, decimals, level)


def header_of(rows: pd.DataFrame) -> str:
    """Head the column of numbers: `Difference (95% CI)`."""
    what = "Hedges g" if (rows["kind"] == Kind.EFFECT_SIZE).all() else "Difference"
    levels = rows["conf_level"].dropna().unique()
    return f"{what} ({100 * levels[0]:.6g}% CI)" if len(levels) == 1 else f"{what} (CI)"


def comparison_of(rows: pd.DataFrame) -> str:
    """Say what is subtracted from what."""
    arms, references = present(rows["ARM"]), [str(name) for name in rows["REFERENCE"].dropna().unique()]
    active = arms[0] if len(arms) == 1 else "each arm"
    return f"Differences are {active} minus {list_of(references)}." if references else ""
