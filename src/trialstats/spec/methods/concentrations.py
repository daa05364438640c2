"""The description of a biomarker whose assay has limits of quantification."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.spec.methods.method import Findings
from trialstats.spec.part import Variable

__all__ = ["Concentrations"]


class Concentrations(Findings):
    """Results below and above the limits, quantiles that do not depend on them, and a geometric mean that names how."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    method: Literal["concentrations"]
    substitution: Literal["HALFLLOQ", "SQRT2LLOQ"] = Field(
        "HALFLLOQ", description="What stands for results below in the geometric mean: LLOQ/2 or LLOQ/sqrt(2)."
    )
    limits_by: Variable | None = Field(
        None, description="The variable of `columns` (e.g. BATCH) whose texts name the limits in the figure."
    )

    @model_validator(mode="after")
    def check_value(self) -> Concentrations:
        if self.value not in (None, "AVAL"):
            raise ValueError(f"describes the results themselves: leave `value: {self.value}` out")
        return self
