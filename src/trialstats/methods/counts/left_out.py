"""What the displays of counts leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import FITTED, RULES, ByDisplay, LeftOut
from trialstats.methods.counts.options import CountsTable, RatesFigure
from trialstats.methods.counts.rows import EVENTS
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

CHANGING = "how a ratio changes with a number, which the table has; the figure draws the ratio at its mean"
AS_COUNTED = "as counted, which the table has; the figure draws the rates that are compared"


LEFT_OUT: ByDisplay = {
    CountsTable: (RULES,),
    RatesFigure: (
        RULES,
        LeftOut(Kind.VARIANCE, FITTED),
        LeftOut(Kind.INTERACTION, CHANGING),
        LeftOut(Kind.RATE, AS_COUNTED, {"variable": EVENTS}),
        LeftOut(Kind.RATE, AS_COUNTED, {"variable": None}),
    ),
}
