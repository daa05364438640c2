"""Times to an event (CDISC ADaM ADTTE): from a day to the first of what counts, or to the day until which it is known.

What is an event and what ends the observation is declared, each with its words; a row a subject and parameter follows.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from trialstats.trialfile.parts.part import Name, OneOrMore, Paramcd, Part, Text, Variable, one_or_more

__all__ = ["ADTTE", "DAYS", "Censoring", "Day", "Happening", "TimeToEvent"]

# The dataset of times to an event.
ADTTE = "adtte"
# Days in each unit: a month is a twelfth of a year of 365.25 days.
DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12}


def real_day(text: str) -> str:
    """Refuse a day that no calendar has."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no day of the calendar") from None
    return text


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(real_day)]
Names = Annotated[tuple[Variable, ...], one_or_more(Variable)]
Datasets = Annotated[tuple[Name, ...], one_or_more(Name)]

# The sources of an event, with the further keys that say more of each.
SOURCES: dict[str, tuple[str, ...]] = {
    "date": ("variable", "equals"),
    "occurrence": ("where", "start"),
    "parameter": ("dataset", "percent", "points", "at_least", "at_most", "worsening", "visits"),
    "intercurrent": (),
}
REACHED = ("percent", "points", "at_least", "at_most")


class Happening(Part):
    """When something happened to a subject: give one source, `date`, `occurrence`, `parameter` or `intercurrent`."""

    label: Text = Field(description="Its name in words (EVNTDESC).")
    date: Names = Field((), description="A date of ADSL, or of several the first in the list that the subject has.")
    variable: Variable | None = Field(None, description="Of `date`: only of whom this variable of ADSL says so.")
    equals: OneOrMore | None = Field(None, description="Of `variable`: the texts that mean so.")
    occurrence: Name | None = Field(None, description="An occurrence dataset: its first such record.")
    where: dict[Variable, OneOrMore] = Field(
        default_factory=dict, description="Of `occurrence`: which of its records count; by default all."
    )
    start: Variable | None = Field(None, description="Of `occurrence`: the variable with the date; by default ASTDT.")
    parameter: Paramcd | None = Field(
        None, description="A parameter of `dataset`: the first visit at which its value reaches something."
    )
    dataset: Name | None = Field(None, description="Of `parameter`: its findings dataset.")
    percent: float | None = Field(None, gt=0, description="An improvement by at least so many percent of baseline.")
    points: float | None = Field(None, gt=0, description="An improvement by at least so many points.")
    at_least: float | None = Field(None, description="A value at least so large.")
    at_most: float | None = Field(None, description="A value at most so large.")
    worsening: bool = Field(False, description="`percent` and `points` are of a worsening.")
    visits: OneOrMore = Field((), description="Of `parameter`: the visits that count; by default all after baseline.")
    intercurrent: Name | None = Field(None, description="An intercurrent event that the file declares.")

    @property
    def source(self) -> str:
        """The key that names its source."""
        return next(key for key in SOURCES if getattr(self, key))

    @property
    def reads(self) -> list[str]:
        """The datasets and occurrences that tell of it."""
        return [name for name in (self.occurrence, self.dataset) if name is not None]

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of which one is given."""
        return tuple(SOURCES)

    @model_validator(mode="after")
    def check_source(self) -> Happening:
        given = [key for key in self.sources if getattr(self, key)]
        if len(given) != 1:
            found = f"it has {' and '.join(f'`{key}`' for key in given)}" if given else "it has none"
            raise ValueError(f"give one source, of {', '.join(f'`{key}`' for key in self.sources)}: {found}")
        own = SOURCES.get(given[0], ())
        for source, keys in SOURCES.items():
            for key in keys:
                if getattr(self, key) and key not in own:
                    raise ValueError(f"`{key}` goes with `{source}`")
        if bool(self.variable) != bool(self.equals):
            raise ValueError("`variable` and `equals` go together")
        if self.parameter:
            if self.dataset is None:
                raise ValueError("`parameter` needs `dataset`")
            reached = [key for key in REACHED if getattr(self, key) is not None]
            if len(reached) != 1:
                raise ValueError(f"`parameter` needs one of {', '.join(f'`{key}`' for key in REACHED)}")
            if self.worsening and reached[0] not in ("percent", "points"):
                raise ValueError("`worsening` goes with `percent` and `points`")
        return self


class Censoring(Happening):
    """What ends the observation of a subject: a source as of an event, `last_record` or `on`.

    With `date`, `last_record` stands in where the subject has none of the dates.
    """

    label: Text = Field(description="Its name in words (EVNTDESC), e.g. `Completed the study`.")
    last_record: Datasets = Field(
        (), description="Datasets and occurrences: the latest date in them; beside `date` of who has none."
    )
    on: Day | None = Field(None, description="One day for all, e.g. that of the data cut, as 2024-12-31.")

    @property
    def source(self) -> str:
        return next(key for key in self.sources if getattr(self, key))

    @property
    def reads(self) -> list[str]:
        return [*super().reads, *self.last_record]

    @property
    def sources(self) -> tuple[str, ...]:
        return (*SOURCES, "on", *(() if self.date else ("last_record",)))


def as_list(given: Any) -> Any:
    """Let the author write one event for a list of one."""
    return [given] if isinstance(given, (dict, Happening)) else given


class TimeToEvent(Part):
    """A parameter of ADTTE: where its time begins, what the event is, and what ends the observation before it."""

    label: Text = Field(description="PARAM without its unit, e.g. `Time to the first improvement of pain`.")
    desirable: bool = Field(False, description="Whether the event is a good thing, so that sooner is better.")
    start: Variable = Field(description="The date of ADSL that is its first day (STARTDT).")
    unit: Literal["days", "weeks", "months"] = Field(
        "days", description="Of AVAL: days from the start, both included, over 1, 7 or 30.4375."
    )
    event: Annotated[
        tuple[Happening, ...],
        Field(min_length=1),
        BeforeValidator(
            as_list, json_schema_input_type=Happening | Annotated[tuple[Happening, ...], Field(min_length=1)]
        ),
    ] = Field(description="The event, or several of which the first counts.")
    censor: Annotated[
        tuple[Censoring, ...], BeforeValidator(as_list, json_schema_input_type=Censoring | tuple[Censoring, ...])
    ] = Field(
        (),
        description="What ends the observation: the earliest of those that a subject has (CNSR: its place in the "
        "list). An event on that day still counts.",
    )
    earlier: Literal["left out", "ignored"] = Field(
        "left out", description="Who had the event before the start: left out and named, or at risk of the next one."
    )

    @property
    def better(self) -> Literal["lower", "higher"]:
        """Which hazards are the better ones."""
        return "higher" if self.desirable else "lower"

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """Its events and what ends the observation."""
        return (*self.event, *self.censor)

    @property
    def reads(self) -> list[str]:
        """The datasets and occurrences that tell of them."""
        return list(dict.fromkeys(name for one in self.happenings for name in one.reads))

    @property
    def uses_events(self) -> bool:
        """Whether intercurrent events tell of them."""
        return any(one.intercurrent for one in self.happenings)
