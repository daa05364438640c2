"""Win statistics: what their analysis, table and figure may say."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from trialstats.methods.shared.occurrences.options import Period
from trialstats.trialfile.parts.analysis import Estimating, Filter, Names
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.parts.part import Name, Paramcd, Part, Text, Variable
from trialstats.trialfile.parts.roles import Pair

__all__ = ["Happened", "Measured", "Wins", "WinsFigure", "WinsTable"]


class Measured(Part):
    """An outcome of the hierarchy that is a value at a visit; which of two is better, its parameter says."""

    label: Text = Field(description="What the outcome is called in the table.")
    dataset: Name = Field(description="Its dataset.")
    PARAMCD: Paramcd = Field(description="The parameter.")
    visit: Text = Field(description="The visit.")
    value: Literal["AVAL", "CHG", "PCHG"] = Field("AVAL", description="The value, its change or its percent change.")
    threshold: float = Field(0, ge=0, description="Smaller differences decide nothing; by default any decides.")
    missing: Literal["tie", "worst"] = Field(
        "tie", description="A subject without the value: the outcome decides nothing, or it is worse than every value."
    )


class Happened(Part):
    """An outcome of the hierarchy that is the time to an event, compared as far as both subjects were followed."""

    label: Text = Field(description="What the outcome is called in the table.")
    date: Variable | None = Field(None, description="The date of ADSL on which it happened, e.g. DTHDT; or")
    occurrence: Name | None = Field(None, description="the occurrence dataset of which the first record is the event;")
    intercurrent: Name | None = Field(
        None, description="or an intercurrent event of the file, which the estimand makes part of the outcome."
    )
    records: tuple[Filter, ...] = Field((), description="Which of its records are such events; by default all.")
    start: Variable = Field("ASTDT", description="The variable of a record with the date on which it began.")
    follow_up: Period = Field(description="From when, and until when, subjects were followed for the event.")
    better: Literal["later", "earlier"] = Field(
        "later", description="Whether it is better for the event to come later, or not at all, as for death."
    )

    @model_validator(mode="after")
    def check_event(self) -> Happened:
        given = [key for key in ("date", "occurrence", "intercurrent") if getattr(self, key)]
        if len(given) != 1:
            raise ValueError(
                "give one of `date`, of ADSL, `occurrence`, whose first record is the event, and `intercurrent`"
            )
        if self.records and not self.occurrence:
            raise ValueError(f"`records` chooses among those of `occurrence`, and goes with no `{given[0]}`")
        if not self.follow_up.ends:
            raise ValueError("`follow_up` needs `end` or `last_record`: until then who has no event was free of it")
        return self


def measured_or_happened(given: Any) -> Literal["measured", "happened"]:
    """Tell a value at a visit from the time to an event."""
    keys = given if isinstance(given, dict) else dict(given) if isinstance(given, Part) else {}
    return "measured" if {"PARAMCD", "dataset", "visit", "value"} & keys.keys() else "happened"


Component = Annotated[
    Annotated[Measured, Tag("measured")] | Annotated[Happened, Tag("happened")], Discriminator(measured_or_happened)
]


class Wins(Estimating):
    """Win ratio, win odds and net benefit of a hierarchy of outcomes: of two subjects the first that differs counts."""

    of_hierarchies: ClassVar[bool] = True

    method: Literal["wins"]
    components: tuple[Component, ...] = Field(
        min_length=1, description="The outcomes, the most important first: times to events, and values at a visit."
    )
    strata: Names = Field((), description="Categories of ADSL: only subjects of one stratum are compared.")
    divisors: Literal["n", "n - 1"] = Field("n", description="Of the variances: n as in SAS, or n - 1.")

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"strata": self.strata}

    @property
    def further_datasets(self) -> tuple[str, ...]:
        names: list[str] = []
        for component in self.components:
            if isinstance(component, Measured):
                names.append(component.dataset)
            else:
                names += [*filter(None, [component.occurrence]), *component.follow_up.last_record]
        return tuple(dict.fromkeys(names))

    @property
    def intercurrent(self) -> tuple[str, ...]:
        """The intercurrent events that are outcomes of the hierarchy."""
        happened = (component for component in self.components if isinstance(component, Happened))
        return tuple(component.intercurrent for component in happened if component.intercurrent)

    @property
    def uses_events(self) -> bool:
        return bool(self.intercurrent)

    @property
    def spans(self) -> tuple[Pair, ...]:
        periods = [component.follow_up for component in self.components if isinstance(component, Happened)]
        return tuple((period.start, end) for period in periods for end in period.end)

    @model_validator(mode="after")
    def check_target(self) -> Wins:
        if self.estimand is None and self.population is None:
            raise ValueError("give `estimand`, or `population`")
        if self.dataset is not None:
            raise ValueError("takes its outcomes from `components`, which name their datasets: leave `dataset` out")
        return self

    @model_validator(mode="after")
    def check_labels(self) -> Wins:
        labels = [component.label for component in self.components]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise ValueError(f"`components` has two that are called {', '.join(twice)}")
        return self


class WinsTable(Display):
    """Pairs won, lost and tied by each outcome of a hierarchy, and the win ratio, win odds and net benefit of all."""

    chapter: ClassVar[Chapter] = Chapter.EFFICACY
    usual_title: ClassVar[str] = "Win statistics of a hierarchy of outcomes, {arms}"
    explained: ClassVar[bool] = True

    kind: Literal["wins"]


class WinsFigure(Display):
    """The shares of pairs that each outcome of a hierarchy decided, for either arm, and those that none decided."""

    chapter: ClassVar[Chapter] = Chapter.EFFICACY
    usual_title: ClassVar[str] = "Pairs won and lost by each outcome of a hierarchy, {arms}"

    kind: Literal["wins"]
