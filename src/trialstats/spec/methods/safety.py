"""Methods of safety: adverse events, and medication taken beside the treatment."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from trialstats.spec.methods.method import Filter, Method, Names
from trialstats.spec.part import Name, OneOrMore, Part, Text, Variable, one_or_more

__all__ = ["AdverseEvents", "Condition", "Medication", "Occurrences", "Period"]

Datasets = Annotated[tuple[Name, ...], one_or_more(Name)]
Condition = Annotated[dict[Variable, OneOrMore], Field(min_length=1)]

# The codes of the lines that every overview may have.
LINES = ("ANY", "SERIOUS", "RELATED", "SEVERE", "STOPPED", "BEFORE", "AFTER")


class Period(Part):
    """A time in each subject's life: from a date to the end, the first of a list that is known, both days included."""

    start: Variable = Field(description="The date of ADSL on which it begins.")
    end: Names = Field(
        (),
        description="Dates of ADSL on which it ends: of the list, the first that the subject has, be it the later one.",
    )
    last_record: Datasets = Field(
        (), description="Datasets and occurrences: their latest date ends it where the subject has no `end`."
    )
    days_after: int = Field(0, ge=0, description="So many days more, after the end.")

    @property
    def ends(self) -> bool:
        """Whether the file says when it ends."""
        return bool(self.end or self.last_record)

    @model_validator(mode="after")
    def check_end(self) -> Period:
        if self.days_after and not self.ends:
            raise ValueError("`days_after` needs `end` or `last_record`, after which the days count")
        return self


class Occurrences(Method):
    """An analysis of an occurrence dataset."""

    dataset: Name = Field(description="The occurrence dataset.")
    population: Variable = Field(description="The population flag.")
    records: tuple[Filter, ...] = Field((), description="The records used; by default all.")
    start: Variable = Field("ASTDT", description="The variable with the date on which it began.")
    follow_up: Period | None = Field(None, description="When subjects are observed: the time that rates are per.")
    p_values: bool = Field(False, description="Give p values beside the intervals, for what they are worth.")

    @property
    def periods(self) -> dict[str, Period]:
        """Its periods, by the key that names them."""
        return {"follow_up": self.follow_up} if self.follow_up else {}

    @property
    def event_variables(self) -> dict[str, tuple[str, ...]]:
        """The variables of the occurrence that it names, by key."""
        return {"start": (self.start,), "records": tuple(chosen.column for chosen in self.records)}

    @property
    def further_datasets(self) -> tuple[str, ...]:
        last = (name for period in self.periods.values() for name in period.last_record)
        return tuple(dict.fromkeys([self.dataset, *last]))

    @model_validator(mode="after")
    def check_follow_up(self) -> Occurrences:
        if self.follow_up and not self.follow_up.ends:
            raise ValueError("`follow_up` needs `end` or `last_record`: without an end there is no time to count")
        return self


class AdverseEvents(Occurrences):
    """Subjects with an event: any, serious, related, by body system, term and severity; arms compared."""

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
    related: Condition | None = Field(None, description="Which events are related to treatment.")
    stopped: Condition | None = Field(None, description="Which events led to discontinuation.")
    further: dict[Text, Condition] = Field(
        default_factory=dict, description="Further lines of the overview: a label, and which events it counts."
    )
    treatment_emergent: Period | None = Field(
        None, description="When an event must begin to count; those before are counted apart. By default any time."
    )

    @property
    def periods(self) -> dict[str, Period]:
        own = {"treatment_emergent": self.treatment_emergent} if self.treatment_emergent else {}
        return super().periods | own

    @property
    def conditions(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Which events a line of the overview counts, by its place in the file: `serious`, `further.<label>`."""
        given = {"serious": self.serious, "related": self.related, "stopped": self.stopped}
        further = {f"further.{label}": condition for label, condition in self.further.items()}
        return {key: condition for key, condition in given.items() if condition} | further

    @property
    def event_variables(self) -> dict[str, tuple[str, ...]]:
        named = {"term": self.term, "system": self.system, "severity": self.severity, "end": self.end}
        conditions = {key: tuple(condition) for key, condition in self.conditions.items()}
        return super().event_variables | {key: (name,) for key, name in named.items() if name} | conditions

    @model_validator(mode="after")
    def check_further(self) -> AdverseEvents:
        taken = [label for label in self.further if label in LINES]
        if taken:
            raise ValueError(f"`further` has the label {', '.join(taken)}, which a line of its own has: take another")
        return self

    @model_validator(mode="after")
    def check_severe(self) -> AdverseEvents:
        if self.severe and not self.severity:
            raise ValueError("`severe` needs `severity`, the variable that holds it")
        return self


class Medication(Occurrences):
    """Medication taken beside the treatment: users, courses, days, dose, and the time to the first course."""

    method: Literal["medication"]
    treatment: Variable = Field("CMTRT", description="The variable with the name of the medicine.")
    counts: Literal["started", "taken"] = Field(
        "started",
        description="`started`: courses that begin in the follow-up. `taken`: also those begun before and not over.",
    )
    end: Variable | None = Field(
        None,
        description="The variable with the date on which it ended; blank: not over, a part of a date: over by then.",
    )
    days: Variable | None = Field(None, description="The variable with the days of a course.")
    dose: Variable | None = Field(None, description="The variable with the dose of one intake.")
    intakes: Variable | None = Field(None, description="The variable with the intakes a day; by default one.")
    at: dict[Text, Annotated[int, Field(ge=1)]] = Field(
        default_factory=dict,
        description="Days at which the share with a first course is given; by default the visits' target days.",
    )

    @property
    def event_variables(self) -> dict[str, tuple[str, ...]]:
        named = {
            "treatment": self.treatment, "end": self.end, "days": self.days, "dose": self.dose, "intakes": self.intakes,
        }  # fmt: skip
        return super().event_variables | {key: (name,) for key, name in named.items() if name}

    @model_validator(mode="after")
    def check_taken(self) -> Medication:
        if self.follow_up is None:
            raise ValueError("needs `follow_up`: what is taken is counted while subjects are observed")
        if self.counts == "taken" and self.end is None:
            raise ValueError("counts: taken needs `end`, which tells what is over")
        if self.counts == "taken" and self.days:
            raise ValueError("counts: taken counts the days in the follow-up, from `start` to `end`: leave `days` out")
        if self.dose and not (self.days or self.end):
            raise ValueError("`dose` needs `days` or `end`: a total is dose times days")
        if self.intakes and not self.dose:
            raise ValueError("`intakes` needs `dose`")
        return self
