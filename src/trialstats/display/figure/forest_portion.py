"""The lines of a forest that stand on one part of it, under the headings that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.portion import Portion

__all__ = ["blocks_on"]

Place = tuple[int, int]
"""A line: the number of its block, and its own in that."""


def blocks_on(portion: Portion, blocks: Sequence[Block]) -> list[Block]:
    """Take the lines of a part, as blocks with the axes of the whole.

    Lines under one heading stay together as long as there are as many of these as parts; else a part that begins
    among them has the heading again.
    """
    if portion.of == 1:
        return list(blocks)
    lines = {(k, at): line for k, block in enumerate(blocks) for at, line in enumerate(block.lines)}
    together = list(units(lines, headed=True))
    if portion.of > len(together):
        together = list(units(lines, headed=False))
    heights = [sum(blocks[k].height(lines[k, at]) for k, at in unit) for unit in together]
    chosen = [place for unit in together[portion.cut(heights)] for place in unit]
    found = []
    for k, own in groupby(chosen, key=lambda place: place[0]):
        block, places = blocks[k], [at for _, at in own]
        shown = [*headings_of(block.lines, places[0]), *(block.lines[at] for at in places)]
        found.append(replace(block, lines=tuple(shown), whole=block.lines))
    return found


def units(lines: dict[Place, Line], headed: bool) -> Iterator[list[Place]]:
    """Gather lines that no page may part: a heading and what follows it; headed: all that is indented below it."""
    unit: list[Place] = []
    for place, line in lines.items():
        begins = place[1] == 0 or not headed or line.level <= 0
        if unit and begins and (place[0] != unit[-1][0] or any(not lines[one].is_heading for one in unit)):
            yield unit
            unit = []
        unit.append(place)
    if unit:
        yield unit


def headings_of(lines: Sequence[Line], at: int) -> list[Line]:
    """Give the headings above a line that it belongs to, the outermost first."""
    found: list[Line] = []
    level = lines[at].level
    for line in reversed(lines[:at]):
        if line.is_heading and line.level < level:
            found.append(line)
            level = line.level
    return found[::-1]
