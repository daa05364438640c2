"""What the displays of hypotheses leave out of the rows of their analysis, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, RULES, ByDisplay, LeftOut
from trialstats.methods.multiplicity.options import HypothesesFigure, HypothesesTable
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

LEFT_OUT: ByDisplay = {
    HypothesesTable: (RULES, LeftOut(Kind.VALUE, "the transitions, which the figure has", {"level": GIVEN})),
    HypothesesFigure: (RULES, LeftOut(Kind.HYPOTHESIS, "the comparisons, which the table has")),
}
