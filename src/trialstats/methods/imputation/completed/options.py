"""How completed sets of values are analysed: what an analysis by imputation may say of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from trialstats.methods.shared.options import Ddf
from trialstats.methods.shared.responses.options import Criterion
from trialstats.trialfile.parts.analysis import Names
from trialstats.trialfile.parts.part import Part, one_or_several

__all__ = ["AncovaOf", "AnyAnalysis", "Bounded", "MmrmOf", "RespondersOf", "Structure"]

Structure = Literal["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh"]

IMPROVEMENTS, BOUNDS = ("percent", "points"), ("at_most", "at_least", "below", "above")


class AncovaOf(Part):
    """Analysis of covariance of the completed values, at each visit."""

    method: Literal["ancova"]
    covariates: Names | None = Field(
        None, description="BASE or ADSL variables; by default those of the imputation model."
    )
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the LS means.")


class MmrmOf(Part):
    """Mixed model for repeated measures of the completed values at all visits."""

    method: Literal["mmrm"]
    covariates: Names | None = Field(
        None, description="BASE or ADSL variables; by default those of the imputation model."
    )
    by_visit: Names = Field((), description="Those of them that get a coefficient at every visit.")
    covariance: Structure = Field("us", description="The structure.")
    covariance_by: Literal["TRT01P"] | None = Field(None, description="A covariance matrix for each arm.")
    ddf: Ddf = Field(
        "kr", description="Degrees of freedom of complete data; `kr` also adjusts standard errors, as SAS DDFM=KR."
    )
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the LS means.")


class Bounded(Criterion):
    """Who is a responder: an improvement from baseline of at least so many percent or points, or a value in bounds."""

    at_most: float | None = Field(None, description="A value at the visit of at most so much.")
    at_least: float | None = Field(None, description="A value at the visit of at least so much.")
    below: float | None = Field(None, description="A value at the visit below this.")
    above: float | None = Field(None, description="A value at the visit above this.")

    @model_validator(mode="after")
    def check_one(self) -> Bounded:
        given = [key for key in (*IMPROVEMENTS, *BOUNDS) if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError(f"give one of {', '.join(f'`{key}`' for key in (*IMPROVEMENTS, *BOUNDS))}")
        return self

    @property
    def bound(self) -> tuple[str, float] | None:
        """The key of a bound of the value, and the bound; None of an improvement from baseline."""
        return next(((key, value) for key in BOUNDS if (value := getattr(self, key)) is not None), None)

    def is_same(self, other: Criterion) -> bool:
        own = other.bound if isinstance(other, Bounded) else None
        return super().is_same(other) and self.bound == own


class RespondersOf(Part):
    """Shares of responders, told from the completed values at each visit, and how those of the arms compare."""

    method: Literal["responders"]
    criteria: Annotated[tuple[Bounded, ...], one_or_several(Bounded)] = Field(
        min_length=1, description="Who is a responder; each by itself."
    )
    covariates: Names = Field((), description="BASE or ADSL variables of the logistic model; none by default.")

    @model_validator(mode="after")
    def check_criteria(self) -> RespondersOf:
        for number, criterion in enumerate(self.criteria):
            if any(criterion.is_same(other) for other in self.criteria[:number]):
                raise ValueError("`criteria` holds the same threshold twice")
        return self


AnyAnalysis = Annotated[AncovaOf | MmrmOf | RespondersOf, Field(discriminator="method")]
