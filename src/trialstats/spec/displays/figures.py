"""The figures of the report: which analyses each shows, and its options."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trialstats.spec.displays.display import Display, OneAnalysis, Selected

__all__ = [
    "AdverseEventsFigure",
    "AssociationFigure",
    "ConcentrationsFigure",
    "CostPlaneFigure",
    "DoseResponseFigure",
    "ExposureFigure",
    "Figure",
    "ForestFigure",
    "LsMeansFigure",
    "MedicationFigure",
    "MissingnessFigure",
    "NervesFigure",
    "ProfilesFigure",
    "RatiosFigure",
    "ResponderCurveFigure",
    "Sf36ProfileFigure",
    "SubgroupsFigure",
]


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
    standardised: bool = Field(
        False,
        description="Show differences over the SD (Hedges g), so that endpoints of different units compare: `analysis` "
        "then names some of method `effect_size`.",
    )

    @property
    def methods_shown(self) -> tuple[str, ...]:
        return ("effect_size",) if self.standardised else self.shows


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
