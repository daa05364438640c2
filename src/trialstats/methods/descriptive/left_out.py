"""What the displays of description leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import ByDisplay, LeftOut
from trialstats.methods.descriptive.options import DemographicsTable, DescriptiveTable, DispositionTable, ProfilesFigure
from trialstats.methods.descriptive.rows import Disposition
from trialstats.results.kinds import Kind
from trialstats.results.rows import CODED

__all__ = ["LEFT_OUT"]

NOBODY = LeftOut(Kind.COUNT, "a line stands where somebody is counted in it", {"variable": CODED}, of_nobody=True)

LEFT_OUT: ByDisplay = {
    DescriptiveTable: (NOBODY,),
    DemographicsTable: (NOBODY,),
    DispositionTable: (
        LeftOut(
            Kind.COUNT,
            "a line stands where somebody is counted in it",
            {"variable": Disposition.NOT_KNOWN},
            of_nobody=True,
        ),
    ),
    ProfilesFigure: (
        LeftOut(Kind.SUMMARY, "courses are of values, and so is their mean", {"measure": ("CHG", "PCHG")}),
    ),
}
