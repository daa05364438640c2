"""Comparisons of means: what their analyses, tables and figures may say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import isfinite
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from trialstats.methods.shared.modifiers.options import Modified
from trialstats.methods.shared.options import BesideTruth, Ddf, Sandwich, refuse_adjusted_sandwich
from trialstats.trialfile.parts.analysis import Findings, Method, Names, sort_of
from trialstats.trialfile.parts.display import Individual, Selected
from trialstats.trialfile.parts.margin import Margin
from trialstats.trialfile.parts.part import Text, Variable, one_or_more

__all__ = [
    "SLOPES",
    "Ancova",
    "CoursesFigure",
    "Covariances",
    "EffectSize",
    "EstimatesTable",
    "ForestFigure",
    "JournalTable",
    "LsMeansFigure",
    "Mixed",
    "Mmrm",
]

# The sort of results of a random effects model over time.
SLOPES = "slopes"


Structure = Literal["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh", "sp_exp", "sp_gau"]


Covariances = Annotated[tuple[Structure, ...], Field(min_length=1), one_or_more(Structure)]


def check_scale(margin: Margin | None) -> Margin | None:
    """Refuse a margin of a ratio: what is compared are means."""
    if margin is not None and margin.scale != "difference":
        raise ValueError(f"`scale: {margin.scale}`: means are compared by their difference")
    return margin


MeanMargin = Annotated[
    Margin | None,
    AfterValidator(check_scale),
    Field(description="A margin of non-inferiority or equivalence for the difference in means."),
]


class Ancova(Modified):
    """Analysis of covariance at each visit by ordinary least squares."""

    usual_value: ClassVar[str] = "CHG"
    visits_alone: ClassVar[bool] = True
    numbers_alone: ClassVar[bool] = True

    method: Literal["ancova"]
    covariates: Names = Field(("BASE",), description="BASE or ADSL variables; `[]` for none.")
    std_error: Literal["classical", "HC3"] = Field("classical", description="The standard errors.")
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the LS means.")
    dose_response: bool = Field(False, description="Also test the slope on the arms' `dose`.")
    dose_unit: Text | None = Field(None, description="The unit of the arms' `dose`, e.g. mg: that of the slope.")
    margin: MeanMargin = None

    @property
    def margin_of(self) -> Margin | None:
        return self.margin

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates, "modifiers": self.modifiers}


class Mmrm(Modified):
    """Mixed model for repeated measures."""

    usual_value: ClassVar[str] = "CHG"
    numbers_alone: ClassVar[bool] = True

    method: Literal["mmrm"]
    covariates: Names = Field(("BASE",), description="BASE or ADSL variables; none by default where constrained.")
    by_visit: Names = Field((), description="Those of them that get a coefficient at every visit.")
    baseline: Literal["covariate", "constrained"] = Field(
        "covariate", description="`constrained`: baseline is an outcome, with one mean for all arms (cLDA)."
    )
    covariance: Covariances = Field(("us",), description="A structure, or a ladder of them tried in order.")
    covariance_by: Variable | None = Field(None, description="TRT01P or an ADSL variable: a matrix for each level.")
    time: Variable | None = Field(None, description="AVISITN or ADY, the time that sp_exp and sp_gau need.")
    ddf: Ddf = Field("kr", description="Degrees of freedom; `kr` also adjusts standard errors, as SAS DDFM=KR.")
    vcov: Sandwich | None = Field(None, description="A sandwich with df of its own.")
    reml: bool = Field(True, description="Restricted maximum likelihood.")
    weights: Literal["equal", "observed", "sample"] = Field(
        "equal",
        description="Margins of the LS means; `sample` averages over the records, whose covariates are taken as they "
        "are: their own variability counts in no standard error.",
    )
    margin: MeanMargin = None

    @model_validator(mode="before")
    @classmethod
    def outcome_where_constrained(cls, given: object) -> object:
        """With baseline among the outcomes AVAL is analysed (arms differ in it as in CHG), and BASE is no covariate."""
        if isinstance(given, dict) and given.get("baseline") == "constrained":
            return {"covariates": (), "value": "AVAL", **given}
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
        refuse_adjusted_sandwich(self.ddf, self.vcov)
        return self

    @model_validator(mode="after")
    def check_constrained(self) -> Mmrm:
        if self.baseline == "constrained" and "BASE" in self.covariates:
            raise ValueError("baseline: constrained puts baseline in the outcome: take BASE out of `covariates`")
        if self.baseline == "constrained" and self.value != "AVAL":
            raise ValueError("baseline: constrained puts baseline in the outcome: say `value: AVAL`")
        if self.baseline == "constrained" and self.modifiers:
            raise ValueError(
                "`modifiers` goes with `baseline: covariate`: in a constrained model arms have no effect of "
                "their own at baseline that it could modify"
            )
        return self

    @property
    def uses_baseline(self) -> bool:
        return self.baseline == "constrained"

    @property
    def margin_of(self) -> Margin | None:
        return self.margin

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        apart = (self.covariance_by,) if self.covariance_by else ()
        return {"covariates": self.covariates, "modifiers": self.modifiers, "covariance_by": apart}


class Mixed(Findings):
    """Random coefficients: an intercept or an intercept and slope of each subject; baseline is in the outcome."""

    from_baseline: ClassVar[bool] = True
    numbers_alone: ClassVar[bool] = True

    method: Literal["mixed"]
    random: Literal["intercept", "intercept and slope", "independent intercept and slope"] = Field(
        "intercept", description="The random effects."
    )
    time: Literal["categorical", "continuous", "AVISITN", "ADY"] = Field(
        "categorical",
        description="Visits; or a line over AVISITN (`continuous` too), or over each record's own day, ADY.",
    )
    residual: Literal["independent", "ar1", "by arm"] = Field(
        "independent",
        description="The errors: independent; autoregressive over the visits; or with a variance in each arm.",
    )
    covariates: Names = Field((), description="ADSL variables.")
    ddf: Ddf = Field(
        "kr", description="Degrees of freedom; `kr_expected` is that of R (pbkrtest), `satterthwaite` of lmerTest."
    )
    vcov: Sandwich | None = Field(None, description="A sandwich with df of its own.")
    reml: bool = Field(True, description="Restricted maximum likelihood.")
    per: Literal["day", "week", "month", "year"] | float = Field(
        "day",
        description="What slopes over ADY are per: `day`, `week`, `month` (30.4375 days), `year` (365.25), or a number "
        "of days.",
    )
    own_courses: bool = Field(False, description="Also each subject's predicted course, with its error.")

    @property
    def entry(self) -> str:
        return self.method if self.time == "categorical" else sort_of(self.method, SLOPES)

    @property
    def over_all_visits(self) -> bool:
        return self.time != "categorical"

    @model_validator(mode="after")
    def check_sandwich(self) -> Mixed:
        refuse_adjusted_sandwich(self.ddf, self.vcov)
        return self

    @model_validator(mode="after")
    def check_per(self) -> Mixed:
        if "per" in self.model_fields_set and self.time != "ADY":
            raise ValueError("`per` is of slopes over each record's own day: say `time: ADY`")
        if not isinstance(self.per, str) and not (self.per > 0 and isfinite(self.per)):
            raise ValueError(f"`per` = {self.per:g}: a number of days is above 0")
        return self

    @model_validator(mode="after")
    def check_courses(self) -> Mixed:
        if self.own_courses and self.time == "categorical":
            raise ValueError("`own_courses` are courses over time: say `time: continuous` or `time: ADY`")
        return self

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}


class EffectSize(Findings):
    """Hedges g of the value between each active arm and the reference, at each visit."""

    usual_value: ClassVar[str] = "CHG"
    numbers_alone: ClassVar[bool] = True

    method: Literal["effect_size"]


class EstimatesTable(BesideTruth):
    """LS means, differences, intervals and p values."""

    usual_title: ClassVar[str] = "{Change}, {arms}"
    explained: ClassVar[bool] = True
    sets_side_by_side: ClassVar[bool] = True

    kind: Literal["estimates"]

    def title_of(self, analyses: Collection[Method]) -> str:
        of_slopes = analyses and all(isinstance(one, Mixed) and one.time != "categorical" for one in analyses)
        return "{Change}: slopes over time, {arms}" if of_slopes else self.usual_title


class JournalTable(Selected):
    """Means and SD by arm and visit beside adjusted differences, of several parameters, as journals print them."""

    usual_title: ClassVar[str] = "{Outcome}, {arms}"
    explained: ClassVar[bool] = True
    sets_side_by_side: ClassVar[bool] = True

    kind: Literal["journal"]


class LsMeansFigure(Selected):
    """LS means with intervals by visit and arm, with the numbers of subjects under the axis."""

    usual_title: ClassVar[str] = "{Change} by visit"

    kind: Literal["lsmeans"]


class CoursesFigure(Individual, Selected):
    """Mean courses over time that a mixed model predicts, with bands, beside the means recorded at each visit."""

    usual_title: ClassVar[str] = "{Change} over time: courses as predicted"

    kind: Literal["courses"]
    own_courses: bool = Field(
        False, description="Also each subject's own course, of an analysis with `own_courses: true`."
    )

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if isinstance(analysis, Mixed) and analysis.time == "categorical":
            text = f"= {name} has visits as its time (time: categorical): it predicts means, and no course over time"
            yield "analysis", text
        elif isinstance(analysis, Mixed) and self.own_courses and not analysis.own_courses:
            yield "own_courses", f"needs `own_courses: true` of the analysis {name}, which predicts them"


class ForestFigure(Selected):
    """Differences between arms with intervals, one line an endpoint."""

    usual_title: ClassVar[str] = "{Change}, {arms}: differences between arms"
    sets_side_by_side: ClassVar[bool] = True

    kind: Literal["forest"]
    standardised: bool = Field(
        False,
        description="Show differences over the SD (Hedges g), so that endpoints of different units compare: `analysis` "
        "then names some of method `effect_size`.",
    )

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if self.standardised and not isinstance(analysis, EffectSize):
            yield "analysis", f"= {name} is of method {analysis.method}; a standardised forest shows effect_size"
        if isinstance(analysis, EffectSize) and not self.standardised:
            yield "analysis", f"= {name} is of method effect_size; a forest that shows it is `standardised: true`"
