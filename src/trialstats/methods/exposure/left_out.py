"""What the displays of treatment sessions leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, ByDisplay, LeftOut
from trialstats.methods.exposure.options import DoseResponseFigure, DoseResponseTable, ExposureFigure, ExposureTable
from trialstats.methods.exposure.rows import BY_WEEK, SQUARE, Counted
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

IN_TABLE = "stands in the table; the figure is of sessions by week and of how many attended at least so many"

LEFT_OUT: ByDisplay = {
    ExposureTable: (
        LeftOut(Kind.COUNT, "a point of the figure's curve", {"variable": Counted.AT_LEAST}),
        LeftOut(Kind.POINT, "sessions by week, which the figure draws", {"variable": BY_WEEK}),
    ),
    ExposureFigure: (
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": (Counted.EVENTS, Counted.BAND)}),
        LeftOut(Kind.SUMMARY, IN_TABLE),
    ),
    DoseResponseTable: (
        BEYOND,
        LeftOut(Kind.VALUE, "single subjects, whom the figure draws"),
        LeftOut(Kind.POINT, "the fitted line, which the figure draws"),
    ),
    DoseResponseFigure: (BEYOND, LeftOut(Kind.COEFFICIENT, "of the square, which the curve shows", {"level": SQUARE})),
}
