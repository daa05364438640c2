"""What the displays of times to an event leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, ByDisplay, LeftOut
from trialstats.methods.time_to_event.options import (
    HazardRatiosFigure,
    KaplanMeierFigure,
    ProportionalHazardsFigure,
    TimeToEventTable,
)
from trialstats.methods.time_to_event.rows import CENSORED, EVENT, OVER_TIME, TIMED, Share
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["LEFT_OUT"]

IN_TABLE = "stands in the table; the figure is of the curves"

ELSEWHERE = "of a hazard ratio over time, which has a figure of its own"
AT_EVENTS = LeftOut(Kind.VALUE, ELSEWHERE, {"variable": OVER_TIME})
OF_CHANGE = (AT_EVENTS, LeftOut(Kind.POINT, ELSEWHERE, {"variable": OVER_TIME}))

SAID = LeftOut(Kind.VALUE, "said in a footnote of the table", {"variable": tuple(Told)})

LEFT_OUT: ByDisplay = {
    TimeToEventTable: (
        SAID,
        LeftOut(Kind.COUNT, "all of the arm, whom the head of the column counts", {"variable": TIMED}, some=True),
        LeftOut(Kind.POINT, "a step of the curve, which the figure draws", {"level": GIVEN}),
        AT_EVENTS,
    ),
    HazardRatiosFigure: (
        *(
            LeftOut(kind, "stands in the table; the figure is of the hazard ratios")
            for kind in (
                Kind.COUNT,
                Kind.TIME_BY,
                Kind.POINT,
                Kind.VALUE,
                Kind.RESTRICTED_MEAN,
                Kind.DIFFERENCE,
                Kind.RATIO,
                Kind.RANK_TEST,
                Kind.JOINT_TEST,
            )
        ),
    ),
    KaplanMeierFigure: (
        SAID,
        *(
            LeftOut(kind, IN_TABLE)
            for kind in (Kind.TIME_BY, Kind.RESTRICTED_MEAN, Kind.DIFFERENCE, Kind.RATIO, Kind.MARGIN, Kind.JOINT_TEST)
        ),
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": EVENT}),
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": CENSORED}),
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": TIMED}),
        *OF_CHANGE,
    ),
    ProportionalHazardsFigure: (
        SAID,
        *(
            LeftOut(kind, "stands in the table; the figure is of hazard ratios over time")
            for kind in (
                Kind.COUNT,
                Kind.TIME_BY,
                Kind.RESTRICTED_MEAN,
                Kind.DIFFERENCE,
                Kind.RATIO,
                Kind.MARGIN,
                Kind.RANK_TEST,
            )
        ),
        *(LeftOut(Kind.POINT, "of the curves of Kaplan and Meier", {"variable": share}) for share in Share),
        LeftOut(Kind.JOINT_TEST, "of other variables and of the arms' curves, which the table has", some=True),
    ),
}
