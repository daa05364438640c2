"""The axes of a forest of subgroups: of differences, of ratios, and of probabilities about one half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trialstats.display.figure.forest_lines import SIDE, Block, Line
from trialstats.display.figure.ratio_axis import RatioBlock
from trialstats.methods.subgroups.subgroups_table_effects import EFFECTS
from trialstats.results.kinds import Kind

__all__ = ["block_of"]


@dataclass(frozen=True)
class HalfBlock(Block):
    """Lines over an axis of probabilities."""

    null: ClassVar[float] = 0.5

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends: with one half in view, and room on either side of it for a hint."""
        places = self.rows[["estimate", "conf_low", "conf_high"]].astype("float64") - self.null
        low, high = 1.08 * min(0.0, float(places.min().min())), 1.08 * max(0.0, float(places.max().max()))
        share = SIDE / (1 - SIDE)
        return self.null + min(low, -share * high), self.null + max(high, -share * low)

    @property
    def span(self) -> tuple[float, float]:
        """How far the axis goes below and above one half."""
        low, high = self.limits
        return low - self.null, high - self.null


def block_of(kind: Kind, lines: tuple[Line, ...], better: str, marks: tuple[float, ...]) -> Block:
    """Make the block of a kind of comparison."""
    shown = EFFECTS[kind]
    made = RatioBlock if shown.ratio else HalfBlock if shown.null == HalfBlock.null else Block
    return made(lines, better, marks=marks)
