"""The whole trial file as one frozen object."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SerializeAsAny, model_validator

from trialstats.methods.registry import Analysis, Figure, Table
from trialstats.trialfile.parts.about import About
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.parts.by_treatment import SAFETY
from trialstats.trialfile.parts.crossover import Crossover
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.parts.estimands import LEAVES_RECORDS, Estimand, Handling, Strategy
from trialstats.trialfile.parts.house_style import HouseStyle
from trialstats.trialfile.parts.hypotheses import Hypotheses
from trialstats.trialfile.parts.intercurrent import IntercurrentEvent, flags_of
from trialstats.trialfile.parts.listing import Listing
from trialstats.trialfile.parts.missing import MissingCodes
from trialstats.trialfile.parts.occurrences import Occurrence
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.parts.part import FilePath, Name, OneOrMore, Paramcd, Part, Text, Variable
from trialstats.trialfile.parts.problems import Problems
from trialstats.trialfile.parts.screening import Screening
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Arm, Column, Disposition, Population, Subjects, Visit
from trialstats.trialfile.parts.submission import Submission
from trialstats.trialfile.parts.times import Day, TimeToEvent

__all__ = ["Trial"]

# The loader has read the file before a value comes here.
InOneFile = Annotated[HouseStyle, BeforeValidator(lambda value: value, json_schema_input_type=HouseStyle | FilePath)]


class Trial(Part):
    """One randomised trial: its files, its people, its outcomes, its analyses and its displays."""

    STUDYID: Text = Field(description="Study identifier.")
    title: Text = Field(description="Title of the report.")
    notice: Text | None = Field(None, description="A line shown on every display, e.g. that the data are synthetic.")
    data_cut: Day | None = Field(
        None, description="The day on which the data were cut, `2026-01-31`; stands below every page of documents."
    )
    about: About | None = Field(
        None,
        description="What the data do not tell of the trial: registration, sample size, blinding, funding; with it the "
        "report has the checklist of CONSORT 2025.",
    )
    style: InOneFile = Field(
        default_factory=HouseStyle,
        description="The house style of documents, or the file that holds it for all trials of a company.",
    )
    submission: Submission = Field(
        default_factory=Submission, description="Names, labels and letters of the data that are handed in to agencies."
    )
    sources: dict[Name, Source] = Field(min_length=1, description="The raw files.")
    missing: MissingCodes = Field(
        (),
        description='Texts that mean `no value` in every source that says nothing of its own, e.g. `[NA, "-99"]`, or '
        'with what each means, e.g. `{"-99": not done, NA: unknown}`.',
    )
    units: dict[Text, OneOrMore] = Field(
        default_factory=dict,
        description='Units and how the files spell them, e.g. `{mg/dL: [mg/dl, MG/DL, "mg / dl"]}`: of results, and of '
        "events in variables whose names end in U (CMDOSU).",
    )
    problems: Problems = Field(default_factory=Problems, description="What is done about records that are not right.")
    subjects: Subjects = Field(description="The source with one row a subject.")
    arms: dict[Text, Arm] = Field(
        min_length=2, description="Treatment arms by name (up to 40 characters), in the order of display."
    )
    visits: dict[Text, Visit] = Field(
        min_length=1, description="Scheduled visits by name (up to 40 characters), in order."
    )
    covariates: dict[Variable, Column] = Field(default_factory=dict, description="Further ADSL variables.")
    screening: Screening | None = Field(None, description="Why people who were assessed were not randomised.")
    disposition: Disposition | None = Field(None, description="How subjects ended the trial.")
    populations: dict[Variable, Population] = Field(min_length=1, description="Analysis sets by their flag.")
    datasets: dict[Name, Dataset] = Field(min_length=1, description="Findings datasets, e.g. adpain, adqs, adlb.")
    occurrences: dict[Name, Occurrence] = Field(default_factory=dict, description="Event datasets, e.g. adae.")
    intercurrent_events: dict[Name, IntercurrentEvent] = Field(
        default_factory=dict, description="Intercurrent events, to which estimands apply their strategies."
    )
    times_to_event: dict[Paramcd, TimeToEvent] = Field(
        default_factory=dict, description="Times to an event by PARAMCD, which make the dataset adtte (ADTTE)."
    )
    estimands: dict[Name, Estimand] = Field(default_factory=dict, description="What is to be estimated.")
    displays: Literal["standard", "declared"] | None = Field(
        None,
        description="`standard`: the standard set of analyses, tables and figures stands beside those declared; "
        "`declared`: nothing does. By default the standard set is made where no analysis, table or figure is declared.",
    )
    analyses: dict[Name, SerializeAsAny[Analysis]] = Field(default_factory=dict, description="What is computed.")
    hypotheses: Hypotheses | None = Field(
        None,
        description="The confirmatory hypotheses and how they share one error rate; without them p values are nominal.",
    )
    design: Design | None = Field(
        None, description="What is assumed before there are data; `trialstats design` simulates the trial by it."
    )
    figures: dict[Name, Figure] = Field(default_factory=dict, description="What is drawn.")
    tables: dict[Name, Table] = Field(default_factory=dict, description="What is tabulated.")
    listings: dict[Name, Listing] = Field(
        default_factory=dict,
        description="What is listed by subject (ICH E3, 16.2); by default, or with `displays: standard`, the usual.",
    )

    @model_validator(mode="after")
    def hand_down(self) -> Trial:
        """Let every source know what is missing in all of them."""
        sources = {name: source.with_missing(self.missing) for name, source in self.sources.items()}
        return self.model_copy(update={"sources": sources})

    @property
    def files(self) -> list[str]:
        """Every data file that the trial reads: its sources, and what analyses name."""
        sources = [path for source in self.sources.values() for path in (*source.paths(), *source.files_beside)]
        return list(dict.fromkeys([*sources, *self.files_beside_sources]))

    @property
    def files_beside_sources(self) -> list[str]:
        """The data files that datasets and analyses name: norms, true effects."""
        norms = [file for dataset in self.datasets.values() for file in dataset.files]
        return [*norms, *(file for analysis in self.analyses.values() for file in analysis.files)]

    @property
    def reference_arm(self) -> str:
        """The arm that the others are compared with."""
        return next(name for name, arm in self.arms.items() if arm.role == "reference")

    @property
    def crossover(self) -> Crossover | None:
        """What makes it a crossover trial, if it is one."""
        return self.subjects.crossover

    @property
    def tells_received(self) -> bool:
        """Whether the file tells the treatment that subjects of parallel groups received."""
        received = self.subjects.received
        return received is not None and received.tells_treatment and self.crossover is None

    @property
    def dates_of_exposure(self) -> tuple[str, ...]:
        """The dates of ADSL that records of exposure tell."""
        received = self.subjects.received
        return ("TRTSDT", "TRTEDT") if received and received.dataset else ()

    def by_received(self, analysis: Method) -> bool:
        """Whether the arms of an analysis, complete, are the treatments received."""
        if not self.tells_received or not analysis.can_be_by_received:
            return False
        asked = analysis.arms_asked
        return asked == "actual" or (asked is None and getattr(analysis, "population", None) == SAFETY)

    @property
    def groups(self) -> tuple[str, ...]:
        """What subjects are randomised to, in the order of display: the arms, or of a crossover trial the sequences."""
        return tuple(self.crossover.sequences if self.crossover else self.arms)

    @property
    def baseline_visit(self) -> str | None:
        """The visit that gives BASE; of a crossover trial with several the first."""
        return next(iter(self.baseline_visits), None)

    @property
    def baseline_visits(self) -> list[str]:
        """The visits that give BASE, by number: one, or of a crossover trial one a period."""
        return [name for name in self.visit_order if self.visits[name].baseline]

    @property
    def timepoints(self) -> dict[str, tuple[str, ...]]:
        """Of a crossover trial the visits after baseline by what they are called within their periods."""
        named = (
            (str(self.visits[name].timepoint), name) for name in self.after_baseline if self.visits[name].timepoint
        )
        found: dict[str, tuple[str, ...]] = {}
        for timepoint, visit in named:
            found[timepoint] = (*found.get(timepoint, ()), visit)
        return found

    @property
    def visit_order(self) -> list[str]:
        """The visits by their numbers: as time runs, however they are written down."""
        return sorted(self.visits, key=lambda name: self.visits[name].AVISITN)

    @property
    def from_baseline(self) -> list[str]:
        """The visits by number from baseline on: a screening visit before it is none; all where none gives BASE."""
        order = self.visit_order
        return order[order.index(self.baseline_visit) :] if self.baseline_visit else order

    @property
    def after_baseline(self) -> list[str]:
        """The visits whose number is beyond baseline's, which outcomes can have; all where none gives BASE."""
        return [name for name in self.from_baseline if not self.visits[name].baseline]

    def visits_of(self, analysis: Findings) -> list[str]:
        """The visits that an analysis works on where it names none."""
        course = self.visit_order if analysis.before_baseline else self.from_baseline
        return course if analysis.uses_baseline else self.after_baseline

    @property
    def arm_order(self) -> list[str]:
        """The arms with the reference first, as models want them."""
        return sorted(self.arms, key=lambda name: self.arms[name].role != "reference")

    @property
    def dating_visits(self) -> list[str]:
        """The datasets whose records date the visits: those that estimands are about, or all where none says any."""
        of_estimands = [estimand.dataset for estimand in self.estimands.values() if estimand.dataset]
        return list(dict.fromkeys(of_estimands)) or list(self.datasets)

    def has_days(self, dataset: str) -> bool:
        """Whether the records of a findings dataset tell on which days they were made."""
        declared = self.datasets[dataset]
        source = self.sources.get(declared.source)
        return declared.adam or bool(declared.dates_side_by_side) or (source is not None and source.date is not None)

    def dating(self, dataset: str) -> list[str]:
        """The datasets whose records date the visits of one: itself, or where it has no days those of the estimands."""
        return [dataset] if self.has_days(dataset) else self.dating_visits

    @property
    def events_asked(self) -> dict[str, dict[str, str]]:
        """The declared intercurrent events that estimands know, with their labels, by the flag of the population."""
        asked: dict[str, dict[str, str]] = {}
        for estimand in self.estimands.values():
            known = [name for name in estimand.intercurrent_events if name in self.intercurrent_events]
            labels = {name: self.intercurrent_events[name].label for name in known}
            asked[estimand.population] = asked.get(estimand.population, {}) | labels
        return {flag: labels for flag, labels in asked.items() if labels}

    def handled_in(self, analysis: Method) -> dict[str, Handling]:
        """Give the declared events of an analysis' estimand with what is made of each, in the estimand's order."""
        estimand = self.estimands.get(str(getattr(analysis, "estimand", None)))
        told = estimand.intercurrent_events if estimand else {}
        return {name: handling for name, handling in told.items() if name in self.intercurrent_events}

    def follows_events(self, analysis: Method) -> bool:
        """Whether the records or the model of an analysis of findings depend on when events happened.

        A treatment policy leaves records as they are, and a principal stratum chooses subjects by a flag of ADSL.
        """
        handled = self.handled_in(analysis)
        acts = any(handling.strategy not in LEAVES_RECORDS for handling in handled.values())
        return isinstance(analysis, Findings) and bool(handled) and (acts or analysis.begins_at_events)

    def ended_by(self, analysis: Method) -> dict[str, str]:
        """Name the events, with their strategy, after which an analysis of events counts nothing and no time."""
        counted = isinstance(analysis, Estimating) and analysis.of_events
        handled = self.handled_in(analysis) if counted else {}
        return {name: str(one.strategy) for name, one in handled.items() if one.strategy == Strategy.WHILE_ON_TREATMENT}

    def flags_read(self, analysis: Method) -> list[str]:
        """The flags of intercurrent events (`ICE01`) by which an analysis of findings chooses its records."""
        flags = flags_of(self.intercurrent_events).values()
        return [one.column for one in analysis.records if one.column in flags] if isinstance(analysis, Findings) else []

    def sources_of(self, name: str) -> list[str]:
        """Name the sources of a dataset: its own, and those of questionnaires that its stored scores must equal."""
        if name in self.occurrences:
            return [self.occurrences[name].source]
        others = [self.datasets[other].source for other in self.datasets[name].compared_with]
        return list(dict.fromkeys([self.datasets[name].source, *others]))

    def outcome(self, dataset: str, paramcd: str) -> Parameter | Derived | None:
        """Find what the trial file says of a parameter; None for an instrument's scale."""
        declared = self.datasets[dataset]
        return declared.parameters.get(paramcd) or declared.derived.get(paramcd)

    def complete(self, name: str) -> Method:
        """Complete an analysis with what its estimand says, and the parameters of its dataset."""
        analysis: Method = self.analyses[name]
        if isinstance(analysis, Estimating) and analysis.estimand is not None:
            given = self.estimands[analysis.estimand].given
            wanted = {key: value for key, value in given.items() if not getattr(analysis, key)}
            analysis = analysis.model_copy(update=wanted).of_estimand(self.estimands[analysis.estimand])
        if not isinstance(analysis, Findings):
            return analysis
        dataset = self.datasets.get(str(analysis.dataset))
        return analysis.of_dataset(dataset) if dataset else analysis
