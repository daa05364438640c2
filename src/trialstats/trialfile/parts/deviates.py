"""A composite of normal deviates: how far values lie from those of the healthy, on the side of disease."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trialstats.trialfile.parts.part import FilePath, Paramcd, Part, Variable, one_or_more

__all__ = ["Deviates", "ReferenceFile"]


class ReferenceFile(Part):
    """Reference limits that the user supplies; none are shipped."""

    file: FilePath = Field(
        description="Path of a CSV: PARAMCD, SEX (a level, or any), intercept, age, height, sd, scale (identity or "
        "log), worse (lower or higher)."
    )


class Deviates(Part):
    """The sum or mean of normal deviates, each (value - expected) / SD, positive where it is worse.

    expected = intercept + age times the subject's age + height times the height, on the scale of the reference.
    """

    of: Annotated[tuple[Paramcd, ...], Field(min_length=1), one_or_more(Paramcd)] = Field(
        description="The parameters whose deviates are put together."
    )
    reference: ReferenceFile = Field(description="Where the reference limits stand.")
    summary: Literal["sum", "mean"] = Field("sum", description="How the deviates are put together.")
    absent_deviate: float | None = Field(
        None, gt=0, description="The deviate of an absent response; without it a composite with one is missing."
    )
    age: Variable = Field("AGE", description="The variable of subjects that the age coefficient goes with.")
    height: Variable = Field("HEIGHT", description="The variable that the height coefficient goes with.")
    sex: Variable = Field("SEX", description="The variable whose levels the file names under SEX.")
