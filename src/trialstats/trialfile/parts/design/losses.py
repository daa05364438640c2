"""What is assumed to go missing, and which intercurrent events happen."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trialstats.trialfile.parts.design.values import ByArm, Chance
from trialstats.trialfile.parts.part import Paramcd, Part

__all__ = ["DependsOn", "Dropout", "Happens"]


class DependsOn(Part):
    """How a chance depends on an outcome of the subject: on the logit scale, from the reference arm's mean on."""

    parameter: Paramcd = Field(description="An outcome of the design.")
    log_odds: float = Field(
        description="What one unit above the mean of the reference arm at that visit adds; a unit of the natural "
        "logarithm where the parameter has `scale: log`."
    )
    value: Literal["last", "current"] = Field(
        "last",
        description="`last`: the value at the visit before, which is recorded (missing at random); `current`: the one "
        "that would have been recorded (missing not at random).",
    )


class Dropout(Part):
    """Who leaves the trial: from a visit on nothing is recorded."""

    hazard: ByArm = Field(
        description="The chance of whoever is still in the trial not to come to a visit any more: at every visit, or "
        "by arm, and there by visit."
    )
    depends_on: DependsOn | None = Field(
        None, description="By default the chance is the same whatever the values (missing completely at random)."
    )


class Happens(Part):
    """An intercurrent event: its chance, and what becomes of the outcomes after it."""

    hazard: ByArm = Field(
        description="The chance of whoever has not had it to have it before a visit: at every visit, or by arm, and "
        "there by visit."
    )
    depends_on: DependsOn | None = Field(None, description="By default the chance is the same whatever the values.")
    keeps: float = Field(1.0, description="The part of the arm's effect that is left after it: 0 where it is lost.")
    adds: dict[Paramcd, float] = Field(
        default_factory=dict,
        description="What it adds to outcomes from then on, e.g. relief by rescue medication, `{PAIN: -10}`; "
        "of a parameter with `scale: log` what it multiplies them by.",
    )
    leaves: Chance = Field(0.0, description="The chance that nothing is recorded any more from it on.")
