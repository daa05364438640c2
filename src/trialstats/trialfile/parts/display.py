"""What every figure and table of the report says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.part import Name, OneOrMore, Paramcd, Part, Text, one_or_more

__all__ = ["Analyses", "Display", "Individual", "OneAnalysis", "Pointwise", "Selected"]

Analyses = Annotated[tuple[Name, ...], Field(min_length=1), one_or_more(Name)]


class Display(Part):
    """What every figure and table says.

    explained: of a table, whether it says under it how its analyses were made; a figure always does, in brief.
    sets_side_by_side: whether it is made to show several analyses of one question. chapter: where it stands in a
    clinical study report. usual_section: its section, of what is not that of an outcome. usual_title: its title where
    the file gives none, with places for `{Outcome}` and `{outcome}`, `{Change}` (in an outcome, if that is analysed),
    `{Event}` (of it, after a comma) and `{arms}`.
    """

    explained: ClassVar[bool] = False
    sets_side_by_side: ClassVar[bool] = False
    chapter: ClassVar[Chapter] = Chapter.EFFICACY
    usual_section: ClassVar[str | None] = None
    usual_title: ClassVar[str] = "{Outcome}"

    kind: str
    title: Text = Field("", description="Its title; by default what it shows of which outcome and population.")
    number: Text | None = Field(
        None, description="Its number in the report; by default the next of its chapter, e.g. `14.2.1`."
    )
    footnotes: tuple[Text, ...] = Field((), description="Further notes under it.")
    section: Text = Field("", description="The report's section it stands in; by default that of its outcome.")
    decimals: int | None = Field(
        None, ge=0, le=6, description="Digits after the point of means; by default what each parameter declares."
    )
    analyses: Analyses = Field(alias="analysis", description="The analysis, or analyses, it shows.")

    def title_of(self, analyses: Collection[Method]) -> str:
        """Give its title where the file has none, of the analyses that it shows, with the places of `usual_title`."""
        return self.usual_title

    def chapter_of(self, analyses: Collection[Method]) -> Chapter:
        """Give its chapter in a clinical study report, of the analyses that it shows."""
        return self.chapter

    @classmethod
    def is_asked_for(cls, analysis: Method) -> bool:
        """Tell whether an analysis says what this kind is for: then it is usual beside the usual one of its method."""
        return False

    @property
    def beside(self) -> dict[str, Name]:
        """The analyses whose results it sets beside those that it shows, by the key that names each."""
        return {}

    @property
    def results_of(self) -> tuple[Name, ...]:
        """The analyses whose rows it is made of: those that it shows, and those set beside them."""
        return (*self.analyses, *self.beside.values())

    def named(self, column: str) -> tuple[str, ...]:
        """Give what it names of a column of the results, in its order; nothing where it shows all there is."""
        return self.analyses if column == "analysis" else ()

    def narrowed(self, column: str, values: Sequence[str]) -> Self:
        """Show only these of what it names of a column of the results."""
        return self.model_copy(update={"analyses": tuple(values)}) if column == "analysis" else self

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        """Yield what hinders it from showing an analysis of a method that it can show: a key, and what is wrong there.

        `name` is that of the analysis.
        """
        yield from ()


class Selected(Display):
    """A display of chosen parameters and visits."""

    parameters: Annotated[tuple[Paramcd, ...], one_or_more(Paramcd)] = Field(
        (), description="Parameters shown; by default all of the analysis."
    )
    visits: OneOrMore = Field((), description="Visits shown; by default all of the analysis.")

    def named(self, column: str) -> tuple[str, ...]:
        return {"PARAMCD": self.parameters, "AVISIT": self.visits}.get(column) or super().named(column)

    def narrowed(self, column: str, values: Sequence[str]) -> Self:
        field = {"PARAMCD": "parameters", "AVISIT": "visits"}.get(column)
        if field is None:
            return super().narrowed(column, values)
        return self.model_copy(update={field: tuple(values)}) if getattr(self, field) else self


class Pointwise(Display):
    """A figure of points that may be too many to be drawn one by one."""

    most_points: int = Field(
        4000,
        ge=100,
        description="Of more points than these on a page of the figure not every one is drawn: bands by percentiles, "
        "boxes or shaded cells tell where all of them lie, and the note says so.",
    )


class Individual(Pointwise):
    """A figure of subjects, each with marks of its own."""

    seed: int = Field(
        1,
        ge=0,
        description="Which subjects are drawn one by one where there are more than `most_points`: 10 to 50 of an arm.",
    )


class OneAnalysis(Display):
    """A display that shows one analysis, for its rows have no parameter to tell analyses apart by."""

    @model_validator(mode="after")
    def check_one(self) -> OneAnalysis:
        if len(self.analyses) > 1:
            raise ValueError(f"`analysis` names {len(self.analyses)}; this kind shows one")
        return self
