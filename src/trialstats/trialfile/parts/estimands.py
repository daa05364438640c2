"""Estimands in the words of ICH E9(R1): treatment, population, variable, intercurrent events, summary measure."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from trialstats.trialfile.parts.analysis import Filter
from trialstats.trialfile.parts.part import Name, Paramcd, Part, Text, Variable

__all__ = [
    "AS_LISTED",
    "LEAVES_RECORDS",
    "Composite",
    "Estimand",
    "Events",
    "Handling",
    "Hierarchy",
    "Measure",
    "Strategy",
    "Summary",
    "TimeTo",
]


class Strategy(StrEnum):
    """What an estimand makes of an intercurrent event, in the words of ICH E9(R1)."""

    TREATMENT_POLICY = "treatment policy"
    HYPOTHETICAL = "hypothetical"
    COMPOSITE = "composite"
    WHILE_ON_TREATMENT = "while on treatment"
    PRINCIPAL_STRATUM = "principal stratum"


# What changes no record from an event on: a stratum is of subjects.
LEAVES_RECORDS = (Strategy.TREATMENT_POLICY, Strategy.PRINCIPAL_STRATUM)


class Composite(StrEnum):
    """What stands for a value after an event that is part of the outcome itself; a number may stand there too."""

    WORST = "worst"
    BASELINE = "baseline"
    NON_RESPONDER = "non-responder"
    BELOW_ALL = "rank below all"


class Summary(StrEnum):
    """What of the values up to an event is the value at the timepoint."""

    LAST = "last"
    MEAN = "mean"
    RATE = "rate"


def words_of(words: type[StrEnum]) -> WithJsonSchema:
    """Describe the words in their place, where the reference and editors show them."""
    return WithJsonSchema({"enum": [str(word) for word in words], "type": "string"})


def known_word(given: Any) -> Any:
    """Refuse a word that is none of those of a composite, in one sentence."""
    if not isinstance(given, str) or given in set(Composite):
        return given
    try:
        return float(given)
    except ValueError:
        raise ValueError(f"{given} is none of {', '.join(Composite)}, and no number") from None


AnyStrategy = Annotated[Strategy, words_of(Strategy)]
CompositeValue = Annotated[
    Annotated[Composite, words_of(Composite)] | float,
    BeforeValidator(known_word, json_schema_input_type=Annotated[Composite, words_of(Composite)] | float),
]


class Handling(Part):
    """What an estimand makes of an intercurrent event, and why."""

    strategy: AnyStrategy = Field(description="The strategy of ICH E9(R1).")
    rationale: Text | None = Field(None, description="Why this strategy; the report says it.")
    value: CompositeValue | None = Field(
        None,
        description="Of a composite: what stands at every visit affected, recorded or not: the worst possible value, "
        "the value at baseline, no response or failure (methods responders and proportions), a rank below all (methods "
        "ranks and ordinal, of which that is a category of its own), or a number.",
    )
    summary: Annotated[Summary, words_of(Summary)] | None = Field(
        None,
        description="While on treatment: the value at the timepoint: the last up to the event (by default), their mean "
        "after baseline, or their rate: the change from baseline to the last, per unit of AVISITN.",
    )
    flag: Variable | None = Field(
        None, description="Of a principal stratum: the population flag of who is in it, which nothing here estimates."
    )

    in_words: bool = Field(
        False,
        description="The event is meant in words only: no data tell of it, and none follow the strategy. It is not "
        "declared under `intercurrent_events` of the file.",
    )

    @property
    def asks(self) -> str:
        """What a method must be able to carry: the strategy, or a value of a composite that few methods know."""
        rare = self.value in (Composite.NON_RESPONDER, Composite.BELOW_ALL)
        return str(self.value) if rare else self.strategy

    @property
    def words(self) -> str:
        """The strategy in words, with what goes with it: `composite (worst)`, `while on treatment (last)`."""
        value = f"{self.value:g}" if isinstance(self.value, float) else self.value
        summary = self.summary or Summary.LAST if self.strategy == Strategy.WHILE_ON_TREATMENT else None
        more = next((str(part) for part in (value, summary, self.flag) if part is not None), None)
        return f"{self.strategy} ({more})" if more else str(self.strategy)

    @model_validator(mode="after")
    def check_keys(self) -> Handling:
        for key, strategy in KEYS.items():
            if getattr(self, key) is not None and self.strategy != strategy:
                raise ValueError(f"`{key}` goes with the strategy `{strategy}`, and not with `{self.strategy}`")
        return self


KEYS = {"value": Strategy.COMPOSITE, "summary": Strategy.WHILE_ON_TREATMENT, "flag": Strategy.PRINCIPAL_STRATUM}


def in_full(given: Any) -> Any:
    """Let the author write the strategy alone."""
    return {"strategy": given} if isinstance(given, str) else given


AnyHandling = Annotated[Handling, BeforeValidator(in_full, json_schema_input_type=AnyStrategy | Handling)]


class Measure(Part):
    """A variable that is measured: a parameter and whether its value or its change counts."""

    PARAMCD: Paramcd = Field(description="A parameter of the dataset.")
    value: Literal["AVAL", "CHG", "PCHG"] = Field("CHG", description="The value, its change or its percent change.")


class Events(Part):
    """A variable that is counted: whether a subject has an event, or how many it has."""

    occurrence: Name = Field(description="The occurrence dataset, e.g. adae.")
    label: Text = Field(description="What is counted, in the plural, as sentences say it: `serious adverse events`.")
    records: tuple[Filter, ...] = Field((), description="Which of its records are such events; by default all.")
    value: Literal["any", "number"] = Field("any", description="Whether a subject has any, or how many it has.")


class TimeTo(Part):
    """A variable that is a time to an event."""

    time_to: Paramcd = Field(description="A parameter of `times_to_event`.")


class Hierarchy(Part):
    """A variable that is a hierarchy of outcomes, the most important first, by which any two subjects are compared."""

    hierarchy: tuple[Text, ...] = Field(
        min_length=1,
        description="The outcomes in their order, by what the analysis (method wins) calls them: the `label` of each "
        "of its components.",
    )


def form_of(given: Any) -> Literal["measured", "counted", "timed", "ranked"]:
    """Tell a variable of an occurrence dataset, a time to an event, and a hierarchy, from a parameter."""
    if isinstance(given, Hierarchy) or (isinstance(given, dict) and "hierarchy" in given):
        return "ranked"
    if isinstance(given, TimeTo) or (isinstance(given, dict) and "time_to" in given):
        return "timed"
    counted = isinstance(given, Events) or (isinstance(given, dict) and "occurrence" in given)
    return "counted" if counted else "measured"


AnyVariable = Annotated[
    Annotated[Measure, Tag("measured")]
    | Annotated[Events, Tag("counted")]
    | Annotated[TimeTo, Tag("timed")]
    | Annotated[Hierarchy, Tag("ranked")],
    Discriminator(form_of),
]


EARLIEST: Literal["earliest"] = "earliest"
AS_LISTED: Literal["as listed"] = "as listed"


class Estimand(Part):
    """What is to be estimated."""

    label: Text = Field(description="The question in a sentence.")
    population: Variable = Field(description="A population flag.")
    dataset: Name | None = Field(None, description="The dataset that holds the variable, if it is measured.")
    variable: AnyVariable = Field(
        description="What is measured, which events are counted, the time to which, or a hierarchy of outcomes."
    )
    timepoint: Text | None = Field(None, description="The visit of interest, if the variable is measured.")
    intercurrent_events: dict[Text, AnyHandling] = Field(
        default_factory=dict,
        description="Each intercurrent event and its strategy, e.g. `stopped: hypothetical`. The data follow it where "
        "the event is declared under `intercurrent_events` of the file. In a file that declares any, an event in words "
        "only says `in_words: true`; in one that declares none, all are.",
    )
    several_events: Literal["earliest", "as listed"] = Field(
        EARLIEST,
        description="Which event of a subject who has several decides about a visit after more than one of them: the "
        "earliest, or the first in the list of `intercurrent_events`. One under a treatment policy decides nothing.",
    )
    summary: Text | None = Field(
        None, description="The population-level summary; by default that which its primary analysis gives."
    )
    sensitivity: Literal["standard"] | None = Field(
        None,
        description="`standard`: its primary analysis is stressed by those that are usual (missing values by reference "
        "to the other arm, a shift of them until the result turns, another covariance, robust standard errors, who "
        "completed), shown with it in one forest.",
    )

    @property
    def is_counted(self) -> bool:
        """Whether its variable is counted from events."""
        return isinstance(self.variable, Events)

    @property
    def is_timed(self) -> bool:
        """Whether its variable is a time to an event."""
        return isinstance(self.variable, TimeTo)

    @property
    def is_ranked(self) -> bool:
        """Whether its variable is a hierarchy of outcomes."""
        return isinstance(self.variable, Hierarchy)

    def words_of(self, handling: Handling) -> str:
        """Say what is made of an event: of what is counted, up to it, there is no last value."""
        return str(handling.strategy) if self.is_counted else handling.words

    @property
    def given(self) -> dict[str, Any]:
        """What an analysis of it takes from it where it does not say it itself, by key."""
        if isinstance(self.variable, Events):
            counted = {"dataset": self.variable.occurrence, "records": self.variable.records}
            return {"population": self.population, **counted}
        if isinstance(self.variable, TimeTo):
            return {"population": self.population, "parameters": (self.variable.time_to,)}
        if isinstance(self.variable, Hierarchy):
            return {"population": self.population}
        measured = {"parameters": (self.variable.PARAMCD,), "value": self.variable.value}
        return {"population": self.population, "dataset": self.dataset, **measured}

    @model_validator(mode="after")
    def check_variable(self) -> Estimand:
        keys = ("dataset", "timepoint")
        if self.is_ranked:
            given = [f"`{key}`" for key in keys if getattr(self, key)]
            if given:
                raise ValueError(f"compares subjects by a hierarchy of outcomes: leave {' and '.join(given)} out")
            return self
        if self.is_counted or self.is_timed:
            given = [f"`{key}`" for key in keys if getattr(self, key)]
            if self.is_counted and any(one.summary for one in self.intercurrent_events.values()):
                raise ValueError(
                    "counts events, of which those up to the intercurrent event count: leave `summary` out"
                )
            if given:
                does = "counts events" if self.is_counted else "is about a time"
                raise ValueError(f"{does} while the analysis follows subjects: leave {' and '.join(given)} out")
            return self
        lacking = [f"`{key}`" for key in keys if not getattr(self, key)]
        if lacking:
            raise ValueError(f"needs {' and '.join(lacking)}, for its variable is measured (a parameter at a visit)")
        return self
