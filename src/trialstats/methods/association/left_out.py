"""What the displays of associations leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.association.options import AssociationsTable
from trialstats.methods.association.rows import Counted
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

LEFT_OUT: ByDisplay = {
    AssociationsTable: (
        LeftOut(Kind.POINT, "single changes and the adjusted line, which the figure draws"),
        LeftOut(Kind.COUNT, "what the values used and those beyond a limit leave of all", {"variable": Counted.ABSENT}),
        LeftOut(
            Kind.COUNT, "a column stands where a result lies above a limit", {"variable": Counted.ABOVE}, of_nobody=True
        ),
        LeftOut(
            Kind.COUNT,
            "values of the other outcome, of which the pairs are counted",
            {"variable": Counted.USED, "level": None},
            some=True,
        ),
    )
}
