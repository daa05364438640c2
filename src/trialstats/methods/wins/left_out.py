"""What the figure of win statistics leaves out of the rows of its analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.wins.options import WinsFigure, WinsTable
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["LEFT_OUT"]

IN_TABLE = "what all pairs together say, which the table holds"

SAID = LeftOut(Kind.VALUE, "said in a footnote of the table", {"variable": tuple(Told)})

LEFT_OUT: ByDisplay = {
    WinsTable: (SAID,),
    WinsFigure: (SAID, *(LeftOut(kind, IN_TABLE) for kind in (Kind.WIN_RATIO, Kind.ODDS_RATIO, Kind.NET_BENEFIT))),
}
