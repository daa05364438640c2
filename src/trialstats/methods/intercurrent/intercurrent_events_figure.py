"""When intercurrent events happen: the share of subjects who had one so far, by arm; a panel an event.

Over study days, in steps, where the event has days; over visits where its source tells none.
"""

from __future__ import annotations

import pandas as pd

from trialstats.display.figure.choose import set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.share_axis import end_words
from trialstats.display.figure.theme import DOUBLE, SINGLE, arm_styles
from trialstats.display.figure.words import list_of, not_estimated, notes
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.methods.intercurrent.intercurrent_events_figure_page import EventPanel, draw_events, end_of_axis
from trialstats.methods.intercurrent.options import IntercurrentEventsFigure
from trialstats.methods.intercurrent.rows import Counted
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL

__all__ = ["draw"]

COLUMNS = ("analysis", "group", "AVISIT", "ARM", "value", "n", "count", "total", "percent")
RULE = (
    "Curves: share of all subjects of the arm who had had the event by the day. Under the axis: subjects without it so "
    "far."
)
BY_VISIT = (
    "no day is known of this event. The share is of those whose first visit affected is the one named or an earlier "
    "one."
)


def draw(figure: IntercurrentEventsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel an event, from the rows by day, or where it has none from those by visit.

    Raises DataError where there is nothing to draw.
    """
    chosen = rows[rows["variable"].isin([Counted.BY_DAY, Counted.SO_FAR]) & rows["ARM"].isin(look.arms)]
    chosen = chosen[chosen["kind"].eq(Kind.POINT) | chosen["AVISIT"].isin(look.visits)]
    if chosen.empty:
        raise DataError(f"{figure.kind} figure: no row is of an event, an arm and a visit of the trial")
    drawn, absent = set_apart(figure, chosen, "percent")
    panels = [panel_of(str(event), own, look) for event, own in drawn.groupby("group", sort=False)]
    width = SINGLE if len(panels) == 1 else DOUBLE
    arms = tuple(arm for arm in look.arms if (drawn["ARM"] == arm).any())
    apart = [panel.event for panel in panels if not panel.has_days]
    lines = [RULE] if len(apart) < len(panels) else []
    lines += [f"{list_of(apart)}: {BY_VISIT}"] if apart else []
    lines += [*filter(None, [end_words([end_of_axis(panels)])])]
    lines += undated(rows, [panel.event for panel in panels if panel.has_days])
    caption = notes([*lines, *not_estimated(absent.drop_duplicates(["group", "ARM"]))], look, width - 6)
    page = draw_events(panels, arms, width, caption, arm_styles(look))
    shown = pd.concat([panel.rows for panel in panels]).astype({"AVISIT": "str"})
    alt = (
        f"Subjects with the event so far (%): {'; '.join(panel.heading for panel in panels)}; for {list_of(arms)}. "
        "Subjects without the event so far stand under the axis."
    )
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, alt)


def panel_of(event: str, rows: pd.DataFrame, look: Look) -> EventPanel:
    """Lay the rows of an event out: along days (value) where there are any, else along visits (x from 0)."""
    dated = rows[rows["variable"] == Counted.BY_DAY]
    if len(dated):
        return EventPanel(event, dated.assign(x=dated["value"]), ())
    visits = [visit for visit in look.visits if (rows["AVISIT"] == visit).any()]
    places = {visit: float(place) for place, visit in enumerate(visits)}
    return EventPanel(event, rows.assign(x=rows["AVISIT"].map(places).astype("float64")), tuple(visits))


def undated(rows: pd.DataFrame, events: list[str]) -> list[str]:
    """Say how many subjects are in no curve, for nobody knows the day."""
    found = rows[(rows["variable"] == Counted.NO_DAY) & rows["group"].isin(events) & (rows["count"] > 0)]
    said = [f"{row['ARM']}, {row['group']}: {row['count']:.0f}" for _, row in found.iterrows() if row["ARM"] != ALL]
    return (
        [f"Not in the curves are subjects with the event on a day that is not known ({'; '.join(said)})."]
        if said
        else []
    )
