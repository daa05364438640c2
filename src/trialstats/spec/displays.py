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

    shows: ClassVar[tuple[str, ...]] = ("mmrm", "ancova", "mixed")

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

    shows: ClassVar[tuple[str, ...]] = ("mmrm", "ancova", "mixed")

    kind: Literal["forest"]
    standardised: bool = Field(False, description="Divide by the SD, so that endpoints of different units compare.")


class MissingnessFigure(Selected):
    """Share of subjects with a value, by arm and visit."""

    shows: ClassVar[tuple[str, ...]] = ("missingness",)

    kind: Literal["missingness"]


class RatiosFigure(Selected):
    """Ratios of geometric means with intervals on a logarithmic axis, one line an approach to values below a limit."""

    shows: ClassVar[tuple[str, ...]] = ("censored", "truth")

    kind: Literal["ratios"]


Figure = Annotated[
    LsMeansFigure | ProfilesFigure | Sf36ProfileFigure | ForestFigure | MissingnessFigure | RatiosFigure,
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

    shows: ClassVar[tuple[str, ...]] = ("mmrm", "ancova", "mixed", "effect_size")

    kind: Literal["estimates"]
    truth: Name | None = Field(None, description="An analysis of method `truth` whose effects stand beside.")


class CensoredTable(Selected):
    """Geometric means and ratios of values with a limit of quantification, the approaches to them side by side."""

    shows: ClassVar[tuple[str, ...]] = ("censored",)

    kind: Literal["censored"]
    truth: Name | None = Field(None, description="An analysis of method `truth` whose ratios stand beside.")


Table = Annotated[
    DispositionTable | DemographicsTable | DescriptiveTable | EstimatesTable | CensoredTable,
    Field(discriminator="kind"),
]
