"""Times to an event: what their analysis, table and figure may say."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Estimating, Names
from trialstats.trialfile.parts.display import Display, Pointwise
from trialstats.trialfile.parts.margin import Margin, RatioMargin
from trialstats.trialfile.parts.part import Paramcd, Text, one_or_more

__all__ = ["HazardRatiosFigure", "KaplanMeierFigure", "ProportionalHazardsFigure", "TimeToEventTable", "TimesToEvent"]


class TimesToEvent(Estimating):
    """Kaplan-Meier curves, log-rank test, Cox regression and restricted means of times to an event."""

    uses_times: ClassVar[bool] = True
    of_times: ClassVar[bool] = True

    method: Literal["time_to_event"]
    parameters: Annotated[tuple[Paramcd, ...], one_or_more(Paramcd)] = Field(
        (), description="Of `times_to_event`; by default that of the estimand, or all."
    )
    covariates: Names = Field((), description="ADSL variables of the Cox model, beside the arm.")
    strata: Names = Field(
        (), description="ADSL variables whose combinations are the strata of Cox model and log-rank test."
    )
    ties: Literal["efron", "breslow"] = Field("efron", description="How the Cox model takes events of one time.")
    std_error: Literal["model", "robust"] = Field("model", description="Of the Cox model; `robust`: of Lin and Wei.")
    tau: float | None = Field(
        None, gt=0, description="Restricted means are up to this time; by default the largest that all arms reach."
    )
    at: dict[Text, float] = Field(
        default_factory=dict,
        description="Times at which shares are given, by name, in the unit of the parameter; by default round ones.",
    )
    proportionality: Literal["km", "rank", "identity"] = Field(
        "km", description="The scale of time on which a change of the hazard ratio is looked for."
    )

    margin: RatioMargin = None

    @property
    def margin_of(self) -> Margin | None:
        return self.margin

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates, "strata": self.strata}

    @model_validator(mode="after")
    def check_target(self) -> TimesToEvent:
        if self.estimand is None and self.population is None:
            raise ValueError("give `estimand`, or `population`")
        if self.dataset is not None:
            raise ValueError("takes its times from `times_to_event`: leave `dataset` out")
        return self

    @model_validator(mode="after")
    def check_apart(self) -> TimesToEvent:
        if both := [name for name in self.strata if name in self.covariates]:
            raise ValueError(f"`strata` and `covariates` both have {', '.join(both)}: name it in one of them")
        return self


class TimeToEventTable(Display):
    """Events and censoring, quartiles and shares by arm, hazard ratio, log-rank test and restricted means."""

    explained: ClassVar[bool] = True
    usual_section: ClassVar[str | None] = "Times to events"
    usual_title: ClassVar[str] = "{Outcome}"

    kind: Literal["time_to_event"]


class KaplanMeierFigure(Display):
    """Kaplan-Meier curves by arm, or the share with a rare or desired event; the numbers at risk under the axis."""

    usual_section: ClassVar[str | None] = "Times to events"
    usual_title: ClassVar[str] = "{Outcome}"

    kind: Literal["kaplan_meier"]
    bands: bool = Field(True, description="Draw the confidence bands of the curves.")
    marks: bool = Field(
        True,
        description="Mark the times at which subjects without the event were last seen; where marks would hide the "
        "curves there are none, and the note says so.",
    )
    least_at_risk: int = Field(
        10, ge=1, description="Where fewer of an arm are at risk its curve is faint and has no band; 1: nowhere."
    )


class HazardRatiosFigure(Display):
    """Hazard ratios with their intervals, against the margin where there is one."""

    usual_section: ClassVar[str | None] = "Times to events"
    usual_title: ClassVar[str] = "{Outcome}: hazard ratios"

    kind: Literal["hazard_ratios"]


class ProportionalHazardsFigure(Pointwise):
    """Each hazard ratio over time: an estimate at every event and their smooth curve, with the test of a change."""

    usual_section: ClassVar[str | None] = "Times to events"
    usual_title: ClassVar[str] = "{Outcome}: hazard ratios over time"

    kind: Literal["proportional_hazards"]
    most_points: int = Field(1500, ge=100, description=Pointwise.model_fields["most_points"].description)
