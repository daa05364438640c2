"""The figures of a trial, drawn from result rows alone. The module of a kind has its name and a function `draw`.

Nothing is computed here: every number drawn stands in a result row, whose id goes with it into the figure's CSV.
Modules are found by name, so that a figure depends on the code of its own kind alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from trialstats.figures.blank import draw_reason
from trialstats.figures.choose import NothingEstimated
from trialstats.figures.drawing import Drawing
from trialstats.figures.save import save_drawing

if TYPE_CHECKING:
    import pandas as pd

    from trialstats.display.look import Look
    from trialstats.spec.displays import Display

__all__ = ["Drawing", "draw_figure", "draw_reason", "save_drawing"]


def draw_figure(figure: Display, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a figure from the rows of its analyses, one after the other as `figure.analyses` names them.

    Where nothing that it would show could be estimated, the drawing says why. Raises DataError where the rows do not
    hold what the figure shows.
    """
    if figure.decimals is not None:
        rows = rows.assign(decimals=float(figure.decimals))
    try:
        drawing: Drawing = import_module(f"trialstats.figures.{figure.kind}").draw(figure, rows, look)
    except NothingEstimated as reason:
        return draw_reason(str(reason), look)
    return drawing
