"""What the displays of intercurrent events leave out of the rows of their analysis, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.intercurrent.options import IntercurrentEventsFigure, IntercurrentEventsTable
from trialstats.methods.intercurrent.rows import Counted
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

BY_ARM = (Counted.HAD, Counted.FIRST, Counted.NO_VISIT, Counted.REASON)

LEFT_OUT: ByDisplay = {
    IntercurrentEventsTable: (
        LeftOut(Kind.COUNT, "what the figure draws; the table has its steps", {"variable": Counted.SO_FAR}),
        LeftOut(
            Kind.COUNT,
            "a line stands where somebody is counted in it",
            {"variable": (Counted.FIRST, Counted.NO_VISIT)},
            of_nobody=True,
            some=True,
        ),
    ),
    IntercurrentEventsFigure: (
        LeftOut(Kind.COUNT, "what the table tells; the figure draws the subjects so far", {"variable": BY_ARM}),
    ),
}
