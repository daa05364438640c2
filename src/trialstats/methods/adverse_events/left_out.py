"""What the displays of adverse events leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, ByDisplay, LeftOut
from trialstats.methods.adverse_events.options import AdverseEventsFigure, AdverseEventsTable
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, Told

__all__ = ["LEFT_OUT"]

OF_TERMS = "the figure is of terms by arm; the table has the overview and the systems"
TOGETHER = "of all arms together, by which the table orders its lines"

SAID = LeftOut(Kind.VALUE, "said in a footnote of the table", {"variable": tuple(Told)})

LEFT_OUT: ByDisplay = {
    AdverseEventsTable: (
        SAID,
        LeftOut(Kind.COUNT, TOGETHER, {"ARM": ALL}),
        LeftOut(
            Kind.RISK_DIFFERENCE,
            "in the analysis results data alone: a table by severity has severities in the place of differences",
            {"level": GIVEN},
        ),
    ),
    AdverseEventsFigure: (
        SAID,
        LeftOut(Kind.COUNT, OF_TERMS, {"ARM": ALL}),
        *(
            LeftOut(kind, OF_TERMS, keys)
            for kind in (Kind.COUNT, Kind.RISK_DIFFERENCE)
            for keys in ({"group": None}, {"variable": ANY})
        ),
        LeftOut(Kind.COUNT, "the figure does not part terms by severity", {"level": GIVEN}),
        LeftOut(Kind.RATE, "incidence, which the table has"),
    ),
}
