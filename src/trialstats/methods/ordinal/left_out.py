"""What the figure of ordered categories leaves out of the rows of its analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.ordinal.options import OrdinalFigure, OrdinalTable
from trialstats.methods.ordinal.rows import WITHOUT
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["LEFT_OUT"]

SAID = LeftOut(Kind.VALUE, "said in a footnote of the table", {"variable": tuple(Told)})

LEFT_OUT: ByDisplay = {
    OrdinalTable: (SAID,),
    OrdinalFigure: (
        LeftOut(
            Kind.COUNT, "the figure is of subjects with a value; the table counts the others", {"variable": WITHOUT}
        ),
        SAID,
        LeftOut(Kind.ODDS_RATIO, "the figure is of the arms; the table compares them"),
        LeftOut(Kind.JOINT_TEST, "the table has the test of the model that compares them"),
    ),
}
