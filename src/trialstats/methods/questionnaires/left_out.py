"""What the displays of questionnaires leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.questionnaires.options import ReliableChangeTable, Sf36ProfileFigure
from trialstats.methods.questionnaires.rows import Size
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

THRESHOLDS = "goes into the threshold, which the table shows"

LEFT_OUT: ByDisplay = {
    ReliableChangeTable: (
        LeftOut(Kind.RELIABILITY, THRESHOLDS),
        LeftOut(Kind.VALUE, THRESHOLDS, {"variable": Size.SD}),
        LeftOut(Kind.VALUE, "said in a note, where the MCID is finer", {"variable": Size.STEP}),
    ),
    Sf36ProfileFigure: (
        LeftOut(Kind.SUMMARY, "the profile is of scores, not of their change", {"measure": "CHG"}),
        LeftOut(Kind.VALUE, "a summary score is no scale of the profile", {"PARAMCD": ("SF36PCS", "SF36MCS")}),
    ),
}
