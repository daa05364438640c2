"""The look that all figures share: type, sizes, and the colour, marker and line of an arm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from trialstats.display.look import Look

__all__ = [
    "DOUBLE",
    "FAMILY",
    "INCH",
    "INK",
    "LINE",
    "LINES",
    "POINT",
    "QUIET",
    "RULE",
    "SINGLE",
    "SIZE",
    "TEXT",
    "Style",
    "arm_styles",
    "text_width",
]

# Figures go to files alone; a window system, where there is one, must not be asked for a window.
mpl.use("agg")

# The one font that comes with matplotlib, and so is there on every machine.
FAMILY = "DejaVu Sans"
# The smallest type that journals print, in points; a line of it in mm.
SIZE = 7.0
LINE = 3.2
# Widths of one and of two columns of a journal, mm.
SINGLE = 89.0
DOUBLE = 183.0
INCH = 25.4
POINT = INCH / 72

INK = "#1A1A1A"
QUIET = "#595959"
RULE = "#E3E3E3"
# How all text is written, in matplotlib's words.
TEXT: dict[str, Any] = {"ha": "left", "color": INK, "size": SIZE, "family": FAMILY}

# Okabe & Ito's palette without yellow and sky blue, which are too light for thin lines on white. Neighbours also
# differ in grey, marker and line.
REFERENCE = "#000000"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
MARKERS = ("o", "s", "^", "D", "v", "P")
LINES: tuple[Any, ...] = ("solid", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)), (0, (8, 2)), (0, (3, 3)))


@dataclass(frozen=True)
class Style:
    """How an arm is drawn; by all three, so that it is told apart in grey print too."""

    colour: str
    marker: str
    line: Any


def arm_styles(look: Look) -> dict[str, Style]:
    """Give every arm of the trial its style: the same in all figures, black for the reference."""
    active = [arm for arm in look.arms if arm != look.reference]
    styles = {look.reference: Style(REFERENCE, MARKERS[0], LINES[0])}
    for place, arm in enumerate(active):
        beyond = (place + 1) % len(MARKERS)
        styles[arm] = Style(COLOURS[place % len(COLOURS)], MARKERS[beyond], LINES[beyond])
    return {arm: styles[arm] for arm in look.arms}


@cache
def text_width(text: str, bold: bool = False) -> float:
    """Measure the widest line of a text in mm, as an SVG has it."""
    font = FontProperties(family=FAMILY, size=SIZE, weight="bold" if bold else "normal")
    widths = [text_to_path.get_text_width_height_descent(line, font, False)[0] for line in text.split("\n")]
    return float(max(widths)) * POINT
