"""Counts of recurrent events: what their analysis and table may say."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.methods.shared.occurrences.options import Occurrences
from trialstats.trialfile.parts.analysis import Names
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display

__all__ = ["Counts", "CountsTable"]


class Counts(Occurrences):
    """Rates of recurrent events and their ratio by negative binomial regression, with the person-time as offset."""

    method: Literal["counts"]
    covariates: Names = Field((), description="ADSL variables of the model, beside the arm.")
    p_values: bool = Field(True, description="Give z and p beside the intervals of the ratios.")

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @model_validator(mode="after")
    def check_time(self) -> Counts:
        if self.follow_up is None:
            raise ValueError("needs `follow_up`: events are counted, and rates are per, the time that it tells")
        return self


class CountsTable(Display):
    """Events, person-years and rates of recurrent events by arm, their ratios, and the dispersion."""

    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_title: ClassVar[str] = "{Outcome}: rates, {arms}"

    kind: Literal["counts"]
