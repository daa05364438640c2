"""The report of a trial as CONSORT 2025 asks: what its analyses, tables and figures may say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trialstats.trialfile.parts.about import Answer, Span
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import OneAnalysis
from trialstats.trialfile.parts.part import Name, Variable, one_or_more

__all__ = ["Checklist", "ChecklistTable", "Flow", "FlowFigure", "FlowTable"]

SECTION, TITLE = "Subjects", "Flow of participants"


class Flow(Method):
    """How participants went through the trial: assessed, randomised, treated, lost and analysed, with every reason.

    What goes into a box and is not in the next is named, and both are compared: a sum that is not right stops it.
    """

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"
    follows_people: ClassVar[bool] = True

    method: Literal["flow"]
    received: Variable | None = Field(
        None,
        description="A population flag: who received the treatment allocated; by default SAFFL where it asks for more "
        "than randomisation, else who has a first day of treatment (TRTSDT).",
    )
    analyses: Annotated[tuple[Name, ...], one_or_more(Name)] | None = Field(
        None,
        description="The analyses of estimands whose participants are counted, in their order, `[]` for none; by "
        "default the main one of each estimand.",
    )

    @property
    def further_results(self) -> tuple[str, ...]:
        return self.analyses or ()

    @property
    def further_analyses(self) -> tuple[str, ...]:
        return self.analyses or ()

    def following(self, main: Sequence[str], treated: str | None) -> Flow:
        analyses = tuple(main) if self.analyses is None else self.analyses
        return self.model_copy(update={"analyses": analyses, "received": self.received or treated})


class FlowTable(OneAnalysis):
    """The flow of participants as a table: each box of the diagram a line, by arm."""

    chapter: ClassVar[Chapter] = Chapter.SUBJECTS
    usual_section: ClassVar[str | None] = SECTION
    usual_title: ClassVar[str] = TITLE

    kind: Literal["flow"]


class FlowFigure(OneAnalysis):
    """The flow diagram of CONSORT 2025: boxes from assessment to analysis, an arm (or sequence) beside the other."""

    chapter: ClassVar[Chapter] = Chapter.SUBJECTS
    usual_section: ClassVar[str | None] = SECTION
    usual_title: ClassVar[str] = f"{TITLE} (CONSORT 2025 flow diagram)"

    kind: Literal["flow"]


class Checklist(Method):
    """The checklist of CONSORT 2025, which `about` stands for.

    answers: what the trial file knows of each item. randomised: the date of randomisation, which is compared with the
    days declared.
    """

    declared: ClassVar[bool] = False
    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

    method: Literal["checklist"]
    answers: tuple[Answer, ...] = ()
    randomised: Variable | None = None
    recruitment: Span | None = None
    follow_up: Span | None = None

    def without_words(self) -> Checklist:
        return self.model_copy(update={"answers": ()})


class ChecklistTable(OneAnalysis):
    """The checklist of CONSORT 2025: what is known of each item, and where the report has it."""

    chapter: ClassVar[Chapter] = Chapter.FURTHER
    usual_section: ClassVar[str | None] = "Reporting"
    usual_title: ClassVar[str] = "CONSORT 2025 checklist"

    kind: Literal["checklist"]
