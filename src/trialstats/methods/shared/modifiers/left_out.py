"""What displays of the comparison of arms leave out of the rows of effect modifiers, and why."""

from __future__ import annotations

from trialstats.display.left_out import GIVEN, LeftOut
from trialstats.methods.shared.modifiers.rows import MODIFIER
from trialstats.results.kinds import Kind

__all__ = ["OF_EFFECTS", "OF_MEANS", "OF_SHARES"]

ELSEWHERE = "of effect modifiers, which have a table and a figure of their own"

NAME = LeftOut(Kind.VALUE, ELSEWHERE, {"level": MODIFIER})
TEST = LeftOut(Kind.INTERACTION, ELSEWHERE)
WHO = LeftOut(Kind.COUNT, ELSEWHERE, {"variable": GIVEN, "level": GIVEN}, some=True)
OF_EFFECTS = (NAME, TEST)
# Of differences of means, and of shares.
OF_MEANS = (*OF_EFFECTS, WHO, LeftOut(Kind.DIFFERENCE_AT, ELSEWHERE))
OF_SHARES = (
    *OF_EFFECTS,
    WHO,
    *(LeftOut(kind, ELSEWHERE) for kind in (Kind.RISK_DIFFERENCE_AT, Kind.RISK_RATIO_AT, Kind.ODDS_RATIO_AT)),
)
