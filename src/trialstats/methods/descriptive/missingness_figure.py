"""Share of subjects with a value, by visit and arm; below each panel how many of how many."""

from __future__ import annotations

import pandas as pd

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.panels import Panel, name_panels
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.shares import draw_shares
from trialstats.display.figure.words import list_of
from trialstats.display.look import Look
from trialstats.methods.descriptive.options import MissingnessFigure
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "PARAMCD", "PARAM", "measure", "AVISIT", "AVISITN", "ARM", "count", "total", "percent")
TITLE = "Subjects with a value (%)"
PARTS = Parts((Kind.COUNT,))


def draw(figure: MissingnessFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel a parameter (and analysis), from rows of kind count.

    Raises DataError where there is nothing to draw.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.COUNT), look)
    drawn, absent = set_apart(figure, chosen, "percent")
    drawn, panels = name_panels(drawn, "")
    # Neither direction nor unit of the parameter is one of the share of subjects.
    panels = tuple(Panel(panel.key, panel.heading, TITLE if len(panels) > 1 else "") for panel in panels)
    return draw_shares(drawn, panels, look, TITLE, absent, COLUMNS, _alt(drawn, panels))


def _alt(rows: pd.DataFrame, panels: tuple[Panel, ...]) -> str:
    visits, arms = present(rows["AVISIT"]), present(rows["ARM"])
    return (
        f"{TITLE}: {'; '.join(panel.heading for panel in panels)}; by visit ({list_of(visits)}) for {list_of(arms)}. "
        "Numbers with a value of all subjects stand under the axis."
    )
