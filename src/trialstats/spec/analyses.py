"""The analyses a trial file can ask for: what they share, and the options of each method."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from trialstats.spec.part import FilePath, Name, OneOrMore, Part, Text, Variable, one_or_more

__all__ = ["Analysis", "Filter", "Findings", "Method"]

Names = Annotated[tuple[Variable, ...], one_or_more(Variable)]
Structure = Literal["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh", "sp_exp", "sp_gau"]
Covariances = Annotated[tuple[Structure, ...], Field(min_length=1), one_or_more(Structure)]


class Filter(Part):
    """Keep the records whose column holds one of these texts, or none of those."""

    column: Variable = Field(description="A column of the dataset.")
    within: OneOrMore | None = Field(None, alias="in", description="Texts to keep.")
    without: OneOrMore | None = Field(None, alias="not_in", description="Texts to leave out (blank is kept).")

    @model_validator(mode="after")
    def check_one(self) -> Filter:
        if (self.within is None) == (self.without is None):
            raise ValueError("give either `in` or `not_in`")
        return self


class Method(Part):
    """What every analysis may say."""

    method: str
    label: Text | None = Field(None, description="Title in the report; by default its name.")
    role: Literal["primary", "secondary", "sensitivity", "supplementary", "exploratory", "description"] = Field(
        "description", description="The part it plays in the report."
    )
    alpha: float = Field(0.05, gt=0, lt=1, description="Intervals have confidence 1 - alpha.")


class Findings(Method):
    """An analysis of a BDS dataset; an estimand fills in what is not said."""

    estimand: Name | None = Field(None, description="Takes population, dataset, parameter and value from it.")
    dataset: Name | None = Field(None, description="The dataset, if no estimand says it.")
    population: Variable | None = Field(None, description="The population flag, if no estimand says it.")
    parameters: Names = Field((), description="Parameters to analyse; by default the estimand's or all.")
    value: Literal["AVAL", "CHG", "PCHG"] | None = Field(None, description="The value analysed.")
    visits: OneOrMore = Field((), description="The visits used; by default all after baseline.")
    records: tuple[Filter, ...] = Field((), description="Further choice of records, beside ANL01FL = Y.")

    @model_validator(mode="after")
    def check_target(self) -> Findings:
        if self.estimand is None and (self.dataset is None or self.population is None):
            raise ValueError("give `estimand`, or `dataset` and `population`")
        return self


class Descriptive(Findings):
    """n, mean, SD, median, quartiles, minimum and maximum by arm and visit, of the value and its change."""

    method: Literal["descriptive"]


class Ancova(Findings):
    """Analysis of covariance at each visit by ordinary least squares."""

    method: Literal["ancova"]
    covariates: Names = Field(("BASE",), description="BASE or ADSL variables; `[]` for none.")
    std_error: Literal["classical", "HC3"] = Field("classical", description="The standard errors.")
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the LS means.")
    dose_response: bool = Field(False, description="Also test the slope on the arms' `dose`.")


class Mmrm(Findings):
    """Mixed model for repeated measures."""

    method: Literal["mmrm"]
    covariates: Names = Field(("BASE",), description="BASE or ADSL variables; none by default where constrained.")
    by_visit: Names = Field((), description="Those of them that get a coefficient at every visit.")
    baseline: Literal["covariate", "constrained"] = Field(
        "covariate", description="`constrained`: baseline is an outcome, with one mean for all arms (cLDA)."
    )
    covariance: Covariances = Field(("us",), description="A structure, or a ladder of them tried in order.")
    covariance_by: Variable | None = Field(None, description="TRT01P or an ADSL variable: a matrix for each level.")
    time: Variable | None = Field(None, description="AVISITN or ADY, the time that sp_exp and sp_gau need.")
    ddf: Literal["kr", "kr_linear", "kr_expected", "satterthwaite", "between_within", "residual", "inf"] = Field(
        "kr", description="Degrees of freedom; `kr` also adjusts standard errors, as SAS DDFM=KR."
    )
    vcov: Literal["cr0", "cr2", "cr3"] | None = Field(None, description="A sandwich with df of its own.")
    reml: bool = Field(True, description="Restricted maximum likelihood.")
    weights: Literal["equal", "observed", "sample"] = Field("equal", description="Margins of the LS means.")

    @model_validator(mode="before")
    @classmethod
    def no_base_where_constrained(cls, given: object) -> object:
        if isinstance(given, dict) and given.get("baseline") == "constrained":
            return {"covariates": (), **given}
        return given

    @model_validator(mode="after")
    def check_by_visit(self) -> Mmrm:
        lost = [name for name in self.by_visit if name not in self.covariates]
        if lost:
            raise ValueError(f"`by_visit` names {', '.join(lost)}, which `covariates` does not")
        return self

    @model_validator(mode="after")
    def check_time(self) -> Mmrm:
        timed = [name for name in self.covariance if name.startswith("sp_")]
        if timed and self.time is None:
            raise ValueError(f"covariance {', '.join(timed)} needs `time`: AVISITN or ADY")
        if self.time is not None and not timed:
            raise ValueError("`time` is for covariance sp_exp and sp_gau")
        if self.time not in (None, "AVISITN", "ADY"):
            raise ValueError(f"time = {self.time}, not one of AVISITN, ADY")
        return self

    @model_validator(mode="after")
    def check_sandwich(self) -> Mmrm:
        if self.vcov is not None and self.ddf in ("kr_linear", "kr_expected"):
            raise ValueError(f"ddf {self.ddf} does not go with `vcov`; satterthwaite, between_within, residual, inf do")
        return self

    @model_validator(mode="after")
    def check_constrained(self) -> Mmrm:
        if self.baseline == "constrained" and "BASE" in self.covariates:
            raise ValueError("baseline: constrained puts baseline in the outcome: take BASE out of `covariates`")
        if self.baseline == "constrained" and self.value != "AVAL":
            raise ValueError("baseline: constrained puts baseline in the outcome: say `value: AVAL`")
        return self


class Mixed(Findings):
    """Random intercept, or random intercept and slope; all visits with baseline in the outcome."""

    method: Literal["mixed"]
    random: Literal["intercept", "intercept and slope"] = Field("intercept", description="The random effects.")
    time: Literal["categorical", "continuous"] = Field("categorical", description="Visits, or AVISITN as a line.")
    covariates: Names = Field((), description="ADSL variables.")


class EffectSize(Findings):
    """Hedges g of the value between each active arm and the reference, at each visit."""

    method: Literal["effect_size"]


class Reliability(Findings):
    """Cronbach's alpha of each scale of an instrument at each visit."""

    method: Literal["reliability"]


class Missingness(Findings):
    """Values present and absent, by arm and visit."""

    method: Literal["missingness"]


class Profiles(Findings):
    """Every subject's values, for the figure of individual courses."""

    method: Literal["profiles"]


class Baseline(Method):
    """Demographic and baseline characteristics by arm."""

    method: Literal["baseline"]
    population: Variable = Field(description="A population flag.")
    variables: Names = Field((), description="ADSL covariates; by default all.")
    parameters: dict[Name, Names] = Field(
        default_factory=dict, description="Datasets and their parameters at baseline."
    )


class DispositionMethod(Method):
    """Screened, randomised, in each population, completed, stopped and why."""

    method: Literal["disposition"]


class Truth(Method):
    """The true effects that a simulation was given: a CSV with PARAMCD, AVISIT, ARM, difference."""

    method: Literal["truth"]
    file: FilePath = Field(description="Path of the CSV, from the project's top folder.")


Analysis = Annotated[
    Descriptive | Ancova | Mmrm | Mixed | EffectSize | Reliability | Missingness | Profiles | Baseline
    | DispositionMethod | Truth,
    Field(discriminator="method"),
]  # fmt: skip
