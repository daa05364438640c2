"""Adverse events: what their analysis, table and figure may say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.methods.adverse_events.rows import Overview
from trialstats.methods.shared.occurrences.options import Condition, Occurrences, Period
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import OneAnalysis
from trialstats.trialfile.parts.part import OneOrMore, Text, Variable, one_or_more
from trialstats.trialfile.parts.roles import Roles, pairs

__all__ = ["AdverseEvents", "AdverseEventsFigure", "AdverseEventsTable"]


class AdverseEvents(Occurrences):
    """Subjects with an event: any, serious, related, by body system, term and severity; arms compared."""

    in_crossover: ClassVar[Literal["treatments"]] = "treatments"
    harms: ClassVar[tuple[str, ...]] = (Overview.ANY, Overview.SERIOUS, Overview.FATAL)

    method: Literal["adverse_events"]
    term: Variable = Field(description="The variable with the term.")
    system: Variable | None = Field(None, description="The variable with the body system.")
    severity: Variable | None = Field(
        None, description="The variable with the severity: a category whose `codes` stand mildest first."
    )
    severe: OneOrMore | None = Field(None, description="The severities called severe; by default the last of them.")
    end: Variable | None = Field(
        None, description="The variable with the date on which it ended: what was over before a period is not of it."
    )
    serious: Condition | None = Field(None, description="Which events are serious, e.g. {AESER: Y}.")
    fatal: Condition | None = Field(None, description="Which events led to death, e.g. {AEOUT: FATAL}.")
    related: Condition | None = Field(None, description="Which events are related to treatment.")
    stopped: Condition | None = Field(None, description="Which events led to discontinuation.")
    further: dict[Text, Condition] = Field(
        default_factory=dict, description="Further lines of the overview: a label, and which events it counts."
    )
    treatment_emergent: Period | None = Field(
        None,
        description="When an event must begin to count, e.g. from the first dose to `days_after` the last; those "
        "before and after are counted apart. By default any time.",
    )
    dictionary: Text | None = Field(
        None, description="The dictionary that codes the terms, and its version, e.g. `MedDRA 27.0`; by default none."
    )

    @property
    def periods(self) -> dict[str, Period]:
        own = {"treatment_emergent": self.treatment_emergent} if self.treatment_emergent else {}
        return super().periods | own

    @property
    def lines(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Which events a line of the overview counts, by its code."""
        given = {
            Overview.SERIOUS: self.serious,
            Overview.FATAL: self.fatal,
            Overview.RELATED: self.related,
            Overview.STOPPED: self.stopped,
        }
        return {str(code): condition for code, condition in given.items() if condition} | self.further

    @property
    def conditions(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The same by its place in the file: `serious`, `further.<label>`."""
        given = {"serious": self.serious, "fatal": self.fatal, "related": self.related, "stopped": self.stopped}
        further = {f"further.{label}": condition for label, condition in self.further.items()}
        return {key: condition for key, condition in given.items() if condition} | further

    @property
    def event_variables(self) -> dict[str, tuple[str, ...]]:
        named = {"term": self.term, "system": self.system, "severity": self.severity, "end": self.end}
        conditions = {key: tuple(condition) for key, condition in self.conditions.items()}
        return super().event_variables | {key: (name,) for key, name in named.items() if name} | conditions

    def roles_of(self, occurrence: str) -> Iterator[Roles]:
        if occurrence == self.dataset:
            yield Roles(spans=pairs(self.start, self.end))

    @model_validator(mode="after")
    def check_further(self) -> AdverseEvents:
        taken = [label for label in self.further if label in list(Overview)]
        if taken:
            raise ValueError(f"`further` has the label {', '.join(taken)}, which a line of its own has: take another")
        return self

    @model_validator(mode="after")
    def check_severe(self) -> AdverseEvents:
        if self.severe and not self.severity:
            raise ValueError("`severe` needs `severity`, the variable that holds it")
        return self


EventRows = Literal["overview", "terms"]


class AdverseEventsTable(OneAnalysis):
    """Subjects with adverse events by arm: an overview, by body system and term, or by severity."""

    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_section: ClassVar[str | None] = "Adverse events"

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

    def title_of(self, analyses: Collection[Method]) -> str:
        if self.show == ("overview",):
            return "{Outcome}, overview"
        systems = any(analysis.system for analysis in analyses if isinstance(analysis, AdverseEvents))
        keys = [*(["body system"] if systems else []), "term", *(["maximum severity"] if self.by_severity else [])]
        by = " and ".join([", ".join(keys[:-1]), keys[-1]] if len(keys) > 1 else keys)
        return f"{{Outcome}} by {by}" if self.show == ("terms",) or self.by_severity else "{Outcome}"


class AdverseEventsFigure(OneAnalysis):
    """Dot plot of adverse events: the share of each arm with every term, and the risk differences beside."""

    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_section: ClassVar[str | None] = "Adverse events"
    usual_title: ClassVar[str] = "{Outcome} by term"

    kind: Literal["adverse_events"]
    at_least_percent: float = Field(
        0, ge=0, le=100, description="Only terms that so many percent of the subjects of an arm had."
    )
    most: int = Field(30, ge=1, le=60, description="So many terms at the most, those that most subjects had.")
    order: Literal["difference", "percent", "name"] = Field(
        "difference", description="By the largest difference, the largest share, or the name."
    )
