"""Nerves: what their analyses, table and figure may say."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Findings, Names
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import Paramcd, one_or_more
from trialstats.trialfile.parts.sides import sides_of

__all__ = ["Limbs", "Nerves", "NervesFigure", "NervesTable", "Sides", "Structure"]


Structure = Literal["us", "csh", "cs"]


Sides = Annotated[tuple[Paramcd, ...], Field(min_length=2), one_or_more(Paramcd)]


class Nerves(Findings):
    """Responses measured, absent, not done and missing by nerve, side, attribute, visit and arm."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True
    by_parameter: ClassVar[bool] = False

    method: Literal["nerves"]


class Limbs(Findings):
    """Mixed model of both sides of a subject at once: every side that was measured takes part."""

    usual_value: ClassVar[str] = "CHG"
    numbers_alone: ClassVar[bool] = True
    by_parameter: ClassVar[bool] = False

    method: Literal["limbs"]
    sides: dict[Paramcd, Sides] = Field(
        default_factory=dict,
        description="The parameters of the sides, under the name of both together; by default the parameters with "
        "the same `nerve` and `attribute` and a `side` each.",
    )
    covariates: Names = Field(("BASE",), description="BASE (that of the side) or ADSL variables; `[]` for none.")
    covariance: Annotated[tuple[Structure, ...], one_or_more(Structure)] = Field(
        (),
        description="Structure over sides, and visits, of a subject, or a ladder; by default cs (a random intercept "
        "of the subject) at one visit, and us, then cs, over several.",
    )
    ddf: Literal["kr", "kr_linear", "kr_expected", "satterthwaite"] = Field("kr", description="Degrees of freedom.")
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the LS means.")

    @model_validator(mode="after")
    def check_sides(self) -> Limbs:
        if self.sides and self.parameters:
            raise ValueError("give either `sides` or `parameters`, from which sides are inferred")
        seen: dict[str, str] = {}
        for both, sides in self.sides.items():
            for paramcd in sides:
                if paramcd in seen:
                    raise ValueError(f"`sides` names {paramcd} twice, under {seen[paramcd]} and {both}")
                seen[paramcd] = both
        return self

    def of_dataset(self, dataset: Dataset) -> Limbs:
        """Fill in the sides, and the parameters that they are, from what the parameters of the dataset measure."""
        sides = self.sides or {
            both: parts
            for both, parts in sides_of(dataset).items()
            if not self.parameters or {both, *parts} & {*self.parameters}
        }
        return self.model_copy(update={"sides": sides, "parameters": tuple(p for s in sides.values() for p in s)})

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}


class NervesTable(Selected):
    """Responses and what was measured by nerve, attribute, side, visit and arm; and comparisons of the arms."""

    usual_title: ClassVar[str] = "{Outcome}: responses of nerves by side and visit"

    kind: Literal["nerves"]


class NervesFigure(Selected):
    """What was measured of each nerve by attribute, side, visit and arm, with the responses that were absent."""

    usual_title: ClassVar[str] = "{Outcome} by side and visit"

    kind: Literal["nerves"]
