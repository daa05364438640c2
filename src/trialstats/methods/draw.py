"""Draw the figures of a trial, from result rows alone.

`draw(figure, rows, look)` of a figure's module takes the figure as the trial file words it, the rows of its analyses
and the look of the trial, and gives a Drawing. PARTS of it says where a figure that is taller than a page is divided.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from trialstats.display.figure.blank import draw_reason
from trialstats.display.figure.choose import NothingEstimated
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.parts import draw_on_pages
from trialstats.display.look import Look
from trialstats.display.populations import populations_told
from trialstats.display.units import with_own_words
from trialstats.methods.registry import Figure, module_of
from trialstats.methods.show import as_shown
from trialstats.trialfile.parts.display import Display

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw_figure"]


def draw_figure(figure: Figure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a figure from the rows of its analyses, one after the other as `figure.analyses` names them.

    Where nothing that it would show could be estimated, the drawing says why. Raises DataError where the rows do not
    hold what the figure shows.
    """
    shown = rows["analysis"].isin(figure.analyses)
    look = replace(look, population=populations_told(rows.loc[shown, ["analysis", "label", "variable", "population"]]))
    module = import_module(module_of(figure))

    def draw(figure: Display, rows: pd.DataFrame, look: Look) -> Drawing:
        try:
            drawing: Drawing = module.draw(figure, rows, look)
        except NothingEstimated as reason:
            return draw_reason(str(reason), look)
        return drawing

    drawing = draw_on_pages(figure, as_shown(rows, figure), look, getattr(module, "PARTS", None), draw)
    return replace(drawing, data=with_own_words(drawing.data, rows))
