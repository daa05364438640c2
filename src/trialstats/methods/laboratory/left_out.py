"""What the displays of concentrations leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import FITTED, ByDisplay, LeftOut
from trialstats.methods.laboratory.options import CensoredTable, ConcentrationsFigure, ConcentrationsTable, RatiosFigure
from trialstats.methods.laboratory.rows import Beyond
from trialstats.methods.shared.quantification.rows import Flag
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

VARIANCES = LeftOut(Kind.VARIANCE, FITTED)
DIFFERENCES = LeftOut(Kind.TRUTH, "true differences belong beside differences of means", {"measure": None})
QUARTILES = "the figure marks the median among the results, of which it draws every one"

LEFT_OUT: ByDisplay = {
    CensoredTable: (VARIANCES, DIFFERENCES),
    RatiosFigure: (
        VARIANCES,
        DIFFERENCES,
        LeftOut(Kind.GEOMETRIC_MEAN, "the figure compares arms; their means stand in the table"),
    ),
    ConcentrationsTable: (
        LeftOut(Kind.VALUE, "single results, and the limits in force, which the figure draws"),
        LeftOut(
            Kind.COUNT,
            "a column stands where somebody lies above an upper limit",
            {"variable": Flag.ABOVE, "level": Beyond.ABOVE},
            of_nobody=True,
        ),
    ),
    ConcentrationsFigure: (
        LeftOut(Kind.SUMMARY, QUARTILES, {"variable": None}),
        LeftOut(Kind.SUMMARY, QUARTILES, {"variable": ("minimum", "q1", "q3", "maximum")}),
        LeftOut(Kind.GEOMETRIC_MEAN, "puts a number in the place of results below the limit; the table says which"),
    ),
}
