"""What the displays of subgroups leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, ByDisplay, LeftOut
from trialstats.methods.shared.rows import RATIO
from trialstats.methods.subgroups.options import SubgroupsFigure, SubgroupsTable
from trialstats.methods.subgroups.rows import PLANNED
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

LEFT_OUT: ByDisplay = {
    SubgroupsTable: (
        BEYOND,
        LeftOut(Kind.DIAGNOSTIC, "said in words under the title and in a footnote", {"variable": PLANNED}),
        LeftOut(Kind.TRUTH, "true ratios belong beside ratios of geometric means", {"measure": RATIO}),
    ),
    SubgroupsFigure: (BEYOND,),
}
