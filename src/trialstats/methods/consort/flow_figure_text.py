"""The lines of a box as they are printed: broken where the box ends, what is a part of another set in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trialstats.display.figure.page import Page
from trialstats.display.figure.theme import LINE
from trialstats.display.figure.words import unbroken, wrap
from trialstats.methods.consort.flow_figure_boxes import Item

__all__ = ["Text", "height_of", "set_lines", "write_lines"]

# How far what is a part stands in, and what goes on in a further line, mm; the room that a line takes.
DEPTH, FURTHER, LEADING = 2.5, 1.8, LINE * 1.12


@dataclass(frozen=True)
class Text:
    """A line of print: how far it is set in, mm, and whether it is bold."""

    text: str
    inset: float = 0.0
    bold: bool = False


def set_lines(items: Sequence[Item], width: float, *, heading: str = "", centred: bool = False) -> list[Text]:
    """Break a heading and lines to a width in mm; a number never stands apart from its `n =`."""
    lines = [Text(text, bold=True) for text in wrap(heading, width, bold=True).split("\n") if heading]
    for item in items:
        inset = 0.0 if centred else DEPTH * item.depth
        text = f"{item.words} {unbroken(item.number)}"
        first, *further = wrap(text, width - inset - (0 if centred else FURTHER)).split("\n")
        if not further:
            lines.append(Text(first, inset))
            continue
        lines += [Text(first, inset), *(Text(line, inset if centred else inset + FURTHER) for line in further)]
    return lines


def height_of(lines: Sequence[Text]) -> float:
    """Give the height that lines take, mm."""
    return LEADING * len(lines)


def write_lines(page: Page, left: float, top: float, lines: Sequence[Text], width: float | None = None) -> None:
    """Write lines from a place down, mm; in the middle of a width where it is given."""
    for number, line in enumerate(lines):
        across, how = (left + line.inset, "left") if width is None else (left + width / 2, "center")
        weight = "bold" if line.bold else "normal"
        page.write(across, top + (number + 0.5) * LEADING, line.text, ha=how, weight=weight)
