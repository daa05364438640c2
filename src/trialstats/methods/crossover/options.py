"""Crossover trials: what their analyses, tables and figures may say."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.methods.shared.options import Ddf
from trialstats.methods.shared.yes_or_no.options import Event
from trialstats.trialfile.parts.analysis import Findings, Names, sort_of
from trialstats.trialfile.parts.display import Individual, Selected
from trialstats.trialfile.parts.margin import Margin, with_scale
from trialstats.trialfile.parts.part import OneOrMore, one_or_more

__all__ = [
    "RATIOS",
    "CrossoverBinary",
    "CrossoverBinaryTable",
    "CrossoverFigure",
    "CrossoverModel",
    "CrossoverTable",
    "Periods",
]

# The sort of results of an analysis of logarithms.
RATIOS = "ratios"
Beside = Literal["ranks", "paired", "first period"]


class Periods(Findings):
    """An analysis that compares the periods of subjects, at each timepoint within them by itself."""

    in_crossover: ClassVar[Literal["periods"]] = "periods"
    numbers_alone: ClassVar[bool] = True

    timepoints: OneOrMore = Field(
        (), description="The timepoints within periods that are compared; by default all that visits declare."
    )
    treatment: Literal["planned", "actual"] = Field(
        "planned", description="The treatment of a period: as planned (TRTP), or as taken (TRTA)."
    )


class CrossoverModel(Periods):
    """Treatments of a crossover trial: a linear model of the periods of subjects, and of two periods rank tests too."""

    method: Literal["crossover"]
    subject: Literal["random", "fixed"] = Field(
        "random", description="`random` also uses subjects with a period missing (Kenward-Roger); `fixed` does not."
    )
    sequence: bool = Field(True, description="Random subjects: a term for the sequence.")
    carry_over: bool = Field(
        False, description="Terms for first-order carry-over, where the design tells it from the other effects."
    )
    baseline: Literal["none", "covariate", "split"] = Field(
        "none",
        description="BASE as a covariate; `split`: as the subject's mean and what differs from it, so that the slope "
        "within subjects is its own. For changes say `value: CHG`.",
    )
    covariates: Names = Field((), description="Random subjects: ADSL variables.")
    scale: Literal["identity", "log"] = Field(
        "identity", description="`log`: of logarithms, told as geometric means and their ratios (value AVAL)."
    )
    differences: Literal["reference", "all"] = Field(
        "reference", description="Each treatment against the reference, or every pair."
    )
    ddf: Ddf = Field(
        "kr",
        description="Random subjects: degrees of freedom; `kr` as SAS DDFM=KR, `kr_expected` as R pbkrtest (the same "
        "in complete data).",
    )
    beside: Annotated[tuple[Beside, ...], one_or_more(Beside)] = Field(
        ("ranks",),
        description="Of two treatments in two periods also: rank tests and the Hodges-Lehmann shift, a paired t test "
        "without periods, the first period alone; `[]` for none.",
    )

    margin: Margin | None = Field(
        None,
        description="A margin of non-inferiority or equivalence: of the difference, or with `scale: log` of the ratio; "
        "bioequivalence is `{kind: equivalence, value: [0.8, 1.25], level: 0.05}`.",
    )

    @property
    def margin_of(self) -> Margin | None:
        return self.margin

    @model_validator(mode="before")
    @classmethod
    def say_scale(cls, given: Any) -> Any:
        """Of logarithms a margin is one of the ratio."""
        if not isinstance(given, dict) or given.get("scale") != "log" or given.get("margin") is None:
            return given
        return {**given, "margin": with_scale(given["margin"], "ratio")}

    @model_validator(mode="after")
    def check_margin(self) -> CrossoverModel:
        compared = "ratio" if self.scale == "log" else "difference"
        if self.margin and self.margin.scale != compared:
            raise ValueError(
                f"`margin` is of the {self.margin.scale}, and with `scale: {self.scale}` treatments are compared by "
                f"their {compared}"
            )
        return self

    @model_validator(mode="after")
    def check_scale(self) -> CrossoverModel:
        if self.scale == "log" and self.value in ("CHG", "PCHG"):
            raise ValueError(f"`scale: log` is of values (AVAL), and `value` is {self.value}")
        return self

    @model_validator(mode="after")
    def check_fixed(self) -> CrossoverModel:
        if self.subject == "fixed" and self.covariates:
            text = ", ".join(self.covariates)
            raise ValueError(f"`covariates` ({text}) are one value a subject, which `subject: fixed` takes up")
        if self.subject == "fixed" and self.baseline == "split":
            raise ValueError("`baseline: split` is for random subjects: fixed ones take up their mean, say `covariate`")
        return self

    @property
    def entry(self) -> str:
        return sort_of(self.method, RATIOS) if self.scale == "log" else self.method

    @property
    def uses_base(self) -> bool:
        """Whether BASE is in the model."""
        return self.baseline != "none"

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": (*self.covariates, *(["BASE"] if self.uses_base else []))}


class CrossoverBinary(Periods):
    """A yes or no in a crossover trial: McNemar, Mainland-Gart, Prescott, odds within subjects and over them (GEE)."""

    numbers_alone: ClassVar[bool] = False

    method: Literal["crossover_binary"]
    event: Event = Field(description="What a yes is, e.g. `{at_least: 30}` or `{is: [Much improved, Improved]}`.")
    desirable: bool = Field(description="Whether a yes is to be wished for.")
    correlation: Literal["exchangeable", "independence"] = Field(
        "exchangeable", description="The working correlation of the periods of a subject, for the odds over subjects."
    )

    @property
    def event_words(self) -> str:
        return self.event.in_title


class CrossoverTable(Selected):
    """Treatments of a crossover trial: means by period, adjusted means, differences, and the other effects."""

    usual_title: ClassVar[str] = "{Change} by treatment, {arms}: crossover analysis"
    explained: ClassVar[bool] = True

    kind: Literal["crossover"]


class CrossoverBinaryTable(Selected):
    """A yes or no in a crossover trial: shares by period, differences, odds ratios and tests."""

    usual_title: ClassVar[str] = "{Outcome}{Event} by treatment, {arms}: crossover analysis of a yes or no"
    explained: ClassVar[bool] = True

    kind: Literal["crossover_binary"]


class CrossoverFigure(Individual, Selected):
    """Each subject's periods, joined by a line, a panel a sequence, with the means on top."""

    usual_title: ClassVar[str] = "{Change} of each subject by period"

    kind: Literal["crossover"]
