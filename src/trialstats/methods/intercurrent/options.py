"""Intercurrent events: what their analysis, table and figure may say."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import OneAnalysis
from trialstats.trialfile.parts.part import Name, Variable, one_or_more

__all__ = ["IntercurrentEvents", "IntercurrentEventsFigure", "IntercurrentEventsTable"]


class IntercurrentEvents(Method):
    """Subjects with each intercurrent event, by arm, first visit affected and reason."""

    method: Literal["intercurrent_events"]
    population: Variable = Field(description="A population flag.")
    events: Annotated[tuple[Name, ...], one_or_more(Name)] = Field(
        (), description="The events, by their names under `intercurrent_events`; by default all."
    )

    @property
    def uses_events(self) -> bool:
        return True


class IntercurrentEventsTable(OneAnalysis):
    """Subjects with each intercurrent event, by first visit affected and by reason."""

    chapter: ClassVar[Chapter] = Chapter.SUBJECTS
    usual_section: ClassVar[str | None] = "Subjects"
    usual_title: ClassVar[str] = "Intercurrent events"

    kind: Literal["intercurrent_events"]


class IntercurrentEventsFigure(OneAnalysis):
    """When intercurrent events happen: the share of subjects so far, by study day (or visit) and arm."""

    chapter: ClassVar[Chapter] = Chapter.SUBJECTS
    usual_section: ClassVar[str | None] = "Subjects"
    usual_title: ClassVar[str] = "Intercurrent events over time"

    kind: Literal["intercurrent_events"]
