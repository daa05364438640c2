"""What the displays of medication leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, ByDisplay, LeftOut
from trialstats.methods.medication.options import MedicationFigure, MedicationTable
from trialstats.methods.medication.rows import Taken
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL

__all__ = ["LEFT_OUT"]

IN_TABLE = "stands in the table; the figure is of the time to the first course"

LEFT_OUT: ByDisplay = {
    MedicationTable: (
        LeftOut(Kind.COUNT, "of all arms together; the table is of arms", {"ARM": ALL}),
        LeftOut(Kind.POINT, "a step of the curve, which the figure draws", {"level": GIVEN}),
        LeftOut(
            Kind.SUMMARY,
            "courses per user of one medicine, in the analysis results data alone; the table counts courses and users",
            {"group": GIVEN, "variable": Taken.COURSES},
        ),
        LeftOut(Kind.SUMMARY, "nobody of the arm took any", of_nobody=True),
    ),
    MedicationFigure: tuple(
        LeftOut(kind, IN_TABLE) for kind in (Kind.COUNT, Kind.RISK_DIFFERENCE, Kind.RATE, Kind.RATE_RATIO, Kind.SUMMARY)
    ),
}
