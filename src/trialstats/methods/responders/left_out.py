"""What the displays of responders leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import RULES, ByDisplay, LeftOut
from trialstats.methods.responders.options import ResponderCurveFigure, ResponderCurveTable, RespondersTable
from trialstats.methods.responders.rows import STANDARDISED, Counted
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

OTHER_MEASURE = "in the analysis results data alone, as a note says, where `measures` does not name it"

LEFT_OUT: ByDisplay = {
    RespondersTable: (
        RULES,
        LeftOut(Kind.RISK_DIFFERENCE, OTHER_MEASURE, {"variable": None}, some=True),
        LeftOut(Kind.ODDS_RATIO, OTHER_MEASURE),
        LeftOut(
            Kind.COUNT, "a line stands where somebody is counted in it", {"variable": tuple(Counted)}, of_nobody=True
        ),
        LeftOut(
            Kind.PROPORTION,
            "standardised shares, in the analysis results data alone; the table has their difference",
            {"variable": STANDARDISED},
        ),
    ),
    ResponderCurveTable: (RULES,),
    ResponderCurveFigure: (
        RULES,
        LeftOut(Kind.SUMMARY, "the area under a curve, which the table has; the figure tells their difference"),
    ),
}
