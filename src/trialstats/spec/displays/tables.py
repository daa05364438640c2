"""The tables of the report: which analyses each shows, and its options."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trialstats.spec.displays.display import Display, OneAnalysis, Selected
from trialstats.spec.part import Name, one_or_more

__all__ = [
    "AdverseEventsTable",
    "AssociationsTable",
    "CensoredTable",
    "ConcentrationsTable",
    "CostsTable",
    "DemographicsTable",
    "DescriptiveTable",
    "DispositionTable",
    "DoseResponseTable",
    "EstimatesTable",
    "ExposureTable",
    "MedicationTable",
    "NervesTable",
    "QuestionnaireQualityTable",
    "RanksTable",
    "ReliableChangeTable",
    "ResponderCurveTable",
    "RespondersTable",
    "SubgroupsTable",
    "Table",
]

EventRows = Literal["overview", "terms"]


class DispositionTable(Display):
    """Subjects screened, randomised, analysed, completed, stopped."""

    shows: ClassVar[tuple[str, ...]] = ("disposition",)

    kind: Literal["disposition"]


class DemographicsTable(Display):
    """Demographic and baseline characteristics by arm, with standardised mean differences (SMD)."""

    shows: ClassVar[tuple[str, ...]] = ("baseline",)

    kind: Literal["demographics"]


class DescriptiveTable(Selected):
    """Summary statistics by arm and visit."""

    shows: ClassVar[tuple[str, ...]] = ("descriptive", "reliability")

    kind: Literal["descriptive"]


class EstimatesTable(Selected):
    """LS means, differences, intervals and p values."""

    shows: ClassVar[tuple[str, ...]] = ("mmrm", "ancova", "mixed", "effect_size", "limbs")

    kind: Literal["estimates"]
    truth: Name | None = Field(None, description="An analysis of method `truth` whose effects stand beside.")


class ConcentrationsTable(Selected):
    """Results below and above the limits of quantification, quantiles and geometric means by arm and visit."""

    shows: ClassVar[tuple[str, ...]] = ("concentrations",)

    kind: Literal["concentrations"]


class RespondersTable(Selected):
    """Responders by criterion, visit and arm, how arms compare, and why the others are no responders."""

    shows: ClassVar[tuple[str, ...]] = ("responders",)

    kind: Literal["responders"]
    reasons: bool = Field(True, description="Also the status of everybody else, so that counts add up.")


class ResponderCurveTable(Selected):
    """The cumulative curve of responders in numbers, with the areas under it."""

    shows: ClassVar[tuple[str, ...]] = ("responder_curve",)

    kind: Literal["responder_curve"]
    cutoffs: tuple[Annotated[int, Field(ge=0, le=100)], ...] = Field(
        (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100), min_length=1, description="The cutoffs shown."
    )


class CostsTable(Display):
    """Sessions, costs, and what a responder costs."""

    shows: ClassVar[tuple[str, ...]] = ("cost",)

    kind: Literal["costs"]


class ExposureTable(Display):
    """Sessions attended, adherence, energy and fluence by arm, and by the variables of a session."""

    shows: ClassVar[tuple[str, ...]] = ("exposure",)

    kind: Literal["exposure"]


class DoseResponseTable(Selected):
    """Slopes and correlations of the outcome on the dose received."""

    shows: ClassVar[tuple[str, ...]] = ("dose_response",)

    kind: Literal["dose_response"]


class SubgroupsTable(Selected):
    """Means and differences in subgroups, and the test of interaction of each factor."""

    shows: ClassVar[tuple[str, ...]] = ("subgroups",)

    kind: Literal["subgroups"]
    truth: Name | None = Field(None, description="An analysis of method `truth` whose effect stands beside.")


class AdverseEventsTable(OneAnalysis):
    """Subjects with adverse events by arm: an overview, by body system and term, or by severity."""

    shows: ClassVar[tuple[str, ...]] = ("adverse_events",)

    kind: Literal["adverse_events"]
    show: Annotated[tuple[EventRows, ...], Field(min_length=1), one_or_more(EventRows)] = Field(
        ("overview", "terms"), description="The overview, the body systems and their terms, or both."
    )
    by_severity: bool = Field(False, description="A column for each severity, in the place of differences.")
    incidence: bool = Field(False, description="Also incidence per person-time, where it was estimated.")
    at_least_percent: float = Field(
        0, ge=0, le=100, description="Only systems and terms that so many percent of the subjects of an arm had."
    )
    order: Literal["all", "active", "name"] = Field(
        "all", description="Systems and terms by their share over all arms, in active arms, or by name."
    )


class MedicationTable(Display):
    """Users, courses, days, dose and the first course of medication by arm; then each medicine."""

    shows: ClassVar[tuple[str, ...]] = ("medication",)

    kind: Literal["medication"]
    at_least_percent: float = Field(
        0, ge=0, le=100, description="Only medicines that so many percent of the subjects of an arm took."
    )


class QuestionnaireQualityTable(Selected):
    """Completeness, floor and ceiling of each scale of a questionnaire, by visit."""

    shows: ClassVar[tuple[str, ...]] = ("questionnaire_quality",)

    kind: Literal["questionnaire_quality"]
    by_arm: bool = Field(False, description="A row for each arm below that of all arms together.")


class ReliableChangeTable(Selected):
    """Subjects who improved, stayed and worsened by arm, and the difference between arms."""

    shows: ClassVar[tuple[str, ...]] = ("reliable_change",)

    kind: Literal["reliable_change"]


class AssociationsTable(Selected):
    """Correlations of parameters with another outcome."""

    shows: ClassVar[tuple[str, ...]] = ("association",)

    kind: Literal["associations"]


class NervesTable(Selected):
    """Responses and what was measured by nerve, attribute, side, visit and arm; and comparisons of the arms."""

    shows: ClassVar[tuple[str, ...]] = ("nerves", "limbs", "ranks")

    kind: Literal["nerves"]


class RanksTable(Selected):
    """Win probability, rank tests and shift."""

    shows: ClassVar[tuple[str, ...]] = ("ranks",)

    kind: Literal["ranks"]


class CensoredTable(Selected):
    """Geometric means and ratios of values with a limit of quantification, the approaches to them side by side."""

    shows: ClassVar[tuple[str, ...]] = ("censored",)

    kind: Literal["censored"]
    truth: Name | None = Field(None, description="An analysis of method `truth` whose ratios stand beside.")


Table = Annotated[
    DispositionTable
    | DemographicsTable
    | DescriptiveTable
    | EstimatesTable
    | ConcentrationsTable
    | RespondersTable
    | ResponderCurveTable
    | CostsTable
    | ExposureTable
    | DoseResponseTable
    | SubgroupsTable
    | AdverseEventsTable
    | MedicationTable
    | QuestionnaireQualityTable
    | ReliableChangeTable
    | AssociationsTable
    | NervesTable
    | RanksTable
    | CensoredTable,
    Field(discriminator="kind"),
]
