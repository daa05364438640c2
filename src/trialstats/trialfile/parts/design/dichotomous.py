"""What is assumed of a yes or no: the share of each arm that has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, Tag

from trialstats.trialfile.parts.agreeing import Disagreement, agreement
from trialstats.trialfile.parts.design.outcome import Correlation
from trialstats.trialfile.parts.part import BY_FORM, Name, Part, Text

__all__ = ["Dichotomous"]

Some = Annotated[float, Field(gt=0, lt=1)]
Shares = Annotated[
    Annotated[Some, Tag("plain")] | Annotated[dict[Text, Some], Field(min_length=1), Tag("keyed")], BY_FORM
]


class Dichotomous(Part):
    """A yes or no as it is expected: whoever has it has one value, everybody else another."""

    dataset: Name | None = Field(None, description="Its dataset, where several have a parameter of that name.")
    share: dict[Text, Shares] = Field(
        min_length=1,
        description="The share of each arm that has it, at every visit after baseline or by visit: "
        "`{Sham: 0.3, Laser: 0.45}`, `{Sham: {Week 12: 0.3}, Laser: {Week 12: 0.45}}`.",
    )
    correlation: Correlation | None = Field(
        None,
        description="Over visits, of the normal tendencies of which who is above a threshold has it (tetrachoric); "
        "needed where there are several.",
    )
    values: tuple[float, float] = Field(
        (0.0, 1.0), description="What is recorded of whoever has it not, and of whoever has it."
    )

    @agreement
    def check_values(self) -> Iterator[Disagreement]:
        if self.values[0] == self.values[1]:
            yield Disagreement(f"`values` tell nothing apart: both are {self.values[0]:g}", "values")
