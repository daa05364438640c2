"""The look that all figures share: type, sizes, and the colour, marker and line of an arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl
import plotnine as p9
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from trialstats.display.look import Look

__all__ = [
    "DOUBLE", "FAMILY", "INCH", "INK", "LINE", "POINT", "QUIET", "RULE", "SINGLE", "SIZE", "Style", "arm_scales",
    "arm_styles", "base_theme", "legend_rows", "text_width",
]  # fmt: skip

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


def legend_rows(arms: Sequence[str], width: float) -> int:
    """Count the rows that a legend of these arms needs within a width in mm."""
    key = 12.0
    columns = max(1, int(width // (key + max(text_width(arm) for arm in arms))))
    return -(-len(arms) // columns)


def arm_scales(arms: Sequence[str], styles: Mapping[str, Style], width: float, *, lines: bool = True) -> list[Any]:
    """Return the scales of colour, shape and linetype for ARM, as one legend that fits in a width in mm.

    lines: whether arms are drawn as lines; without, there is no scale of linetype.
    """
    chosen = [styles[arm] for arm in arms]
    common = {"limits": list(arms), "breaks": list(arms), "name": ""}
    scales = {
        "color": p9.scale_color_manual(values=[style.colour for style in chosen], **common),
        "shape": p9.scale_shape_manual(values=[style.marker for style in chosen], **common),
    }
    if lines:
        scales["linetype"] = p9.scale_linetype_manual(values=[style.line for style in chosen], **common)
    return [*scales.values(), p9.guides(**{name: _guide(arms, width) for name in scales})]


def _guide(arms: Sequence[str], width: float) -> Any:
    # plotnine keeps state in a guide: each scale needs one of its own.
    return p9.guide_legend(nrow=legend_rows(arms, width), byrow=True)


def base_theme(width: float, height: float) -> Any:
    """Return the theme of a figure of this width and height in mm."""
    text = {"family": FAMILY, "size": SIZE, "color": INK}
    return p9.theme_minimal(base_size=SIZE, base_family=FAMILY) + p9.theme(
        figure_size=(width / INCH, height / INCH),
        text=p9.element_text(**text),
        axis_text=p9.element_text(**text),
        axis_title=p9.element_text(**text),
        strip_text=p9.element_text(**text, ha="left", weight="bold", linespacing=1.2, margin={"b": 4, "units": "pt"}),
        axis_title_x=p9.element_blank(),
        strip_background=p9.element_blank(),
        legend_text=p9.element_text(**text),
        legend_title=p9.element_blank(),
        legend_position="bottom",
        legend_key_width=22,
        legend_key_height=9,
        legend_box_margin=0,
        legend_box_spacing=2.5 / width,
        panel_grid_minor=p9.element_blank(),
        panel_grid_major_x=p9.element_blank(),
        panel_grid_major_y=p9.element_line(color=RULE, size=0.4),
        axis_line=p9.element_line(color=INK, size=0.5),
        axis_ticks_major=p9.element_line(color=INK, size=0.5),
        axis_ticks_length=2.5,
        plot_caption=p9.element_text(
            **text | {"color": QUIET}, ha="left", linespacing=1.3, margin={"t": 4, "units": "pt"}
        ),
        plot_caption_position="plot",
        plot_margin=0.0,
        plot_margin_left=1.5 / width,
        plot_margin_right=2.5 / width,
        plot_margin_top=2.5 / width,
        plot_margin_bottom=1.5 / width,
    )
