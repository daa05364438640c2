"""The drawing of a figure whose every number could not be estimated: the reason in its place."""

from __future__ import annotations

import pandas as pd

from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.page import Page
from trialstats.display.figure.theme import DOUBLE, LINE, QUIET
from trialstats.display.figure.words import notes
from trialstats.display.look import Look

__all__ = ["draw_reason"]

MARGIN = 4.0


def draw_reason(reason: str, look: Look) -> Drawing:
    """Write the reason, and the trial's notice, on an otherwise empty page; its CSV has no rows."""
    text = notes([reason], look, DOUBLE - 2 * MARGIN)
    height = LINE * (text.count("\n") + 1) + 2 * MARGIN
    page = Page(DOUBLE, height)
    page.write(MARGIN, height / 2, text, color=QUIET)
    return Drawing(page.figure, pd.DataFrame(columns=["id", "estimate"]), DOUBLE, height, reason)
