"""What the displays of comparisons of means leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, FITTED, GIVEN, ByDisplay, LeftOut
from trialstats.methods.continuous.options import (
    CoursesFigure,
    EstimatesTable,
    ForestFigure,
    JournalTable,
    LsMeansFigure,
)
from trialstats.methods.shared.modifiers.left_out import OF_MEANS
from trialstats.methods.shared.rows import RATIO
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["LEFT_OUT"]

OF_THE_FIT = (LeftOut(Kind.COEFFICIENT, FITTED), LeftOut(Kind.JOINT_TEST, FITTED))
TREND = LeftOut(Kind.TREND, "is of no arm and no pair of arms; the table of estimates shows it")

# Of responders the forest has the differences of shares, as they are.
OF_SHARES = (
    LeftOut(Kind.PROPORTION, "the forest compares arms; the table of responders has their shares"),
    LeftOut(Kind.RISK_DIFFERENCE, "the adjusted difference, which the table of responders has", {"variable": GIVEN}),
    *(
        LeftOut(kind, "beside the difference in the table of responders")
        for kind in (Kind.RISK_RATIO, Kind.ODDS_RATIO, Kind.NNT, Kind.COUNT)
    ),
    LeftOut(Kind.VALUE, "said under the table of responders", {"variable": tuple(Told)}),
)

CONCLUDED = LeftOut(Kind.MARGIN, "said in a sentence under it")
TESTED = LeftOut(Kind.MARGIN, "the forest and the table of estimates say it")
OF_A_COURSE = LeftOut(Kind.POINT, "of a course over time, which the figure of courses draws")
OF_AN_ARM = "the figure draws the arms' slopes and says how they differ; the table of estimates has them"

LEFT_OUT: ByDisplay = {
    CoursesFigure: (
        LeftOut(Kind.SLOPE, OF_AN_ARM, {"REFERENCE": None}),
        LeftOut(Kind.POINT, "a subject's own course, which is drawn where it is asked for", {"USUBJID": GIVEN}),
    ),
    EstimatesTable: (
        *OF_THE_FIT,
        *OF_MEANS,
        CONCLUDED,
        OF_A_COURSE,
        BEYOND,
        LeftOut(Kind.TRUTH, "true ratios belong beside ratios of geometric means", {"measure": RATIO}),
    ),
    JournalTable: (
        *OF_THE_FIT,
        *OF_MEANS,
        TESTED,
        TREND,
        BEYOND,
        LeftOut(Kind.LSMEAN, "means are those of the values recorded; the table of estimates has those of the model"),
        LeftOut(
            Kind.SUMMARY,
            "quartiles beyond a limit, which the table of the description shows",
            {"variable": GIVEN},
            some=True,
        ),
        LeftOut(Kind.COUNT, "n says how many have a value; the table of the description says why others have none"),
    ),
    LsMeansFigure: (
        *OF_THE_FIT,
        *OF_MEANS,
        TESTED,
        TREND,
        BEYOND,
        LeftOut(Kind.DIFFERENCE, "the figure is of the arms; the forest and the table of estimates compare them"),
    ),
    ForestFigure: (
        *OF_THE_FIT,
        *OF_MEANS,
        CONCLUDED,
        TREND,
        BEYOND,
        *OF_SHARES,
        LeftOut(Kind.LSMEAN, "the forest compares arms; their means stand in the figure and the table of estimates"),
    ),
}
