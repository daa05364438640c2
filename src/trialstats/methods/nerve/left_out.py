"""What the displays of nerves leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.nerve.options import NervesFigure, NervesTable
from trialstats.methods.nerve.rows import COLD, MISSING
from trialstats.methods.shared.rows import RESPONSES, Response
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

OF_RANKS = "the table of nerves shows the win probability; the table of ranks has the rest"
IN_TABLE = "the figure is of what was measured, and marks what was absent; the table counts the rest"

LEFT_OUT: ByDisplay = {
    NervesTable: (
        LeftOut(Kind.COUNT, "a line stands where a limb was cold", {"variable": COLD}, of_nobody=True),
        LeftOut(Kind.ODDS_RATIO, OF_RANKS),
        LeftOut(Kind.RANK_TEST, OF_RANKS),
        LeftOut(Kind.SHIFT, OF_RANKS),
    ),
    NervesFigure: (
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": RESPONSES, "level": (Response.PRESENT, Response.NOT_DONE, MISSING)}),
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": COLD}),
    ),
}
