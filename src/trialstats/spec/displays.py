"""The figures and tables of the report: which analysis each shows, and its words."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trialstats.spec.part import Name, OneOrMore, Paramcd, Part, Text, one_or_more

__all__ = ["Display", "Figure", "Table"]

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

    shows: ClassVar[tuple[str, ...]] = ("descriptive",)

    kind: Literal["sf36_profile"]


class ForestFigure(Selected):
    """Differences between arms with intervals, one line an endpoint."""

    shows: ClassVar[tuple[str, ...]] = ("mmrm", "ancova", "mixed", "limbs")

    kind: Literal["forest"]
    standardised: bool = Field(False, description="Divide by the SD, so that endpoints of different units compare.")


class MissingnessFigure(Selected):
    """Share of subjects with a value, by arm and visit."""

    shows: ClassVar[tuple[str, ...]] = ("missingness",)

    kind: Literal["missingness"]


class NervesFigure(Selected):
    """What was measured of each nerve by attribute, side, visit and arm, with the responses that were absent."""

    shows: ClassVar[tuple[str, ...]] = ("nerves",)

    kind: Literal["nerves"]


Figure = Annotated[
    NervesFigure | LsMeansFigure | ProfilesFigure | Sf36ProfileFigure | ForestFigure | MissingnessFigure,
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


class NervesTable(Selected):
    """Responses and what was measured by nerve, attribute, side, visit and arm; and comparisons of the arms."""

    shows: ClassVar[tuple[str, ...]] = ("nerves", "limbs", "ranks")

    kind: Literal["nerves"]


class RanksTable(Selected):
    """Win probability, rank tests and shift."""

    shows: ClassVar[tuple[str, ...]] = ("ranks",)

    kind: Literal["ranks"]


Table = Annotated[
    NervesTable | RanksTable | DispositionTable | DemographicsTable | DescriptiveTable | EstimatesTable,
    Field(discriminator="kind"),
]
