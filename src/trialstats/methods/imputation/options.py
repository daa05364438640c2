"""Imputation: what its analyses, tables and figures may say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, Tag, model_validator

from trialstats.methods.imputation.completed.options import AncovaOf, AnyAnalysis, MmrmOf, RespondersOf, Structure
from trialstats.trialfile.parts.analysis import Findings, Names, sort_of
from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import BY_FORM, Bounds, Text, one_or_more

if TYPE_CHECKING:
    from trialstats.trialfile.parts.estimands import Estimand

__all__ = [
    "RESPONDERS",
    "ByArm",
    "ImputedRespondersTable",
    "ImputedValues",
    "Imputing",
    "TippingPoint",
    "TippingPointFigure",
    "TippingPointTable",
    "Word",
]

Word = Literal["MAR", "J2R", "CR", "CIR", "LMCF"]

# The sort of results of an analysis of responders, as the registry has it.
RESPONDERS = "responders"

ByArm = Annotated[
    Annotated[Word, Tag("plain")] | Annotated[dict[Text, Word], Field(min_length=1), Tag("keyed")], BY_FORM
]
"""One word for all arms, or a word for each arm named."""


class Imputing(Findings):
    """What every analysis by imputation says: the model, what is assumed of missing values, draws and errors."""

    usual_value: ClassVar[str] = "CHG"
    numbers_alone: ClassVar[bool] = True
    baseline_beside: ClassVar[bool] = True
    makes_anew: ClassVar[bool] = True
    begins_at_events: ClassVar[bool] = True

    covariates: Names = Field(
        ("BASE",), description="BASE or ADSL variables of the imputation model, each with a coefficient a visit."
    )
    strategy: ByArm = Field(
        "MAR",
        description="What is assumed from the intercurrent event on, of all arms or by arm (MAR of arms not named): "
        "missing at random (MAR), jump to reference (J2R), copy reference (CR), copy increments in reference (CIR), "
        "last mean carried forward (LMCF). Values missing before it, or between others, are missing at random.",
    )
    strategies: dict[Text, ByArm] = Field(
        default_factory=dict, description="The same of single intercurrent events, by their names."
    )
    draws: Literal["conditional mean", "approximate Bayes", "Bayes"] = Field(
        "conditional mean",
        description="How values are filled in: by their conditional mean, or drawn, with the parameters estimated from "
        "bootstrap samples (approximate Bayes) or from their posterior (Bayes).",
    )
    error: Literal["jackknife", "bootstrap", "Rubin"] | None = Field(
        None,
        description="The standard error: `jackknife` or `bootstrap` (with percentile intervals) of conditional means, "
        "by default `jackknife`; `Rubin` of values that are drawn.",
    )
    imputations: int = Field(
        1000,
        ge=3,
        le=100_000,
        description="Completed sets of drawn values, or bootstrap samples of conditional means. The jackknife needs "
        "none.",
    )
    precision: float | None = Field(
        None,
        gt=0,
        description="The Monte Carlo standard error that is precise enough; the notes say how many imputations it "
        "takes. By default a tenth of the standard error.",
    )
    seed: int = Field(1, ge=0, description="Seed of the random numbers.")
    covariance: Annotated[tuple[Structure, ...], Field(min_length=1), one_or_more(Structure)] = Field(
        ("us",), description="A structure, or a ladder of them tried in order; of Bayes the posterior is that of `us`."
    )
    covariance_by: Literal["TRT01P"] | None = Field(None, description="A covariance matrix for each arm.")
    without_values: Literal["impute", "exclude"] = Field(
        "impute", description="Subjects of the population without any value after baseline."
    )
    analysis: AnyAnalysis = Field(
        AncovaOf(method="ancova"), description="How completed values are analysed, by default `{method: ancova}`."
    )

    @model_validator(mode="after")
    def check_error(self) -> Imputing:
        allowed = ("jackknife", "bootstrap") if self.draws == "conditional mean" else ("Rubin",)
        if self.error is not None and self.error not in allowed:
            raise ValueError(f"error {self.error} does not go with draws: {self.draws}; {' or '.join(allowed)} does")
        return self

    @model_validator(mode="after")
    def check_responders(self) -> Imputing:
        if isinstance(self.analysis, RespondersOf) and self.draws == "conditional mean":
            raise ValueError(
                "analysis by responders goes with draws: Bayes or approximate Bayes; a conditional mean is no value of "
                "a subject, and on which side of a threshold it lies does not tell how many would respond"
            )
        return self

    @model_validator(mode="after")
    def check_analysis(self) -> Imputing:
        if not isinstance(self.analysis, MmrmOf):
            return self
        if self.draws == "conditional mean":
            raise ValueError("analysis by mmrm goes with draws: Bayes or approximate Bayes")
        if lost := [name for name in self.analysis.by_visit if name not in self.analysis_covariates]:
            raise ValueError(f"`by_visit` of the analysis names {', '.join(lost)}, which `covariates` does not")
        return self

    @property
    def standard_error(self) -> str:
        """The standard error: what the trial file says, else what goes with the draws."""
        return self.error or ("jackknife" if self.draws == "conditional mean" else "Rubin")

    @property
    def analysis_covariates(self) -> tuple[str, ...]:
        """The covariates of the analysis of completed values."""
        own = self.analysis.covariates
        return self.covariates if own is None else own

    @property
    def needs_baseline(self) -> bool:
        """Whether values at baseline are needed that are no covariate: to tell improvement, or values from changes."""
        model = self.analysis
        if not isinstance(model, RespondersOf):
            return False
        return self.measure != "AVAL" or any(criterion.bound is None for criterion in model.criteria)

    @property
    def needs_direction(self) -> bool:
        """Whether it must be known which way improvement lies."""
        model = self.analysis
        return isinstance(model, RespondersOf) and any(criterion.bound is None for criterion in model.criteria)

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @property
    def weights(self) -> str:
        """The margins of the LS means, if there are any."""
        return "equal" if isinstance(self.analysis, RespondersOf) else self.analysis.weights

    def assumed_of(self, arm: str, event: str | None = None) -> Word:
        """Say what is assumed of an arm after an event: what is said of the event, else of the arm, else MAR."""
        of_event = self.strategies.get(event, {}) if event is not None else {}
        for said in (of_event, self.strategy):
            word = said if isinstance(said, str) else said.get(arm)
            if word is not None:
                return word
        return "MAR"


class TippingPoint(Imputing):
    """How much worse imputed values would have to be than assumed for the result to turn."""

    method: Literal["tipping_point"]
    delta: dict[Text, Bounds] = Field(
        min_length=1,
        max_length=2,
        description="By arm, from where to where what is imputed of it from the event on is shifted, e.g. "
        "`{Laser: [0, 20]}`; of one arm, or of one and the reference.",
    )
    delta_type: Literal["additive", "multiplicative"] = Field(
        "additive", description="Whether shifts are added to imputed values, or these multiplied by them."
    )
    delta_by_visit: dict[Text, float] = Field(
        default_factory=dict,
        description="What part of an additive shift holds at a visit, e.g. `{Week 4: 0.5}`; all of it at the others.",
    )
    delta_events: Annotated[tuple[Text, ...], one_or_more(Text)] = Field(
        (), description="The intercurrent events after which values are shifted; by default all, named or not."
    )
    steps: int = Field(10, ge=2, le=50, description="Steps from one end of a range to the other.")
    at: Text | None = Field(
        None, description="The visit of the comparison; by default the estimand's timepoint, or the last."
    )

    @model_validator(mode="after")
    def check_means(self) -> TippingPoint:
        if isinstance(self.analysis, RespondersOf):
            raise ValueError("analysis by responders is of method imputation; a tipping point is one of means")
        return self

    @property
    def unshifted(self) -> float:
        """The shift that changes nothing."""
        return 0.0 if self.delta_type == "additive" else 1.0

    @model_validator(mode="after")
    def check_delta(self) -> TippingPoint:
        for arm, (low, high) in self.delta.items():
            if low == high or not low <= self.unshifted <= high:
                raise ValueError(
                    f"the range of {arm}, {low:g} to {high:g}, must reach from {self.unshifted:g}, which changes "
                    "nothing, to another value"
                )
        if self.delta_by_visit and self.delta_type == "multiplicative":
            raise ValueError("`delta_by_visit` goes with `delta_type: additive`")
        return self

    def of_estimand(self, estimand: Estimand) -> TippingPoint:
        return self if self.at else self.model_copy(update={"at": estimand.timepoint})


class TippingPointTable(Selected):
    """The difference between arms at each shift of imputed values, and the shifts at which the result turns."""

    usual_title: ClassVar[str] = "{Change}: tipping point"
    explained: ClassVar[bool] = True

    kind: Literal["tipping_point"]


class TippingPointFigure(Selected):
    """The difference between arms by the shift of imputed values; by the shifts of both arms its contours."""

    usual_title: ClassVar[str] = "{Change}: tipping point"

    kind: Literal["tipping_point"]


class ImputedValues(Imputing):
    """Missing values imputed at random or by reference to another arm, completed sets analysed and pooled."""

    method: Literal["imputation"]

    @property
    def entry(self) -> str:
        return sort_of(self.method, RESPONDERS) if isinstance(self.analysis, RespondersOf) else self.method


class ImputedRespondersTable(Selected):
    """Responders among completed values by criterion, visit and arm, and how arms compare."""

    usual_title: ClassVar[str] = "Responders in {outcome}, missing values imputed"
    explained: ClassVar[bool] = True

    kind: Literal["imputed_responders"]
