"""What the displays of the flow of participants leave out of its rows, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.consort.options import FlowFigure, FlowTable
from trialstats.methods.consort.rows import Flow
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL

__all__ = ["LEFT_OUT"]

OF_ARMS = tuple(word for word in Flow if word not in (Flow.ASSESSED, Flow.NOT_RANDOMISED, Flow.RANDOMISED))
NOBODY = LeftOut(
    Kind.COUNT, "a line stands where somebody is counted in it", {"variable": Flow.NOT_KNOWN}, of_nobody=True
)

LEFT_OUT: ByDisplay = {
    FlowFigure: (
        NOBODY,
        LeftOut(Kind.COUNT, "below the branches stands each arm by itself", {"ARM": ALL, "variable": OF_ARMS}),
    ),
    FlowTable: (NOBODY,),
}
