"""What a method works on: the records it may use, and the words of the trial it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from trialstats.results.kinds import Kind
    from trialstats.results.shape import Result
    from trialstats.trialfile.parts.analysis import Findings, Method

__all__ = ["EVENTS", "Asked", "Assessed", "Inputs", "MadeOfCourses", "Outcome", "Repeated", "Strategied", "no_events"]

Floats = NDArray[np.float64]

# The key of an event and its label, its day (blank where it has none), the first visit that it affects (blank where it
# affects none), and its reason.
EVENTS = ("USUBJID", "ICE", "ICETERM", "ASTDT", "ASTDY", "AVISIT", "AVISITN", "ICEREAS", "strategy")


def no_events() -> pd.DataFrame:
    """Give the events of an analysis that knows none."""
    return pd.DataFrame(columns=list(EVENTS))


@dataclass(frozen=True)
class Outcome:
    """What the trial file, or the instrument that gives it, says of a parameter.

    range: smallest and largest possible value. mcid_source: where the difference that matters comes from. norm: of a
    questionnaire's score the norm population: `population` (its name), `mean`, `sd`, `source`, and `sha256` of a file.
    levels: of classes, which are numbers and no amounts, what each is called. neutral: the value that is neither good
    nor bad.
    """

    label: str
    unit: str | None = None
    better: str | None = None
    mcid: float | None = None
    decimals: int = 1
    range: tuple[float, float] | None = None
    mcid_source: str | None = None
    norm: Mapping[str, Any] | None = None
    levels: Mapping[float, str] | None = None
    neutral: float | None = None


class MadeOfCourses(Protocol):
    """How a parameter is made of the values of another, `of`, at `visits` (baseline first, if it is one of them).

    has_change: not so of a total, nor of what measures improvement itself. Of n subjects: times (n, V) of the visits;
    hindrances (n), why no course would have a value, empty where it would; and completed (..., n), what
    courses (..., n, V) without gaps make.
    """

    @property
    def of(self) -> str: ...

    @property
    def visits(self) -> list[str]: ...

    @property
    def has_change(self) -> bool: ...

    def times(self, records: pd.DataFrame, subjects: list[str]) -> Floats: ...

    def hindrances(self, times: Floats, base: Floats) -> NDArray[np.object_]: ...

    def completed(self, values: Floats, times: Floats, base: Floats) -> Floats: ...


@dataclass(frozen=True)
class Strategied:
    """What the strategy for an intercurrent event (its key and label) made of the records of an analysis.

    set_aside, assigned: records; without_value: visits at which there was nothing to assign.
    """

    event: str
    label: str
    strategy: str
    set_aside: int
    assigned: int
    without_value: int


@dataclass(frozen=True)
class Asked:
    """What an analysis is called, and of its estimand the population, the parameter and the visit (or timepoint)."""

    label: str
    role: str
    population: str
    paramcd: str | None = None
    timepoint: str | None = None


@dataclass(frozen=True)
class Assessed:
    """How many people were assessed for eligibility, and how many of them not randomised by reason, as declared."""

    people: int
    not_randomised: Mapping[str, int]


@dataclass(frozen=True)
class Repeated:
    """What another analysis gave; the rows of it that answer an estimand are of this kind and `variable`."""

    result: Result
    kind: Kind
    variable: str | None


@dataclass(frozen=True)
class Inputs:
    """The material of one analysis.

    records: of a findings analysis the selected records, one row a subject, parameter and visit: USUBJID, PARAMCD,
        AVISIT (ordered categorical over the trial's visits), AVISITN, TRT01P (ordered categorical, reference first),
        AVAL, AVALC, BASE, CHG, PCHG, ABLFL and the ADSL covariates (categorical or float). Empty otherwise. Where an
        estimand assigns values, ICEVAL says what stands in the place of a value.
    baselines: BASE (float) of every subject of the dataset who has one, by USUBJID and PARAMCD (the index), also of
        those who have none of `records`. None where nobody gave it, and the records tell.
    events: the intercurrent events of the analysis' estimand, of those that the trial file declares, a row a subject
        and event: see EVENTS. `strategy` is what the estimand makes of it; the strategies have acted on `records`.
    handled: what the estimand makes of each event that the trial file declares, whether or not anybody had it.
    as_listed: whether of several events of a subject the first of these decides, and not the earliest.
    strategied: what the strategies have done to the records, by event.
    intercurrent: the labels of the intercurrent events that the trial file declares, by their keys.
    adsl: all subjects of ADSL (every method), with TRT01P as above and the population flags (Y or N); where an analysis
        of findings chooses `records` by variables of subjects, those whom the choice keeps.
    items: of an instrument its recoded items by scale (methods that use them), with USUBJID and AVISIT among the levels
        of the index and one questionnaire a subject and visit: that of the analysis record. Else empty.
    datasets: the whole datasets and occurrences that the analysis names beside its own, by name.
        Categories of an occurrence that declares their codes are ordered as declared.
    files: the CSV files that it names, every value a text, by path.
    columns: what the trial file says of the variables of those occurrences, by dataset and variable.
    labels: of the datasets and occurrences that have one, by dataset.
    day_one: the ADSL date that is day 1, if there is one.
    visits: in the order of their numbers, AVISITN; one before `baseline` is a screening visit, and no outcome.
    visit_days, last_days: the target day of each visit that has one, and the day by which it should have been made.
    results: the result rows of the analyses that it works on, with the words of displays.
    timepoints: of a crossover trial the visits of each timepoint, one a period.
    paired: whether the arms are treatments of a crossover trial, in each of which who had it stands once (USUBJID is
        that of the subject and treatment then): they are of the same subjects, and are not compared as if they were
        of different ones.
    courses: how the parameters that are summaries over time are made, where the method makes them anew: the records are
        then those of what they are made of, in their place where the analysis names its parameters.
    others: the analyses of findings that it names, complete, with their own material, by name.
    repeat: runs such an analysis, as it is or altered, on such material or a part of it.
    asked: of the analyses of estimands that it names, which question each answers.
    assessed: how many were assessed, where the trial file counts them and the data do not hold them.
    sequences: of a crossover trial the treatments of each sequence, in the order of the periods.
    """

    name: str
    adsl: pd.DataFrame
    arms: tuple[str, ...]
    visits: tuple[str, ...]
    baseline: str | None
    records: pd.DataFrame = field(default_factory=pd.DataFrame)
    baselines: pd.Series[float] | None = None
    events: pd.DataFrame = field(default_factory=no_events)
    handled: Mapping[str, str] = field(default_factory=dict)
    as_listed: bool = False
    strategied: tuple[Strategied, ...] = ()
    intercurrent: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    datasets: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    files: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    covariates: Mapping[str, Outcome] = field(default_factory=dict)
    populations: Mapping[str, str] = field(default_factory=dict)
    doses: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Outcome]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    day_one: str | None = None
    visit_days: Mapping[str, float] = field(default_factory=dict)
    last_days: Mapping[str, int] = field(default_factory=dict)
    timepoints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paired: bool = False
    results: pd.DataFrame = field(default_factory=pd.DataFrame)
    courses: Mapping[str, MadeOfCourses] = field(default_factory=dict)
    others: Mapping[str, tuple[Findings, Inputs]] = field(default_factory=dict)
    repeat: Callable[[Method, Inputs], Repeated] | None = None
    asked: Mapping[str, Asked] = field(default_factory=dict)
    assessed: Assessed | None = None
    sequences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The arm that the others are compared with; `arms` has it first."""
        return self.arms[0]

    @property
    def from_baseline(self) -> tuple[str, ...]:
        """The visits from baseline on; all where none gives BASE."""
        return self.visits[self.visits.index(self.baseline) :] if self.baseline in self.visits else self.visits

    @property
    def after_baseline(self) -> tuple[str, ...]:
        """The visits beyond baseline, which outcomes can have; all where none gives BASE."""
        return tuple(visit for visit in self.from_baseline if visit != self.baseline)
