"""The lines of a forest plot and the axes under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from trialstats.display.estimates import with_interval, written
from trialstats.display.figure.axes import choose_ticks
from trialstats.display.figure.choose import present
from trialstats.display.figure.theme import LINE
from trialstats.display.figure.words import list_of
from trialstats.results.kinds import Kind

__all__ = ["EFFECT_SIZE", "SIDE", "Block", "Line", "comparison_of", "header_of", "least_share", "numbers_of"]

# The least share of an axis on either side of no difference: enough to see that it goes on there.
SIDE = 0.06
# Hedges g is written with two digits whatever the endpoint's own.
EFFECT_SIZE = 2


@dataclass(frozen=True)
class Line:
    """A line of text left, the row drawn beside it (none on a heading), and its numbers as written right.

    counts: how many subjects, a text for each column of them; hollow: a point not to lean on; truth: what it is to be,
    where a simulation knows. spans: of a heading, whether all lines of the block that follow are about it.
    """

    text: str
    row: pd.Series[Any] | None = None
    numbers: str = ""
    p: str = ""
    heading: bool = False
    counts: tuple[str, ...] = ()
    hollow: bool = False
    truth: float | None = None
    spans: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it says what lines below it are about, and has nothing of its own."""
        return self.row is None and not self.numbers

    @property
    def level(self) -> int:
        """How deep it lies below headings: the spaces that it begins with, and less than none where it spans others."""
        return -1 if self.spans else len(self.text) - len(self.text.lstrip(" "))


@dataclass(frozen=True)
class Block:
    """Lines over one axis, all of one unit; `better` is lower, higher or empty.

    marks: further places on the axis, with a line through all of the block. share: what part of the axis lies left of
    no difference, where blocks one below the other have it at one place; least: how far left and right of it the axis
    goes at the least; mirrored: whether larger values lie left, so that all blocks favour the same arm on the same
    side. `null` is where there is no difference. whole: the lines that the axis is made for, where the block has only
    some of them.
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
    marks: tuple[float, ...] = ()
    share: float | None = None
    least: tuple[float, float] = (0.0, 0.0)
    mirrored: bool = False
    whole: tuple[Line, ...] = ()

    @property
    def rows(self) -> pd.DataFrame:
        """The rows that the axis is made for."""
        return pd.DataFrame([line.row for line in self.whole or self.lines if line.row is not None])

    @property
    def extent(self) -> tuple[float, float]:
        """How far left and right of no difference the axis must go to show all, as drawn; both zero or above."""
        places = self.rows[["estimate", "conf_low", "conf_high"]].astype("float64") - self.null
        marks = [mark - self.null for mark in self.marks]
        low = min(0.0, float(places.min().min()), *marks)
        high = max(0.0, float(places.max().max()), *marks)
        left, right = (1.08 * high, -1.08 * low) if self.mirrored else (-1.08 * low, 1.08 * high)
        return max(left, self.least[0]), max(right, self.least[1])

    @property
    def span(self) -> tuple[float, float]:
        """How far the axis goes below and above `null`, on its scale."""
        left, right = self.extent
        share = self.share or least_share(left, right)
        whole = max(left / share, right / (1 - share)) or 2.0
        low, high = -share * whole, (1 - share) * whole
        return (-high, -low) if self.mirrored else (low, high)

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends, the lower number first."""
        low, high = self.span
        return self.null + low, self.null + high

    @property
    def ticks(self) -> list[float]:
        """The numbers along the axis."""
        return choose_ticks(*self.limits, 6)

    @property
    def favoured(self) -> tuple[str, str]:
        """The arms that lines left and right of no difference favour, as drawn.

        Empty where nobody said which direction is better.
        """
        if not self.better:
            return "", ""
        arms, references = (list(dict.fromkeys(self.rows[name])) for name in ("ARM", "REFERENCE"))
        active, reference = str(arms[0]) if len(arms) == 1 else "active arm", str(references[0])
        return (active, reference) if (self.better == "lower") != self.mirrored else (reference, active)

    @property
    def null_share(self) -> float:
        """What part of the axis lies left of no difference, as drawn."""
        low, high = (abs(end) for end in (self.span[::-1] if self.mirrored else self.span))
        return low / (low + high)


def least_share(left: float, right: float) -> float:
    """Say what part of an axis lies left of zero, of one that goes so far to either side."""
    return min(max(left / (left + right), SIDE), 1 - SIDE) if left + right > 0 else 0.5


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
