"""Association: what its analysis, table and figure may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Findings, Names
from trialstats.trialfile.parts.display import Individual, Selected
from trialstats.trialfile.parts.part import Name, OneOrMore, Paramcd, Part

__all__ = ["Association", "AssociationFigure", "AssociationsTable", "OtherOutcome"]


class OtherOutcome(Part):
    """The outcome that the dataset's parameters are set against."""

    dataset: Name = Field(description="Its dataset.")
    PARAMCD: Paramcd = Field(description="The parameter.")


class Association(Findings):
    """Correlation of parameters with another outcome: over visits within subjects, and of the changes at a visit."""

    from_baseline: ClassVar[bool] = True
    usual_value: ClassVar[str] = "CHG"

    method: Literal["association"]
    role: Literal["exploratory"] = Field("exploratory", description="An association is no test of an effect.")
    outcome: OtherOutcome = Field(description="The other outcome, e.g. pain.")
    scale: Literal["log", "identity"] = Field("identity", description="`log`: the dataset's values are logarithms.")
    changes_at: OneOrMore = Field((), description="Visits at which changes are correlated; by default all.")
    covariates: Names = Field((), description="ADSL variables, beside the arm, for which changes are adjusted.")
    below_limit: Literal["excluded", "half limit"] = Field(
        "excluded", description="Results such as `<0.7`: left out and counted, or half of the limit."
    )

    @property
    def further_datasets(self) -> tuple[str, ...]:
        return (self.outcome.dataset,)

    @property
    def parameters_beside(self) -> Mapping[str, tuple[str, ...]]:
        return {self.outcome.dataset: (self.outcome.PARAMCD,)}

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @model_validator(mode="after")
    def check_covariates(self) -> Association:
        if "BASE" in self.covariates:
            raise ValueError("`covariates` are variables of subjects, and BASE is one of each parameter: leave it out")
        if self.value not in (None, "CHG"):
            raise ValueError(f"value = {self.value}: values over visits and their changes (CHG) are both correlated")
        return self


class AssociationsTable(Selected):
    """Correlations of parameters with another outcome."""

    usual_title: ClassVar[str] = "Correlations of {outcome} with another outcome"
    explained: ClassVar[bool] = True

    kind: Literal["associations"]


class AssociationFigure(Individual, Selected):
    """Changes of each parameter against those of another outcome, with the adjusted line; a panel each."""

    usual_title: ClassVar[str] = "{Outcome} against another outcome"

    kind: Literal["association"]
