"""Methods about questionnaires: how well they were answered, whose score truly changed, what the norm has."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.spec.methods.method import Findings, Method
from trialstats.spec.part import Name, Paramcd, Text

__all__ = ["Norms", "QuestionnaireQuality", "ReliableChange"]

Reliability = Annotated[float, Field(gt=0, lt=1)]


class QuestionnaireQuality(Findings):
    """Completeness of the items, and floor and ceiling of the scores, by scale, visit and arm."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True
    uses_items: ClassVar[bool] = True

    method: Literal["questionnaire_quality"]
    limit: float = Field(
        15, gt=0, lt=100, description="A floor or ceiling is flagged where more than this percentage lie on it."
    )

    @model_validator(mode="after")
    def check_records(self) -> QuestionnaireQuality:
        if self.records:
            raise ValueError("`records` choose scores, and this method counts questionnaires: leave it out")
        return self


class ReliableChange(Findings):
    """Reliable change index and responders by the MCID: improved, unchanged, worsened, missing, by arm and visit."""

    usual_value: ClassVar[str] = "CHG"
    uses_items: ClassVar[bool] = True

    method: Literal["reliable_change"]
    reliability: dict[Paramcd, Reliability] = Field(
        default_factory=dict,
        description="Reliability of a parameter; by default Cronbach's alpha of its items at baseline.",
    )
    reliability_source: Text | None = Field(None, description="Where these reliabilities come from.")
    criterion: float = Field(1.96, gt=0, description="A change is reliable where its index lies beyond this.")
    missing: Literal["not responder", "left out"] = Field(
        "not responder", description="In comparisons, subjects without the change: nobody's responder, or left out."
    )

    @property
    def further_datasets(self) -> tuple[str, ...]:
        # The baseline of everybody, whatever visits are reported on.
        return (self.dataset,) if self.dataset else ()

    @model_validator(mode="after")
    def check_source(self) -> ReliableChange:
        if self.reliability and self.reliability_source is None:
            raise ValueError("`reliability` needs a `reliability_source`: a sentence on where it comes from")
        if self.value not in (None, "CHG"):
            raise ValueError(f"value = {self.value}: the index is one of change (CHG)")
        return self


class Norms(Method):
    """The means of the norm population of a questionnaire, for figures and tables of its scales."""

    method: Literal["norms"]
    dataset: Name = Field(description="A dataset with an instrument that has norms.")

    @property
    def further_datasets(self) -> tuple[str, ...]:
        return (self.dataset,)
