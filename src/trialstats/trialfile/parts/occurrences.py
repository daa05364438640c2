"""Occurrence datasets: one row an event."""

from __future__ import annotations

from pydantic import Field

from trialstats.trialfile.parts.part import Name, Part, Text, Variable
from trialstats.trialfile.parts.problems import Problems
from trialstats.trialfile.parts.subjects import Column

__all__ = ["Occurrence"]


class Occurrence(Part):
    """A dataset with one row an event: adverse events, treatment sessions, medication."""

    source: Name = Field(description="Its name under `sources`.")
    label: Text | None = Field(None, description="Label of the dataset.")
    columns: dict[Variable, Column] = Field(min_length=1, description="ADaM variables and the columns they come from.")
    problems: Problems | None = Field(None, description="Choices for this dataset alone.")
