"""Estimands in the words of ICH E9(R1): treatment, population, variable, intercurrent events, summary measure."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trialstats.trialfile.parts.part import Name, Paramcd, Part, Text, Variable

__all__ = ["Estimand", "Measure"]

Strategy = Literal["treatment policy", "hypothetical", "composite", "while on treatment", "principal stratum"]


class Measure(Part):
    """The variable: a parameter and whether its value or its change counts."""

    PARAMCD: Paramcd = Field(description="A parameter of the dataset.")
    value: Literal["AVAL", "CHG", "PCHG"] = Field("CHG", description="The value, its change or its percent change.")


class Estimand(Part):
    """What is to be estimated."""

    label: Text = Field(description="The question in a sentence.")
    population: Variable = Field(description="A population flag.")
    dataset: Name = Field(description="The dataset that holds the variable.")
    variable: Measure = Field(description="What is measured.")
    timepoint: Text = Field(description="The visit of interest.")
    intercurrent_events: dict[Text, Strategy] = Field(
        default_factory=dict, description="Each intercurrent event and its strategy."
    )
    summary: Text = Field("difference in means", description="The population-level summary.")
