"""Questionnaires: what their analyses, tables and figure may say."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import Name, Paramcd, Text

__all__ = [
    "Norms",
    "QuestionnaireQuality",
    "QuestionnaireQualityTable",
    "Reliability",
    "ReliableChange",
    "ReliableChangeTable",
    "Sf36ProfileFigure",
]


Coefficient = Annotated[float, Field(gt=0, lt=1)]


class QuestionnaireQuality(Findings):
    """Completeness of the items, and floor and ceiling of the scores, by scale, visit and arm."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True
    uses_items: ClassVar[bool] = True
    of_values: ClassVar[bool] = False

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

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
    reliability: dict[Paramcd, Coefficient] = Field(
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


class Reliability(Findings):
    """Cronbach's alpha of each scale of an instrument at each visit."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True
    uses_items: ClassVar[bool] = True
    of_values: ClassVar[bool] = False

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

    method: Literal["reliability"]


class QuestionnaireQualityTable(Selected):
    """Completeness, floor and ceiling of each scale of a questionnaire, by visit."""

    usual_title: ClassVar[str] = "{Outcome}: completeness, floor and ceiling"
    explained: ClassVar[bool] = True

    kind: Literal["questionnaire_quality"]
    by_arm: bool = Field(False, description="A row for each arm below that of all arms together.")


class ReliableChangeTable(Selected):
    """Subjects who improved, stayed and worsened by arm, and the difference between arms."""

    usual_title: ClassVar[str] = "{Outcome}: reliable and important change"
    explained: ClassVar[bool] = True

    kind: Literal["reliable_change"]


class Sf36ProfileFigure(Selected):
    """The eight scales in their usual order, by arm, at the visits chosen."""

    usual_title: ClassVar[str] = "{Outcome}: profile of the scales"

    kind: Literal["sf36_profile"]
    scores: Literal["0-100", "T"] = Field("0-100", description="Scores from 0 to 100, or norm-based T scores.")
    norms: bool = Field(
        False, description="Draw the norm population beside the arms: `analysis` then names one of method `norms` too."
    )
    intervals: bool | None = Field(
        None,
        description="Draw intervals of the means; by default where the descriptive analysis says `intervals: true`, "
        "which `true` asks for.",
    )
