"""What is known of a number, and of the analysis that it comes from: plain values, for the command line and the page.

Nothing is computed of what an analysis has estimated: all of it stands in the files of a run, or in the trial file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "AnalysisFacts",
    "Counted",
    "DatasetFacts",
    "Derivation",
    "DisplayFacts",
    "EstimandFacts",
    "EventFacts",
    "FileFacts",
    "FitFacts",
    "LeftByModel",
    "Place",
    "PopulationFacts",
    "RowFacts",
    "Seen",
    "Statistic",
    "TrialFacts",
]


@dataclass(frozen=True)
class Place:
    """Where something is declared: a file and its line, and the path in it, `analyses.pain_mmrm`."""

    file: str
    line: int
    key: str


@dataclass(frozen=True)
class FileFacts:
    """An input file and its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Statistic:
    """A number as it was computed, by the id that it has in the analysis results data."""

    id: str
    name: str
    value: float
    unit: str | None = None


@dataclass(frozen=True)
class Seen:
    """What a display prints of a row: the statistics and the text, which is empty in a figure that draws them."""

    display: str
    statistics: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True)
class RowFacts:
    """A row of results: what it is in a sentence, its numbers, why there are none, and where they are shown.

    about: what it is of, by the keys of rows. direction: for whom which values speak, where that can be told.
    """

    id: str
    analysis: str
    kind: str
    sentence: str
    direction: str
    about: Mapping[str, str]
    statistics: tuple[Statistic, ...]
    reason: str | None
    seen: tuple[Seen, ...]


@dataclass(frozen=True)
class Counted:
    """How many of something."""

    what: str
    count: int


@dataclass(frozen=True)
class EventFacts:
    """An intercurrent event: the strategy, why that one, and what it has made of the records of an analysis.

    The counts are None where no data tell of the event, so that nothing can follow the strategy.
    """

    event: str
    label: str
    strategy: str
    rationale: str | None
    set_aside: int | None = None
    assigned: int | None = None
    without_value: int | None = None


@dataclass(frozen=True)
class EstimandFacts:
    """The estimand that an analysis answers, by its attributes (ICH E9(R1))."""

    name: str
    question: str
    treatment: str
    population: str
    variable: str
    summary: str | None
    events: tuple[EventFacts, ...]


@dataclass(frozen=True)
class FitFacts:
    """A model as it was fitted: of what, its formula, the structure of its covariance, and how those tried ended."""

    about: str
    formula: str | None = None
    structure: str | None = None
    attempts: tuple[str, ...] = ()
    n_subjects: int | None = None
    n_records: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftByModel:
    """The records that the method itself left out of those selected for it, by reason; about: which piece of work."""

    about: str
    came: int
    left_out: tuple[Counted, ...]
    used: int


@dataclass(frozen=True)
class PopulationFacts:
    """An analysis set: its flag, what it is called, who belongs to it, and how many of the randomised by arm.

    sizes: of each arm and of all, the subjects in it and those randomised.
    """

    flag: str
    label: str
    conditions: tuple[str, ...]
    sizes: tuple[tuple[str, int, int], ...]
    place: Place | None = None


@dataclass(frozen=True)
class Derivation:
    """How a variable, or the values of a parameter, came about, and where the trial file says it."""

    variable: str
    words: str
    place: Place | None = None


@dataclass(frozen=True)
class DatasetFacts:
    """A dataset that an analysis reads: what it is called, the files it is made of, and how its values came about."""

    name: str
    label: str
    files: tuple[str, ...]
    derivations: tuple[Derivation, ...]
    place: Place | None = None


@dataclass(frozen=True)
class DisplayFacts:
    """A table, figure or listing: what it shows of which analyses (a listing of none), and in which files it lies."""

    name: str
    sort: str
    number: str | None
    title: str
    analyses: tuple[str, ...]
    files: tuple[str, ...]
    place: Place | None = None

    @property
    def heading(self) -> str:
        """`Table 14.2.1  Pain intensity`."""
        numbered = f"{self.sort.capitalize()} {self.number}" if self.number else self.sort.capitalize()
        return f"{numbered}: {self.title}"


@dataclass(frozen=True)
class AnalysisFacts:
    """An analysis: the method and what it did, in the words of its notes, on which records, for which estimand.

    options: what the trial file says of it, or what stands where it says nothing. chosen: how records of its dataset
    were chosen: `in`, left out by each condition, `used`. model: what the method itself left out. inference: what was
    done, in the words under its tables. datasets: what it reads. files: all input files that its results depend on, of
    populations, disposition and events too. displays: by their keys in TrialFacts.
    """

    name: str
    label: str
    role: str
    method: str
    method_words: str
    software: str
    inference: str
    estimand: EstimandFacts | None
    population: PopulationFacts | None
    options: Mapping[str, str]
    chosen: tuple[Counted, ...]
    model: tuple[LeftByModel, ...]
    fits: tuple[FitFacts, ...]
    failed: tuple[str, ...]
    datasets: tuple[DatasetFacts, ...]
    files: tuple[FileFacts, ...]
    places: tuple[Place, ...]
    displays: tuple[str, ...]


@dataclass(frozen=True)
class TrialFacts:
    """All facts of the results of a trial, by id of a row, by name of an analysis, of a display with its sort
    (`table pain`), and by flag of a population.

    code, spec: digests of the code and of the trial file that all jobs used. versions: of the software.
    """

    trial: str
    studyid: str
    trial_file: str
    rows: Mapping[str, RowFacts]
    analyses: Mapping[str, AnalysisFacts]
    displays: Mapping[str, DisplayFacts]
    populations: Mapping[str, PopulationFacts]
    code: str = ""
    spec: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
