"""The figures and tables of the report: which analysis each shows, and its words."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.spec.part import Name, OneOrMore, Paramcd, Part, Text, one_or_more

__all__ = ["Display", "Figure", "Table"]

EventRows = Literal["overview", "terms"]
Analyses = Annotated[tuple[Name, ...], Field(min_length=1), one_or_more(Name)]


class Display(Part):
    """What every figure and table says. shows: the methods whose results it can show."""

    shows: ClassVar[tuple[str, ...]] = ()

    kind: str
    title: Text = Field(description="Its title.")
    number: Text | None = Field(None, description="Its number in the report, e.g. `14.2.1`.")
    footnotes: tuple[Text, ...] = Field((), description="Further notes under it.")
    section: Text = Field("Results", description="The report's section it stands in.")
    decimals: int | None = Field(
        None, ge=0, le=6, description="Digits after the point of means; by default what each parameter declares."
    )
    analyses: Analyses = Field(alias="analysis", description="The analysis, or analyses, it shows.")


class Selected(Display):
    """A display of chosen parameters and visits."""

    parameters: Annotated[tuple[Paramcd, ...], one_or_more(Paramcd)] = Field(
        (), description="Parameters shown; by default all of the analysis."
    )
    visits: OneOrMore = Field((), description="Visits shown; by default all of the analysis.")


class LsMeansFigure(Selected):
    """LS means with intervals by visit and arm, with the numbers of subjects under the axis."""

    shows: ClassVar[tuple[str, ...]] = ("mmrm", "ancova", "mixed", "limbs")

    kind: Literal["lsmeans"]


class ProfilesFigure(Selected):
    """Every subject's course, by arm, with the arm's mean."""

    shows: ClassVar[tuple[str, ...]] = ("profiles", "descriptive")

    kind: Literal["profiles"]


class Sf36ProfileFigure(Selected):
    """The eight scales in their usual order, by arm, at the visits chosen."""

    shows: ClassVar[tuple[str, ...]] = ("descriptive", "norms")

    kind: Literal["sf36_profile"]
    scores: Literal["0-100", "T"] = Field("0-100", description="Scores from 0 to 100, or norm-based T scores.")
    norms: bool = Field(
        False, description="Draw the norm population beside the arms: `analysis` then names one of method `norms` too."
    )
    intervals: bool = Field(
        False, description="Draw intervals of the means: the descriptive analysis then says `intervals: true`."
    )


class ForestFigure(Selected):
    """Differences between arms with intervals, one line an endpoint."""

    shows: ClassVar[tuple[str, ...]] = ("mmrm", "ancova", "mixed", "limbs")

    kind: Literal["forest"]
    standardised: bool = Field(False, description="Divide by the SD, so that endpoints of different units compare.")


class MissingnessFigure(Selected):
    """Share of subjects with a value, by arm and visit."""

    shows: ClassVar[tuple[str, ...]] = ("missingness",)

    kind: Literal["missingness"]


class ConcentrationsFigure(Selected):
    """Every result of a biomarker by arm and visit on a log axis, with the limits of quantification."""

    shows: ClassVar[tuple[str, ...]] = ("concentrations",)

    kind: Literal["concentrations"]


class ResponderCurveFigure(Selected):
    """The share of subjects who improved by at least each percentage, by arm, with the shares at some of them."""

    shows: ClassVar[tuple[str, ...]] = ("responder_curve",)

    kind: Literal["responder_curve"]
    guides: tuple[Annotated[int, Field(ge=0, le=100)], ...] = Field(
        (30, 50), max_length=4, description="Percentages at which the shares are read off."
    )


class CostPlaneFigure(Display):
    """The bootstrap draws of additional cost against additional responders."""

    shows: ClassVar[tuple[str, ...]] = ("cost",)

    kind: Literal["cost_plane"]


class ExposureFigure(Display):
    """Sessions attended by week, with the subjects still in the trial, and how many attended at least so many."""

    shows: ClassVar[tuple[str, ...]] = ("exposure",)

    kind: Literal["exposure"]


class DoseResponseFigure(Selected):
    """Each subject's outcome over the dose received, with the fitted line and its band."""

    shows: ClassVar[tuple[str, ...]] = ("dose_response",)

    kind: Literal["dose_response"]


class SubgroupsFigure(Selected):
    """A forest of the effects in subgroups, with the test of interaction of each factor."""

    shows: ClassVar[tuple[str, ...]] = ("subgroups",)

    kind: Literal["subgroups"]


class OneAnalysis(Display):
    """A display that shows one analysis, for its rows have no parameter to tell analyses apart by."""

    @model_validator(mode="after")
    def check_one(self) -> OneAnalysis:
        if len(self.analyses) > 1:
            raise ValueError(f"`analysis` names {len(self.analyses)}; this kind shows one")
        return self


class AdverseEventsFigure(OneAnalysis):
    """Dot plot of adverse events: the share of each arm with every term, and the risk differences beside."""

    shows: ClassVar[tuple[str, ...]] = ("adverse_events",)

    kind: Literal["adverse_events"]
    at_least_percent: float = Field(
        0, ge=0, le=100, description="Only terms that so many percent of the subjects of an arm had."
    )
    most: int = Field(30, ge=1, le=60, description="So many terms at the most, those that most subjects had.")
    order: Literal["difference", "percent", "name"] = Field(
        "difference", description="By the largest difference, the largest share, or the name."
    )


class MedicationFigure(OneAnalysis):
    """Share of each arm with a first course of medication by day, with the numbers at risk under the axis."""

    shows: ClassVar[tuple[str, ...]] = ("medication",)

    kind: Literal["medication"]


class AssociationFigure(Selected):
    """Changes of each parameter against those of another outcome, with the adjusted line; a panel each."""

    shows: ClassVar[tuple[str, ...]] = ("association",)

    kind: Literal["association"]


class NervesFigure(Selected):
    """What was measured of each nerve by attribute, side, visit and arm, with the responses that were absent."""

    shows: ClassVar[tuple[str, ...]] = ("nerves",)

    kind: Literal["nerves"]


class RatiosFigure(Selected):
    """Ratios of geometric means with intervals on a logarithmic axis, one line an approach to values below a limit."""

    shows: ClassVar[tuple[str, ...]] = ("censored", "truth")

    kind: Literal["ratios"]


Figure = Annotated[
    LsMeansFigure
    | ProfilesFigure
    | Sf36ProfileFigure
    | ForestFigure
    | MissingnessFigure
    | ConcentrationsFigure
    | ResponderCurveFigure
    | CostPlaneFigure
    | ExposureFigure
    | DoseResponseFigure
    | SubgroupsFigure
    | AdverseEventsFigure
    | MedicationFigure
    | AssociationFigure
    | NervesFigure
    | RatiosFigure,
    Field(discriminator="kind"),
]


class DispositionTable(Display):
    """Subjects screened, randomised, analysed, completed, stopped."""

    shows: ClassVar[tuple[str, ...]] = ("disposition",)

    kind: Literal["disposition"]


class DemographicsTable(Display):
    """Demographic and baseline characteristics by arm, with standardised differences."""

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
