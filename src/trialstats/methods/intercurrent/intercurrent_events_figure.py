"""When intercurrent events happen: the share of subjects affected by each visit, by arm; a panel an event."""

from __future__ import annotations

import pandas as pd

from trialstats.display.figure.choose import present, set_apart
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.shares import draw_shares
from trialstats.display.figure.words import list_of
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.methods.intercurrent.options import IntercurrentEventsFigure
from trialstats.methods.intercurrent.rows import Counted
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "group", "AVISIT", "AVISITN", "ARM", "count", "total", "percent")
TITLE = "Subjects with the event so far (%)"


def draw(figure: IntercurrentEventsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel an event, from the rows of kind count of the subjects so far.

    Raises DataError where there is nothing to draw.
    """
    chosen = rows[(rows["kind"] == Kind.COUNT) & (rows["variable"] == Counted.SO_FAR)]
    chosen = chosen[chosen["ARM"].isin(look.arms) & chosen["AVISIT"].isin(look.visits)]
    if chosen.empty:
        raise DataError(f"{figure.kind} figure: no row is of an event, an arm and a visit of the trial")
    keys = {str(event): str(number) for number, event in enumerate(chosen["group"].unique())}
    ordered = chosen.assign(
        AVISIT=pd.Categorical(chosen["AVISIT"], [v for v in look.visits if v in set(chosen["AVISIT"])], ordered=True),
        ARM=pd.Categorical(chosen["ARM"], [arm for arm in look.arms if arm in set(chosen["ARM"])], ordered=True),
        panel=pd.Categorical(chosen["group"].map(keys), list(keys.values()), ordered=True),
    ).sort_values(["panel", "AVISIT", "ARM"], kind="stable")
    drawn, absent = set_apart(figure, ordered.reset_index(drop=True), "percent")
    note = TITLE if len(keys) > 1 else ""
    panels = tuple(Panel(key, event, note) for event, key in keys.items())
    alt = (
        f"{TITLE}: {'; '.join(panel.heading for panel in panels)}; by visit ({list_of(present(drawn['AVISIT']))}) for "
        f"{list_of(present(drawn['ARM']))}. Numbers with the event of all subjects stand under the axis."
    )
    return draw_shares(drawn, panels, look, TITLE, absent, COLUMNS, alt)
