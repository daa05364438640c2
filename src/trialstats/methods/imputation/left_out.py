"""What the displays of imputed responders and tipping points leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, RULES, ByDisplay, LeftOut
from trialstats.methods.imputation.options import ImputedRespondersTable, TippingPointFigure, TippingPointTable
from trialstats.methods.imputation.rows import DELTA
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

LEFT_OUT: ByDisplay = {
    ImputedRespondersTable: (RULES,),
    TippingPointTable: (BEYOND, LeftOut(Kind.VALUE, "shifts head the lines of a grid", {"variable": DELTA}, some=True)),
    TippingPointFigure: (BEYOND,),
}
