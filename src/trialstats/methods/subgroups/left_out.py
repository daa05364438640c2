"""What the displays of subgroups leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, ByDisplay, LeftOut
from trialstats.methods.shared.rows import RATIO
from trialstats.methods.subgroups.options import SubgroupsFigure, SubgroupsTable
from trialstats.methods.subgroups.rows import FITS, PLANNED, SIDE
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["LEFT_OUT"]

IN_WORDS = "said in words under it"
SAID = (
    LeftOut(Kind.VALUE, IN_WORDS, {"variable": Told.RULE}),
    LeftOut(Kind.VALUE, "which side is better is said in words", {"variable": SIDE}),
    LeftOut(Kind.DIAGNOSTIC, "said by what the test is called", {"variable": FITS}),
)

LEFT_OUT: ByDisplay = {
    SubgroupsTable: (
        BEYOND,
        *SAID,
        LeftOut(Kind.DIAGNOSTIC, "said in words under the title and in a footnote", {"variable": PLANNED}),
        LeftOut(Kind.TRUTH, "true ratios belong beside ratios of geometric means", {"measure": RATIO}),
    ),
    SubgroupsFigure: (BEYOND, *SAID),
}
