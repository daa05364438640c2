"""What the displays of comparisons of means leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, FITTED, ByDisplay, LeftOut
from trialstats.methods.continuous.options import EstimatesTable, ForestFigure, LsMeansFigure
from trialstats.methods.shared.rows import RATIO
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

OF_THE_FIT = (LeftOut(Kind.COEFFICIENT, FITTED), LeftOut(Kind.JOINT_TEST, FITTED))
TREND = LeftOut(Kind.TREND, "is of no arm and no pair of arms; the table of estimates shows it")

LEFT_OUT: ByDisplay = {
    EstimatesTable: (
        *OF_THE_FIT,
        BEYOND,
        LeftOut(Kind.TRUTH, "true ratios belong beside ratios of geometric means", {"measure": RATIO}),
    ),
    LsMeansFigure: (
        *OF_THE_FIT,
        TREND,
        BEYOND,
        LeftOut(Kind.DIFFERENCE, "the figure is of the arms; the forest and the table of estimates compare them"),
    ),
    ForestFigure: (
        *OF_THE_FIT,
        TREND,
        BEYOND,
        LeftOut(Kind.LSMEAN, "the forest compares arms; their means stand in the figure and the table of estimates"),
    ),
}
