"""What the displays of times to an event leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, ByDisplay, LeftOut
from trialstats.methods.time_to_event.options import HazardRatiosFigure, KaplanMeierFigure, TimeToEventTable
from trialstats.methods.time_to_event.rows import CENSORED, EVENT
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

IN_TABLE = "stands in the table; the figure is of the curves"

LEFT_OUT: ByDisplay = {
    TimeToEventTable: (LeftOut(Kind.POINT, "a step of the curve, which the figure draws", {"level": GIVEN}),),
    HazardRatiosFigure: tuple(
        LeftOut(kind, "stands in the table; the figure is of the hazard ratios")
        for kind in (
            Kind.COUNT,
            Kind.TIME_BY,
            Kind.POINT,
            Kind.RESTRICTED_MEAN,
            Kind.DIFFERENCE,
            Kind.RATIO,
            Kind.RANK_TEST,
            Kind.JOINT_TEST,
        )
    ),
    KaplanMeierFigure: (
        *(
            LeftOut(kind, IN_TABLE)
            for kind in (Kind.TIME_BY, Kind.RESTRICTED_MEAN, Kind.DIFFERENCE, Kind.RATIO, Kind.MARGIN, Kind.JOINT_TEST)
        ),
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": EVENT}),
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": CENSORED}),
    ),
}
