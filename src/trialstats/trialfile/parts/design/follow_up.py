"""How long subjects are followed, who enters when, and how many are lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from trialstats.trialfile.parts.agreeing import Disagreement, agreement
from trialstats.trialfile.parts.design.values import ChanceByArm, Positive
from trialstats.trialfile.parts.part import Part

__all__ = ["DAYS", "FollowUp", "Unit"]

Unit = Literal["days", "weeks", "months", "years"]
DAYS: dict[str, float] = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
"""Days of each unit, the same in every room: a month is a twelfth of a year."""


class FollowUp(Part):
    """How long events are looked for: so long after randomisation, or until one day of the calendar for all."""

    unit: Unit = Field("days", description="Of the times below; a month is a twelfth of 365.25 days.")
    time: Positive | None = Field(None, description="How long everybody is followed from randomisation on.")
    accrual: Positive | None = Field(
        None,
        description="How long subjects are recruited, evenly; those who enter late are followed for a shorter time.",
    )
    end: Positive | None = Field(
        None, description="When the trial ends for all, counted from the day on which the first subject enters."
    )
    lost: ChanceByArm = Field(
        0.0,
        description="The share of subjects lost within a year, at a constant rate, or one by arm: `0.05`, "
        "`{Laser: 0.05, Sham: 0.1}`. Visits that `dropout` loses end the follow-up too.",
    )

    @agreement
    def check_ends(self) -> Iterator[Disagreement]:
        if self.time is None and self.end is None:
            text = "needs `time`, or `accrual` and `end`: when are subjects no longer followed?"
            yield Disagreement(text)
        elif (self.accrual is None) != (self.end is None):
            text = "`accrual` and `end` go together: subjects enter over the one, until the other all are followed"
            yield Disagreement(text)
        if self.accrual is not None and self.end is not None and self.end <= self.accrual:
            text = f"`end` ({self.end:g}) comes after the last subject enters (`accrual` {self.accrual:g})"
            yield Disagreement(text, "accrual", "end")
