"""What the displays of hypotheses leave out of the rows of their analysis, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, ByDisplay, LeftOut
from trialstats.methods.multiplicity.options import HypothesesFigure, HypothesesTable
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["LEFT_OUT"]

SAID = "said in a footnote"

LEFT_OUT: ByDisplay = {
    HypothesesTable: (
        LeftOut(Kind.VALUE, SAID, {"variable": tuple(Told)}),
        LeftOut(Kind.VALUE, "the transitions, which the figure has", {"level": GIVEN}),
    ),
    HypothesesFigure: (
        LeftOut(Kind.VALUE, SAID, {"variable": tuple(Told)}),
        LeftOut(Kind.HYPOTHESIS, "the comparisons, which the table has"),
    ),
}
