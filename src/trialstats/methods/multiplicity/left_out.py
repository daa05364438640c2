"""What the displays of hypotheses leave out of the rows of their analysis, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, ByDisplay, LeftOut
from trialstats.methods.multiplicity.options import HypothesesFigure, HypothesesTable
from trialstats.methods.multiplicity.rows import TEST
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

SAID = "said in a footnote"

LEFT_OUT: ByDisplay = {
    HypothesesTable: (
        LeftOut(Kind.VALUE, SAID, {"variable": TEST}),
        LeftOut(Kind.VALUE, "the transitions, which the figure has", {"level": GIVEN}),
    ),
    HypothesesFigure: (
        LeftOut(Kind.VALUE, SAID, {"variable": TEST}),
        LeftOut(Kind.HYPOTHESIS, "the comparisons, which the table has"),
    ),
}
