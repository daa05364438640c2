"""The look of the figures that plotnine draws: its theme, the scales and legend of the arms, room for headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotnine as p9

from trialstats.display.figure.page_height import check_height
from trialstats.display.figure.panels import Panel, heading_lines, note_lines
from trialstats.display.figure.theme import FAMILY, INCH, INK, LINE, QUIET, RULE, SIZE, Style, text_width

__all__ = ["arm_scales", "facet_theme", "legend_height", "legend_rows", "settle", "strips"]


def legend_rows(arms: Sequence[str], width: float) -> int:
    """Count the rows that a legend of these arms needs within a width in mm."""
    key = 12.0
    columns = max(1, int(width // (key + max(text_width(arm) for arm in arms))))
    return -(-len(arms) // columns)


def legend_height(arms: Sequence[str], width: float) -> float:
    """Room that a legend of these arms takes within a width in mm."""
    return LINE * 1.3 * legend_rows(arms, width)


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


def facet_theme(width: float, height: float) -> Any:
    """Return the theme of a figure of this width and height in mm."""
    check_height(height)
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


def strips(panels: tuple[Panel, ...]) -> Any:
    """Label the facets with as many empty lines as the tallest heading has: what `write_headings` writes on."""
    empty = "\n".join([" "] * (heading_lines(panels) + note_lines(panels)))
    return p9.as_labeller({panel.key: empty for panel in panels})


def settle(figure: Any) -> Any:
    """Lay a figure out once for all, with the text widths of an SVG.

    plotnine lays out again, and slightly otherwise, at every drawing: a second file would not equal the first. Nothing
    is drawn for it here, and of a figure that has no layout engine matplotlib draws each file in one go.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    dots, canvas = figure.dpi, figure.canvas
    FigureCanvasSVG(figure).figure.draw_without_rendering()
    figure.set_dpi(dots)
    figure.set_canvas(canvas)
    figure.set_layout_engine(None)
    return figure
