"""What the displays of effect modifiers leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, FITTED, GIVEN, ByDisplay, LeftOut
from trialstats.methods.modifiers.options import ModifiersFigure, ModifiersTable
from trialstats.methods.shared.modifiers.rows import ABOVE, BELOW, BINS, CURVE, MODIFIER
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told

__all__ = ["LEFT_OUT"]

ELSEWHERE = "of all subjects together, which the other displays of the analysis show"
OF_THE_ANALYSIS = (
    BEYOND,
    *(LeftOut(kind, FITTED) for kind in (Kind.COEFFICIENT, Kind.JOINT_TEST)),
    *(
        LeftOut(kind, ELSEWHERE)
        for kind in (
            Kind.LSMEAN,
            Kind.DIFFERENCE,
            Kind.TREND,
            Kind.MARGIN,
            Kind.PROPORTION,
            Kind.RISK_DIFFERENCE,
            Kind.RISK_RATIO,
            Kind.ODDS_RATIO,
            Kind.NNT,
        )
    ),
    LeftOut(Kind.VALUE, "said by the report under it", {"variable": tuple(Told)}),
    LeftOut(Kind.VALUE, "of the comparison of all subjects", {"group": GIVEN}),
    LeftOut(Kind.COUNT, ELSEWHERE, {"level": tuple(Status)}),
    LeftOut(Kind.VALUE, "a name, written as such", {"level": MODIFIER}),
)

LEFT_OUT: ByDisplay = {
    ModifiersTable: (
        *OF_THE_ANALYSIS,
        LeftOut(Kind.DIFFERENCE_AT, "what the figure draws a curve through", {"level": CURVE}),
        LeftOut(Kind.RISK_DIFFERENCE_AT, "what the figure draws a curve through", {"level": CURVE}),
        LeftOut(Kind.COUNT, "what the figure shows below the curve", {"level": (*BINS, BELOW, ABOVE)}),
    ),
    ModifiersFigure: (
        *OF_THE_ANALYSIS,
        LeftOut(Kind.INTERACTION, "the figure shows its course; the table has it", {"REFERENCE": GIVEN}),
        LeftOut(Kind.INTERACTION, "of all visits together, in the table", {"AVISIT": None}, some=True),
        LeftOut(Kind.RISK_RATIO_AT, "in the table"),
        LeftOut(Kind.ODDS_RATIO_AT, "in the table"),
    ),
}
