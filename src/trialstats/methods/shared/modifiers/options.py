"""What an analysis may say of effect modifiers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from trialstats.trialfile.parts.analysis import COVARIATES, Findings, Names
from trialstats.trialfile.parts.part import Variable

__all__ = ["Modified"]


def as_values(given: Any) -> Any:
    """Let the author write `40` for `[40]`."""
    return [given] if isinstance(given, (int, float, str)) else given


Values = Annotated[
    tuple[float, ...], Field(min_length=1), BeforeValidator(as_values, json_schema_input_type=float | tuple[float, ...])
]


class Modified(Findings):
    """An analysis whose model can let the difference between arms depend on covariates."""

    modifiers: Names = Field(
        (),
        description="Effect modifiers, BASE or ADSL variables, numbers or categories: the model has them and the "
        "interaction of each with the arm, and tests it; differences are given at their values.",
    )
    at: dict[Variable, Values] = Field(
        default_factory=dict,
        description="The values of modifiers that are numbers at which differences are given, e.g. "
        "`{BASE: [40, 60, 80]}`; by default their 5th, 25th, 50th, 75th and 95th percentiles.",
    )

    @property
    def in_model(self) -> tuple[str, ...]:
        """The covariates of its model: those that it names, and the modifiers."""
        named = [name for key in COVARIATES for name in self.subject_variables.get(key, ())]
        return tuple(dict.fromkeys(named))

    @model_validator(mode="after")
    def check_modifiers(self) -> Modified:
        if "TRT01P" in self.modifiers:
            raise ValueError("`modifiers` names TRT01P, which is the arm itself: name what its effect may depend on")
        lost = [name for name in self.at if name not in self.modifiers]
        if lost:
            raise ValueError(f"`at` names {', '.join(lost)}, which `modifiers` does not")
        twice = [name for name, values in self.at.items() if len({*values}) < len(values)]
        if twice:
            raise ValueError(f"`at` has a value of {', '.join(twice)} twice")
        return self
