"""Subgroups: what their analysis, table and figure may say."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trialstats.methods.shared.options import BesideTruth
from trialstats.methods.subgroups.rows import Plan
from trialstats.trialfile.parts.analysis import Findings, Names
from trialstats.trialfile.parts.display import Selected

__all__ = ["Subgroups", "SubgroupsFigure", "SubgroupsTable"]


class Subgroups(Findings):
    """Differences between arms within the levels of factors, and the test of interaction, by least squares."""

    usual_value: ClassVar[str] = "CHG"
    visits_alone: ClassVar[bool] = True
    numbers_alone: ClassVar[bool] = True

    method: Literal["subgroups"]
    factors: Names = Field(min_length=1, description="ADSL categories whose levels are the subgroups.")
    planned: bool | None = Field(
        description="Whether they were planned before the data were seen, `null` where nobody knows; displays say it."
    )
    covariates: Names = Field(("BASE",), description="BASE or ADSL variables; a factor's own is left out of its model.")
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the LS means, over the covariates.")
    minimum: int = Field(
        10, ge=1, description="A level in which an arm compared has fewer subjects is estimated, and marked."
    )

    @property
    def plan(self) -> Plan:
        """When the subgroups were chosen."""
        return Plan.NOT_SAID if self.planned is None else Plan.PLANNED if self.planned else Plan.POST_HOC

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}


class SubgroupsTable(BesideTruth):
    """Means and differences in subgroups, and the test of interaction of each factor."""

    usual_title: ClassVar[str] = "{Change} in subgroups, {arms}"

    kind: Literal["subgroups"]


class SubgroupsFigure(Selected):
    """A forest of the effects in subgroups, with the test of interaction of each factor."""

    usual_title: ClassVar[str] = "{Change} in subgroups, {arms}"

    kind: Literal["subgroups"]
