"""Description: what its analyses, tables and figures may say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from trialstats.trialfile.parts.analysis import Findings, Method, Names
from trialstats.trialfile.parts.by_treatment import ByTreatment
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display, Individual, Selected
from trialstats.trialfile.parts.part import Name, Variable

__all__ = [
    "Baseline",
    "DemographicsTable",
    "Descriptive",
    "DescriptiveTable",
    "DispositionMethod",
    "DispositionTable",
    "Missingness",
    "MissingnessFigure",
    "Profiles",
    "ProfilesFigure",
]


class Descriptive(ByTreatment, Findings):
    """n, mean, SD, median, quartiles, minimum and maximum by arm and visit, of the value and its change."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

    method: Literal["descriptive"]
    value: Literal["AVAL", "CHG", "PCHG"] | None = Field(
        None, description="`AVAL`: values alone; `PCHG`: percent changes too; by default values and changes."
    )
    intervals: bool = Field(False, description="Also standard errors and t intervals of the means.")

    @property
    def has_intervals(self) -> bool:
        return self.intervals


class Missingness(Findings):
    """Values present and absent, by arm and visit."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

    method: Literal["missingness"]


class Profiles(Findings):
    """Every subject's values, for the figure of individual courses."""

    from_baseline: ClassVar[bool] = True
    before_baseline: ClassVar[bool] = True

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

    method: Literal["profiles"]


class Baseline(Method):
    """Demographic and baseline characteristics by arm."""

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

    method: Literal["baseline"]
    population: Variable = Field(description="A population flag.")
    variables: Names = Field((), description="ADSL covariates; by default all.")
    parameters: dict[Name, Names] = Field(
        default_factory=dict, description="Datasets and their parameters at baseline."
    )

    @property
    def further_datasets(self) -> tuple[str, ...]:
        return tuple(self.parameters)

    @property
    def parameters_beside(self) -> Mapping[str, tuple[str, ...]]:
        return {dataset: parameters for dataset, parameters in self.parameters.items() if parameters}


class DispositionMethod(Method):
    """Screened, randomised, in each population, completed, stopped and why."""

    in_crossover: ClassVar[Literal["sequences"]] = "sequences"

    method: Literal["disposition"]


class DispositionTable(Display):
    """Subjects screened, randomised, analysed, completed, stopped."""

    chapter: ClassVar[Chapter] = Chapter.SUBJECTS
    usual_section: ClassVar[str | None] = "Subjects"
    usual_title: ClassVar[str] = "Disposition of subjects"

    kind: Literal["disposition"]


class DemographicsTable(Display):
    """Demographic and baseline characteristics by arm, with standardised mean differences (SMD)."""

    chapter: ClassVar[Chapter] = Chapter.SUBJECTS
    usual_section: ClassVar[str | None] = "Subjects"
    usual_title: ClassVar[str] = "Demographic and baseline characteristics"

    kind: Literal["demographics"]
    compact: bool = Field(
        False, description="A line for each number (mean and SD) and for each yes or no, as journals print them."
    )


class DescriptiveTable(Selected):
    """Summary statistics by arm and visit."""

    usual_title: ClassVar[str] = "{Outcome} by visit"

    kind: Literal["descriptive"]

    def title_of(self, analyses: Collection[Method]) -> str:
        of_scales = all(analysis.method == "reliability" for analysis in analyses)
        return "{Outcome}: internal consistency" if of_scales else self.usual_title


class ProfilesFigure(Individual, Selected):
    """Every subject's course, by arm, with the arm's mean."""

    usual_title: ClassVar[str] = "Individual courses of {outcome}"

    kind: Literal["profiles"]


class MissingnessFigure(Selected):
    """Share of subjects with a value, by arm and visit."""

    usual_title: ClassVar[str] = "Values recorded by visit: {outcome}"

    kind: Literal["missingness"]
