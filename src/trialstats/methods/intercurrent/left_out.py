"""What the displays of intercurrent events leave out of the rows of their analysis, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.intercurrent.options import IntercurrentEventsFigure, IntercurrentEventsTable
from trialstats.methods.intercurrent.rows import Counted
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

BY_ARM = (Counted.HAD, Counted.FIRST, Counted.NO_VISIT, Counted.NO_DAY, Counted.REASON)

LEFT_OUT: ByDisplay = {
    IntercurrentEventsTable: (
        LeftOut(Kind.COUNT, "what the figure draws; the table has its steps", {"variable": Counted.SO_FAR}),
        LeftOut(Kind.POINT, "what the figure draws; the table has those of all days", {"variable": Counted.BY_DAY}),
        LeftOut(
            Kind.COUNT,
            "a line stands where somebody is counted in it",
            {"variable": (Counted.FIRST, Counted.NO_VISIT, Counted.NO_DAY)},
            of_nobody=True,
            some=True,
        ),
    ),
    IntercurrentEventsFigure: (
        LeftOut(Kind.COUNT, "what the table tells; the figure draws the subjects so far", {"variable": BY_ARM}),
        LeftOut(
            Kind.COUNT,
            "an event that has days is drawn by day, others by visit",
            {"variable": Counted.SO_FAR},
            some=True,
        ),
    ),
}
