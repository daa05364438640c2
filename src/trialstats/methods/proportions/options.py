"""Proportions: what their analysis, table and figure may say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from trialstats.methods.shared.modifiers.options import Modified
from trialstats.methods.shared.options import GeeDdf, GeeErrors, Moments, WorkingCorrelation
from trialstats.methods.shared.yes_or_no.options import TEXT_VALUE, Event, Missing, is_number
from trialstats.trialfile.parts.analysis import Findings, Method, Names
from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.margin import Margin
from trialstats.trialfile.parts.part import Part, one_or_several

__all__ = [
    "DIFFERENCE",
    "Intervals",
    "Proportions",
    "ProportionsFigure",
    "ProportionsTable",
    "RepeatedBinary",
    "RepeatedBinaryFigure",
    "RepeatedBinaryTable",
    "SharesFigure",
    "YesOrNo",
]

ShareInterval = Literal["wilson", "exact", "agresti-coull", "wald"]
DifferenceInterval = Literal[
    "miettinen-nurminen",
    "score",
    "newcombe",
    "newcombe corrected",
    "wald",
    "wald corrected",
    "agresti-caffo",
    "hauck-anderson",
    "exact",
]
RatioInterval = Literal["miettinen-nurminen", "score", "wald", "wald modified", "likelihood ratio"]
OddsInterval = Literal["miettinen-nurminen", "score", "wald", "wald modified", "likelihood ratio", "exact", "mid-p"]
Effect = Literal["difference", "ratio", "odds ratio"]
MODELLED = {"in_model": "adjusted` or `modifiers"}
DIFFERENCE: Effect = "difference"
EFFECTS: tuple[Effect, ...] = (DIFFERENCE, "ratio", "odds ratio")


class Intervals(Part):
    """Which interval each comparison has; its p value is of the test that agrees with it."""

    share: ShareInterval = Field("wilson", description="Of the share of an arm.")
    difference: DifferenceInterval = Field("miettinen-nurminen", description="Of the difference of shares.")
    ratio: RatioInterval = Field("miettinen-nurminen", description="Of their ratio.")
    odds_ratio: OddsInterval = Field("miettinen-nurminen", description="Of the odds ratio.")


def for_all(given: Any) -> Any:
    """Let the author write one word for the share and every comparison that have such an interval."""
    if not isinstance(given, str):
        return given
    able = {
        "share": ShareInterval,
        "difference": DifferenceInterval,
        "ratio": RatioInterval,
        "odds_ratio": OddsInterval,
    }
    found = {key: given for key, words in able.items() if given in get_args(words)}
    return found or {"difference": given}


AnyWord = ShareInterval | DifferenceInterval | RatioInterval | OddsInterval
AnyIntervals = Annotated[Intervals, BeforeValidator(for_all, json_schema_input_type=AnyWord | Intervals)]


class YesOrNo(Findings):
    """What the analyses of an event share: what it is, which value tells, and what somebody without a value is."""

    visits_together: ClassVar[str | None] = "repeated_binary"

    event: Event = Field(description="What the event is, e.g. `{above: 0}`, `{equals: Yes}`, `{is: [Mild, Severe]}`.")
    value: Literal["AVAL", "CHG", "PCHG", "AVALC"] | None = Field(  # type: ignore[assignment]
        None, description="The value that tells: by default AVAL, of texts the result as it stands (AVALC)."
    )
    desirable: bool | None = Field(
        None, description="Whether the event is to be wished for; by default as the parameter's `better` says."
    )
    missing: Missing = Field(
        "exclude",
        description="Subjects without a value: with the event, without it, or in no denominator; `worst case`: "
        "failures under an active arm and successes under the reference, `best case` the reverse.",
    )

    @property
    def event_words(self) -> str:
        return self.event.in_title

    @property
    def measure(self) -> str:
        return self.usual_value if self.value in (None, TEXT_VALUE) else str(self.value)

    @model_validator(mode="after")
    def check_value(self) -> YesOrNo:
        if self.value == TEXT_VALUE and self.event.threshold:
            raise ValueError(f"value: {TEXT_VALUE} is a text, and `{self.event.threshold[0]}` asks for a number")
        if self.value in ("CHG", "PCHG") and any(not is_number(text) for text in self.event.texts):
            raise ValueError(f"value: {self.value} is a number, and {', '.join(self.event.texts)} no number")
        return self


class Proportions(YesOrNo, Modified):
    """Shares of subjects with an event, by arm, at each visit or over the trial, and how they compare.

    With `strata` comparisons are made within strata and combined; with `adjusted` or `modifiers` they are of shares
    standardised by a logistic model. The analysis is then that (the standardised one, where both are asked for), and
    the comparison of the shares as they are stands beside.
    """

    visits_alone: ClassVar[bool] = True

    method: Literal["proportions"]
    over: Literal["visits", "trial"] = Field(
        "visits", description="At each visit by itself, or `trial`: whether at any of the visits."
    )
    effects: Annotated[tuple[Effect, ...], one_or_several(Effect)] = Field(
        EFFECTS, min_length=1, description="The comparisons; a difference has its NNT."
    )
    interval: AnyIntervals = Field(
        Intervals(), description="Which intervals, a word for all that have such or one for each."
    )
    strata: Names = Field((), description="ADSL variables whose levels together are the strata.")
    combine: Literal[
        "mantel-haenszel", "miettinen-nurminen", "miettinen-nurminen optimal", "score", "newcombe", "summary score"
    ] = Field("mantel-haenszel", description="How differences are combined over strata.")
    mantel_haenszel_variance: Literal["sato", "greenland-robins"] = Field(
        "sato", description="The variance of the Mantel-Haenszel difference."
    )
    combine_ratios: Literal["mantel-haenszel", "inverse variance"] = Field(
        "mantel-haenszel", description="How ratios and odds ratios are combined over strata."
    )
    adjusted: Names = Field((), description="BASE or ADSL variables of the logistic model that standardises shares.")
    variance: Literal["model", "HC0", "HC3", "ye", "ye residuals", "influence", "stacked"] = Field(
        "ye",
        description="Of standardised shares: `ye`, `ye residuals`, `influence` and `stacked` count the covariates' own "
        "variability; `model`, `HC0` and `HC3` take the covariates as they are.",
    )
    randomised_by: Names = Field((), description="ADSL variables that stratified randomisation, for `variance: ye`.")
    margin: Margin | None = Field(None, description="A margin of non-inferiority or equivalence.")

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {
            "adjusted": self.adjusted,
            "modifiers": self.modifiers,
            "strata": self.strata,
            "randomised_by": self.randomised_by,
        }

    @property
    def over_all_visits(self) -> bool:
        return self.over == "trial"

    @property
    def margin_of(self) -> Margin | None:
        return self.margin

    @property
    def difference_method(self) -> str:
        """What the engine calls the way in which differences are combined over strata."""
        if self.combine == "mantel-haenszel" and self.mantel_haenszel_variance == "greenland-robins":
            return "mantel-haenszel, greenland-robins"
        return self.combine

    @model_validator(mode="after")
    def check_extras(self) -> Proportions:
        if self.randomised_by and self.variance not in ("ye", "ye residuals"):
            raise ValueError("`randomised_by` goes with `variance: ye` or `ye residuals`, which know of it")
        if self.randomised_by and not self.in_model:
            raise ValueError("`randomised_by` is of standardised shares: name what they are `adjusted` for")
        for key, needed in (("combine", "strata"), ("combine_ratios", "strata"), ("mantel_haenszel_variance", "strata"),
                            ("variance", "in_model")):  # fmt: skip
            if key in self.model_fields_set and not getattr(self, needed):
                raise ValueError(f"`{key}` is said, and no `{MODELLED.get(needed, needed)}`")
        if self.margin and self.margin.scale not in self.effects:
            raise ValueError(f"`margin` is of the {self.margin.scale}, which `effects` does not name")
        return self


class RepeatedBinary(YesOrNo):
    """A yes or no at several visits: a logistic model of arm by visit of all of them, by estimating equations (GEE).

    It gives the shares of the arms at each visit, standardised over the covariates of the subjects, their differences,
    the odds ratios, and all of these over the visits. Values that are missing must be so completely at random.
    """

    method: Literal["repeated_binary"]
    covariates: Names = Field((), description="BASE or ADSL variables, such as the strata of randomisation.")
    by_visit: Names = Field((), description="Those of them that get a coefficient at every visit.")
    correlation: WorkingCorrelation = "exchangeable"
    std_error: GeeErrors = "robust"
    ddf: GeeDdf = "inf"
    moments: Moments = "sas"

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @model_validator(mode="after")
    def check_by_visit(self) -> RepeatedBinary:
        lost = [name for name in self.by_visit if name not in self.covariates]
        if lost:
            raise ValueError(f"`by_visit` names {', '.join(lost)}, which `covariates` does not")
        return self


class ProportionsTable(Selected):
    """Shares by arm and visit, how arms compare, and where everybody else is."""

    usual_title: ClassVar[str] = "{Outcome}{Event}: shares of subjects, {arms}"

    kind: Literal["proportions"]
    reasons: bool = Field(True, description="Also those without the event and without a value, so that counts add up.")


class ProportionsFigure(Selected):
    """Differences of shares with their intervals by visit, against the margin where there is one."""

    usual_title: ClassVar[str] = "{Outcome}{Event}: differences of shares, {arms}"
    sets_side_by_side: ClassVar[bool] = True

    kind: Literal["proportions"]


class SharesFigure(Selected):
    """Shares of subjects with the event by arm and visit, with their intervals."""

    usual_title: ClassVar[str] = "{Outcome}: shares of subjects by visit, {arms}"

    kind: Literal["shares"]

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if isinstance(analysis, Proportions) and analysis.over_all_visits:
            yield "analysis", f"= {name} has one share an arm over the trial (over: trial), and none by visit"


class RepeatedBinaryTable(Selected):
    """Shares by arm and visit as counted and by the model, how arms compare, over the visits too, and joint tests."""

    usual_title: ClassVar[str] = "{Outcome}{Event}: shares of subjects over the visits, {arms}"

    kind: Literal["repeated_binary"]
    reasons: bool = Field(True, description="Also those without the event and without a value, so that counts add up.")


class RepeatedBinaryFigure(Selected):
    """Shares by arm and visit with their intervals, and below each visit the odds ratios."""

    usual_title: ClassVar[str] = "{Outcome}{Event}: shares of subjects by visit, {arms}"

    kind: Literal["repeated_binary"]
