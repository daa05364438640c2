"""Methods that describe the data and compare nothing."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trialstats.spec.methods.method import Findings, Method, Names
from trialstats.spec.part import FilePath, Name, Variable

__all__ = ["Baseline", "Descriptive", "DispositionMethod", "Missingness", "Profiles", "Reliability", "Truth"]


class Descriptive(Findings):
    """n, mean, SD, median, quartiles, minimum and maximum by arm and visit, of the value and its change."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    method: Literal["descriptive"]
    intervals: bool = Field(False, description="Also standard errors and t intervals of the means.")


class Reliability(Findings):
    """Cronbach's alpha of each scale of an instrument at each visit."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True
    uses_items: ClassVar[bool] = True

    method: Literal["reliability"]


class Missingness(Findings):
    """Values present and absent, by arm and visit."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    method: Literal["missingness"]


class Profiles(Findings):
    """Every subject's values, for the figure of individual courses."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    method: Literal["profiles"]


class Baseline(Method):
    """Demographic and baseline characteristics by arm."""

    method: Literal["baseline"]
    population: Variable = Field(description="A population flag.")
    variables: Names = Field((), description="ADSL covariates; by default all.")
    parameters: dict[Name, Names] = Field(
        default_factory=dict, description="Datasets and their parameters at baseline."
    )

    @property
    def further_datasets(self) -> tuple[str, ...]:
        return tuple(self.parameters)


class DispositionMethod(Method):
    """Screened, randomised, in each population, completed, stopped and why."""

    method: Literal["disposition"]


class Truth(Method):
    """The true effects that a simulation was given: a CSV with PARAMCD, AVISIT, ARM, difference."""

    method: Literal["truth"]
    file: FilePath = Field(description="Path of the CSV, from the project's top folder.")

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file,)
