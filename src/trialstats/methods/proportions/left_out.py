"""What the displays of proportions leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import RULES, SAID, ByDisplay, LeftOut
from trialstats.methods.proportions.options import (
    ProportionsFigure,
    ProportionsTable,
    RepeatedBinaryFigure,
    RepeatedBinaryTable,
    SharesFigure,
)
from trialstats.methods.proportions.rows import EVENT, MAIN, Approach, Counted
from trialstats.methods.shared.modifiers.left_out import OF_SHARES
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale

__all__ = ["LEFT_OUT"]

WAY = LeftOut(Kind.VALUE, SAID, {"variable": MAIN})

OF_THE_SHARE = LeftOut(
    Kind.COUNT,
    "its share says it, where nobody else counts as having the event",
    {"variable": Counted.STATUS, "level": Status.EVENT},
    some=True,
)
NAMED = LeftOut(
    Kind.VALUE, "its name heads its lines or its panel, and a note says which way is good", {"variable": EVENT}
)

LEFT_OUT: ByDisplay = {
    ProportionsTable: (*OF_SHARES, RULES, WAY, OF_THE_SHARE),
    RepeatedBinaryTable: (RULES, NAMED, OF_THE_SHARE),
    RepeatedBinaryFigure: (
        RULES,
        NAMED,
        LeftOut(Kind.COUNT, "in the table"),
        LeftOut(Kind.RISK_DIFFERENCE, "in the table; the figure tells shares and their odds"),
        LeftOut(Kind.JOINT_TEST, "in the table"),
        LeftOut(Kind.PROPORTION, "of no visit: in the table", some=True),
        LeftOut(Kind.ODDS_RATIO, "of no visit: in the table", some=True),
    ),
    SharesFigure: (
        *OF_SHARES,
        RULES,
        WAY,
        LeftOut(Kind.PROPORTION, "of a model; the shares as they are are drawn", {"variable": Approach.STANDARDISED}),
        *(
            LeftOut(kind, "in the table; the figure is of the shares of the arms")
            for kind in (
                Kind.COUNT,
                Kind.RISK_DIFFERENCE,
                Kind.RISK_RATIO,
                Kind.ODDS_RATIO,
                Kind.NNT,
                Kind.JOINT_TEST,
                Kind.MARGIN,
            )
        ),
    ),
    ProportionsFigure: (
        *OF_SHARES,
        RULES,
        LeftOut(Kind.VALUE, SAID, {"variable": MAIN}),
        LeftOut(Kind.COUNT, "in the table"),
        LeftOut(Kind.PROPORTION, "in the table; the figure tells their differences"),
        LeftOut(Kind.RISK_RATIO, "in the table"),
        LeftOut(Kind.ODDS_RATIO, "in the table"),
        LeftOut(Kind.NNT, "in the table"),
        LeftOut(Kind.JOINT_TEST, "in the table"),
        LeftOut(Kind.RISK_DIFFERENCE, "the analysis itself is drawn", {"variable": tuple(Approach)}),
        LeftOut(Kind.MARGIN, "no place on an axis of differences", {"level": (Scale.RATIO, Scale.ODDS_RATIO)}),
    ),
}
