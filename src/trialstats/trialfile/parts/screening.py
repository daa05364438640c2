"""Who was assessed for eligibility and not randomised, and why."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import ColumnName, Name, Part, Text

__all__ = ["NOT_RANDOMISED", "Screening"]

# The variable of ADSL that holds the reason.
NOT_RANDOMISED = "NRANDRS"


class Screening(Part):
    """Why people who were assessed for eligibility were not randomised: a column, or counts where no data tell of them.

    Counts are of all whom the data do not hold: with those randomised they make up `assessed`.
    """

    reason: ColumnName | None = Field(
        None, description="The column with the reason, of those whose arm is blank in the subjects file (NRANDRS)."
    )
    source: Name | None = Field(None, description="The source it stands in; by default the subjects file.")
    assessed: int | None = Field(None, ge=1, description="How many were assessed, where the data hold only some.")
    not_randomised: dict[Text, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="How many were not randomised by reason, e.g. `{Not eligible: 31, Declined: 12}`; with `assessed`.",
    )

    @model_validator(mode="after")
    def check_form(self) -> Screening:
        counted = self.assessed is not None or bool(self.not_randomised)
        if self.reason and counted:
            raise ValueError("give either `reason`, a column, or `assessed` and `not_randomised`, counts")
        if not self.reason and (self.assessed is None or not self.not_randomised):
            raise ValueError("give `reason`, a column, or both `assessed` and `not_randomised`, counts")
        if self.source and not self.reason:
            raise ValueError("`source` goes with `reason`, a column of it")
        return self
