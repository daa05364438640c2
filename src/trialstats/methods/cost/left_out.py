"""What the displays of cost leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import RULES, ByDisplay, LeftOut
from trialstats.methods.cost.options import CostPlaneFigure, CostsTable
from trialstats.methods.cost.rows import PLANE, Counted
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

IN_TABLE = "of an arm; the plane is of differences, and the table has the arms"

LEFT_OUT: ByDisplay = {
    CostsTable: (
        RULES,
        LeftOut(Kind.POINT, "bootstrap draws, which the figure draws", {"variable": PLANE}),
        LeftOut(
            Kind.COUNT, "bootstrap draws by part of the plane, which the figure tells", {"variable": Counted.QUADRANT}
        ),
    ),
    CostPlaneFigure: (
        RULES,
        LeftOut(Kind.COST, IN_TABLE, {"REFERENCE": None}),
        LeftOut(Kind.COUNT, IN_TABLE, {"variable": Counted.RESPONDERS}),
        LeftOut(Kind.SUMMARY, IN_TABLE),
    ),
}
