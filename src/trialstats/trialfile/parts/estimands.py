"""Estimands in the words of ICH E9(R1): treatment, population, variable, intercurrent events, summary measure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from trialstats.trialfile.parts.analysis import Filter
from trialstats.trialfile.parts.part import Name, Paramcd, Part, Text, Variable

__all__ = ["Estimand", "Events", "Measure"]

Strategy = Literal["treatment policy", "hypothetical", "composite", "while on treatment", "principal stratum"]


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


def measured_or_counted(given: Any) -> Literal["measured", "counted"]:
    """Tell a variable of an occurrence dataset from a parameter."""
    counted = isinstance(given, Events) or (isinstance(given, dict) and "occurrence" in given)
    return "counted" if counted else "measured"


AnyVariable = Annotated[
    Annotated[Measure, Tag("measured")] | Annotated[Events, Tag("counted")], Discriminator(measured_or_counted)
]


class Estimand(Part):
    """What is to be estimated."""

    label: Text = Field(description="The question in a sentence.")
    population: Variable = Field(description="A population flag.")
    dataset: Name | None = Field(None, description="The dataset that holds the variable, if it is measured.")
    variable: AnyVariable = Field(description="What is measured, or which events are counted.")
    timepoint: Text | None = Field(None, description="The visit of interest, if the variable is measured.")
    intercurrent_events: dict[Text, Strategy] = Field(
        default_factory=dict, description="Each intercurrent event and its strategy."
    )
    summary: Text | None = Field(
        None, description="The population-level summary; by default that which its primary analysis gives."
    )

    @property
    def is_counted(self) -> bool:
        """Whether its variable is counted from events."""
        return isinstance(self.variable, Events)

    @property
    def given(self) -> dict[str, Any]:
        """What an analysis of it takes from it where it does not say it itself, by key."""
        if isinstance(self.variable, Events):
            counted = {"dataset": self.variable.occurrence, "records": self.variable.records}
            return {"population": self.population, **counted}
        measured = {"parameters": (self.variable.PARAMCD,), "value": self.variable.value}
        return {"population": self.population, "dataset": self.dataset, **measured}

    @model_validator(mode="after")
    def check_variable(self) -> Estimand:
        keys = ("dataset", "timepoint")
        if self.is_counted:
            given = [f"`{key}`" for key in keys if getattr(self, key)]
            if given:
                raise ValueError(f"counts events while the analysis follows subjects: leave {' and '.join(given)} out")
            return self
        lacking = [f"`{key}`" for key in keys if not getattr(self, key)]
        if lacking:
            raise ValueError(f"needs {' and '.join(lacking)}, for its variable is measured (a parameter at a visit)")
        return self
