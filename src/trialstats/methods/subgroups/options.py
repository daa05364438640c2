"""Subgroups: what their analysis, table and figure may say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.methods.shared.options import BesideTruth
from trialstats.methods.subgroups.rows import Plan
from trialstats.trialfile.parts.analysis import Findings, Method, Names, sort_of
from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import Name, Text, one_or_more

if TYPE_CHECKING:
    from trialstats.trialfile.parts.estimands import Estimand

__all__ = [
    "ANCOVA",
    "MMRM",
    "PROPORTIONS",
    "REPEATED",
    "TAKEN",
    "TOGETHER",
    "Effect",
    "Subgroups",
    "SubgroupsFigure",
    "SubgroupsTable",
]

Effect = Literal["difference", "ratio", "odds ratio"]


# The sort of results of an analysis that is repeated in subgroups, as the registry has it.
REPEATED = "another analysis"
# The methods that have one model of all levels of a factor.
ANCOVA, MMRM, PROPORTIONS = TOGETHER = ("ancova", "mmrm", "proportions")
# What an analysis that repeats another takes from it: all that decides about subjects and records.
TAKEN = ("estimand", "dataset", "population", "parameters", "visits", "records", "absent", "alpha")


class Subgroups(Findings):
    """The effect of treatment within the levels of factors, and a test of whether it is the same in all of them.

    It repeats another analysis (`of`), such as the primary one, or is of least squares at each visit by itself.
    """

    usual_value: ClassVar[str] = "CHG"
    visits_alone: ClassVar[bool] = True
    numbers_alone: ClassVar[bool] = True

    method: Literal["subgroups"]
    of: Name | None = Field(
        None,
        description="The analysis that is repeated in subgroups, e.g. the primary one, with its model, covariates, "
        "subjects and records; by default least squares at each visit by itself.",
    )
    fits: Literal["together", "separate"] = Field(
        "together",
        description="`together`: one model of all levels with the interaction of arm and factor (least squares, "
        "`mmrm`, `proportions`); `separate`: the analysis by itself in each level.",
    )
    factors: Names = Field(min_length=1, description="ADSL categories whose levels are the subgroups.")
    planned: bool | None = Field(
        description="Whether they were planned before the data were seen, `null` where nobody knows; displays say it."
    )
    at: Annotated[tuple[Text, ...], one_or_more(Text)] = Field(
        (), description="With `of`, the visits of the effects; by default the timepoint of its estimand, or all."
    )
    effect: Effect | None = Field(
        None, description="With `of` an analysis of shares, how arms are compared; by default as answers its estimand."
    )
    covariates: Names = Field(
        ("BASE",),
        description="BASE or ADSL variables, without `of`, which has its own; a factor's own is left out of its model.",
    )
    weights: Literal["equal", "observed"] | None = Field(
        None, description="Margins of the LS means, over the covariates; by default those of `of`, or equal."
    )
    minimum: int = Field(
        10, ge=1, description="A level in which an arm compared has fewer subjects is estimated, and marked."
    )

    @property
    def entry(self) -> str:
        return sort_of(self.method, REPEATED) if self.of else self.method

    @property
    def plan(self) -> Plan:
        """When the subgroups were chosen."""
        return Plan.NOT_SAID if self.planned is None else Plan.PLANNED if self.planned else Plan.POST_HOC

    @property
    def is_separate(self) -> bool:
        """Whether each level is fitted by itself."""
        return self.fits == "separate"

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {} if self.of else {"covariates": self.covariates}

    @property
    def needs_numbers(self) -> bool:
        return self.of is None

    @property
    def further_analyses(self) -> tuple[str, ...]:
        return (self.of,) if self.of else ()

    @property
    def repeats(self) -> str | None:
        return self.of

    def like(self, repeated: Method) -> Subgroups:
        if not isinstance(repeated, Findings) or isinstance(repeated, Subgroups):
            return self
        taken = {key: getattr(repeated, key) for key in TAKEN if key not in self.model_fields_set}
        # A value that the repeated analysis does not say is that of the estimand, which both have.
        answers = taken.get("estimand", self.estimand) is not None
        value = self.value or repeated.value or (None if answers else repeated.measure)
        return self.model_copy(update={**taken, "value": value})

    def of_estimand(self, estimand: Estimand) -> Subgroups:
        timepoint = str(estimand.timepoint)
        is_wanted = self.of is not None and not self.at and (not self.visits or timepoint in self.visits)
        return self.model_copy(update={"at": (timepoint,)}) if is_wanted and estimand.timepoint else self

    @model_validator(mode="after")
    def check_target(self) -> Subgroups:
        if self.of is None and self.estimand is None and (self.dataset is None or self.population is None):
            raise ValueError("give `of`, `estimand`, or `dataset` and `population`")
        return self

    @model_validator(mode="after")
    def check_of(self) -> Subgroups:
        if self.of is not None and "covariates" in self.model_fields_set:
            raise ValueError(f"`covariates` are those of {self.of}, which is repeated (`of`): leave them out")
        lone = [key for key in ("at", "effect") if getattr(self, key) and self.of is None]
        if lone:
            raise ValueError(f"`{lone[0]}` goes with `of`, the analysis that is repeated")
        return self


class SubgroupsTable(BesideTruth):
    """Means and differences in subgroups, and the test of interaction of each factor."""

    usual_title: ClassVar[str] = "{Change} in subgroups, {arms}"

    kind: Literal["subgroups"]
    p_values: bool = Field(
        False,
        description="Also the p value of the effect in all subjects and within each level, beside the test of whether "
        "effects differ between levels, which always stands.",
    )


class SubgroupsFigure(Selected):
    """A forest of the effects in subgroups, with the test of interaction of each factor."""

    usual_title: ClassVar[str] = "{Change} in subgroups, {arms}"

    kind: Literal["subgroups"]
