"""Ranks: what their analysis and table may say."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Findings, Names
from trialstats.trialfile.parts.display import Selected

__all__ = ["RANKED_VALUES", "Ranks", "RanksTable"]


# What the policies for absent responses rank.
RANKED_VALUES = {"worst_rank": "AVAL", "joint_rank": "CHG"}


class Ranks(Findings):
    """Win probability, Wilcoxon and van Elteren tests and the Hodges-Lehmann shift, at each visit."""

    usual_value: ClassVar[str] = "CHG"
    visits_alone: ClassVar[bool] = True
    policies: ClassVar[tuple[str, ...]] = ("exclude", "zero", "worst_rank", "joint_rank")

    method: Literal["ranks"]
    strata: Names = Field((), description="ADSL variables whose levels are the strata of the van Elteren test.")
    missing: Literal["exclude", "worst"] = Field(
        "exclude",
        description="Subjects of the population without a result at the visit: left out, or ranked below all who have "
        "one.",
    )

    @model_validator(mode="before")
    @classmethod
    def say_value(cls, given: Any) -> Any:
        """A policy that ranks one value says so, whatever an estimand estimates."""
        policy = given.get("absent") if isinstance(given, dict) else None
        wanted = RANKED_VALUES.get(policy) if isinstance(policy, str) else None
        return {"value": wanted, **given} if wanted else given

    @model_validator(mode="after")
    def check_value(self) -> Ranks:
        wanted = RANKED_VALUES.get(self.absent)
        if wanted and self.value != wanted:
            raise ValueError(f"absent: {self.absent} ranks {wanted}, not {self.value}: say `value: {wanted}`")
        return self

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"strata": self.strata}


class RanksTable(Selected):
    """Win probability, rank tests and shift."""

    usual_title: ClassVar[str] = "{Change} compared by ranks, {arms}"
    explained: ClassVar[bool] = True

    kind: Literal["ranks"]
