"""The axes of a forest of subgroups: of differences, of ratios, and of probabilities about one half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.ratio_axis import RatioBlock
from trialstats.methods.subgroups.subgroups_table_effects import EFFECTS
from trialstats.results.kinds import Kind

__all__ = ["block_of"]


@dataclass(frozen=True)
class HalfBlock(Block):
    """Lines over an axis of probabilities."""

    null: ClassVar[float] = 0.5


def block_of(kind: Kind, lines: tuple[Line, ...], better: str, marks: tuple[float, ...]) -> Block:
    """Make the block of a kind of comparison."""
    shown = EFFECTS[kind]
    made = RatioBlock if shown.ratio else HalfBlock if shown.null == HalfBlock.null else Block
    return made(lines, better, marks=marks)
