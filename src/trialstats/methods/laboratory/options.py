"""Concentrations: what their analyses, tables and figures may say."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.methods.shared.options import BesideTruth
from trialstats.trialfile.parts.analysis import Findings, Names
from trialstats.trialfile.parts.by_treatment import ByTreatment
from trialstats.trialfile.parts.display import Individual, Selected
from trialstats.trialfile.parts.part import Variable, one_or_more

__all__ = [
    "Approach",
    "Approaches",
    "Censored",
    "CensoredTable",
    "Concentrations",
    "ConcentrationsFigure",
    "ConcentrationsTable",
    "RatiosFigure",
]


class Concentrations(ByTreatment, Findings):
    """Results below and above the limits, quantiles that do not depend on them, and a geometric mean that names how."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    method: Literal["concentrations"]
    substitution: Literal["HALFLLOQ", "SQRT2LLOQ"] = Field(
        "HALFLLOQ", description="What stands for results below in the geometric mean: LLOQ/2 or LLOQ/sqrt(2)."
    )
    limits_by: Variable | None = Field(
        None, description="The variable of `columns` (e.g. BATCH) whose texts name the limits in the figure."
    )

    @model_validator(mode="after")
    def check_value(self) -> Concentrations:
        if self.value not in (None, "AVAL"):
            raise ValueError(f"describes the results themselves: leave `value: {self.value}` out")
        return self


Approach = Literal["censored", "half", "sqrt2", "limit"]


Approaches = Annotated[tuple[Approach, ...], Field(min_length=1), one_or_more(Approach)]


class Censored(Findings):
    """Geometric means and their ratios from ln values, those beyond a limit of quantification censored."""

    from_baseline: ClassVar[bool] = True

    method: Literal["censored"]
    model: Literal["mixed", "tobit"] = Field(
        "mixed", description="`mixed`: all visits, a random intercept per subject; `tobit`: each visit by itself."
    )
    baseline: Literal["constrained", "covariate", "none"] = Field(
        "constrained",
        description="`constrained` (mixed): baseline is an outcome, with one mean for all arms; "
        "`covariate`: ln of the baseline value; `none` (default of tobit).",
    )
    censored_baseline: Literal["half", "sqrt2", "limit"] = Field(
        "half", description="With `baseline: covariate`: what a baseline below its limit counts as."
    )
    below: Approaches = Field(
        ("censored", "half", "sqrt2"),
        description="Approaches, side by side: `censored` likelihood; LLOQ/2 (`half`), LLOQ/sqrt(2) (`sqrt2`) or LLOQ "
        "(`limit`) in the place of values below, with the same means and covariates.",
    )
    covariates: Names = Field((), description="ADSL variables.")
    warn_above_percent: float = Field(
        60,
        ge=0,
        le=100,
        description="An estimate of which more than this share of an arm's values lies beyond a limit comes with a "
        "warning.",
    )

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @model_validator(mode="before")
    @classmethod
    def no_baseline_for_tobit(cls, given: object) -> object:
        if isinstance(given, dict) and given.get("model") == "tobit":
            return {"baseline": "none", **given}
        return given

    @model_validator(mode="after")
    def check_baseline(self) -> Censored:
        if self.model == "tobit" and self.baseline == "constrained":
            raise ValueError("baseline: constrained needs `model: mixed`; a tobit takes none or covariate")
        if "censored_baseline" in self.model_fields_set and self.baseline != "covariate":
            raise ValueError("`censored_baseline` is for `baseline: covariate`")
        if "BASE" in self.covariates:
            raise ValueError("`covariates` are ADSL variables; for the baseline value say `baseline: covariate`")
        return self

    @model_validator(mode="after")
    def check_value(self) -> Censored:
        if self.value not in (None, "AVAL"):
            raise ValueError(f"value = {self.value}: the model is of AVAL, whose logarithm has no change or percent")
        if len(set(self.below)) < len(self.below):
            raise ValueError("`below` names an approach twice")
        return self


class ConcentrationsTable(Selected):
    """Results below and above the limits of quantification, quantiles and geometric means by arm and visit."""

    usual_title: ClassVar[str] = "{Outcome} and the limits of quantification, by visit"

    kind: Literal["concentrations"]


class CensoredTable(BesideTruth):
    """Geometric means and ratios of values with a limit of quantification, the approaches to them side by side."""

    usual_title: ClassVar[str] = "{Outcome}: geometric means and ratios, {arms}"
    explained: ClassVar[bool] = True

    kind: Literal["censored"]


class ConcentrationsFigure(Individual, Selected):
    """Every result of a biomarker by arm and visit on a log axis, with the limits of quantification."""

    usual_title: ClassVar[str] = "{Outcome} by visit"

    kind: Literal["concentrations"]


class RatiosFigure(Selected):
    """Ratios of geometric means with intervals on a logarithmic axis, one line an approach to values below a limit."""

    usual_title: ClassVar[str] = "{Outcome}: ratios of geometric means, {arms}"

    kind: Literal["ratios"]
