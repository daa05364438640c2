"""The jobs of a trial: for each step and name what goes in, which part of the trial file it uses, and which code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from trialstats.methods.registry import module_of
from trialstats.plan.code import code_digest
from trialstats.plan.layout import Layout
from trialstats.questionnaires import code_of
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.roles import roles_in_adsl, roles_of
from trialstats.trialfile.strategies import told_strategies
from trialstats.trialfile.study_days import day_one_of, plausible_days
from trialstats.trialfile.trial import Trial

__all__ = ["Job", "Plan", "datasets_of_times", "read_for_adsl", "sources_of_events", "sources_of_subjects"]

# The files of a figure; of a table or listing, of all tables together, and of all listings.
FIGURE_FILES = ("svg", "pdf", "png", "csv", "json")
TABLE_FILES = ("html", "csv", "rtf", "docx", "json")
DOCUMENT_FILES = ("rtf", "docx")
LISTINGS_FILES = ("html", "rtf", "docx")


@dataclass(frozen=True)
class Job:
    """One job: its input files, the digest of the part of the trial file that it uses, and where its code begins."""

    inputs: tuple[Path, ...]
    spec: str
    roots: tuple[str | Path, ...]

    @property
    def code(self) -> str:
        """The digest of the code that it uses."""
        return code_digest(self.roots)


@dataclass(frozen=True)
class Plan:
    """All jobs of a trial."""

    trial: Trial
    layout: Layout

    @property
    def datasets(self) -> list[str]:
        """Every dataset beside ADSL, findings first."""
        return [*self.trial.datasets, *self.trial.occurrences]

    @property
    def adam_datasets(self) -> list[str]:
        """Every ADaM dataset: ADSL, those of intercurrent events and of times if any are declared, and the others."""
        trial = self.trial
        made = [*([ADICE] if trial.intercurrent_events else []), *([ADTTE] if trial.times_to_event else [])]
        return ["adsl", *made, *self.datasets]

    def targets(self) -> list[Path]:
        """The files that a finished run has made."""
        documents = [self.layout.document(ending) for ending in DOCUMENT_FILES if self.trial.tables]
        documents += map(self.layout.listings, LISTINGS_FILES)
        return [self.layout.report, self.layout.manuscript, self.layout.manifest, self.layout.ard, *documents]

    def outputs(self) -> set[Path]:
        """Every file that a run makes."""
        trial, layout = self.trial, self.layout
        made = {*self.targets(), *(layout.raw(name) for name in trial.sources), *map(layout.unscored, trial.datasets)}
        made |= set(map(layout.adam, [*self.adam_datasets, ADEXCL]))
        for name in ("adsl", *self.datasets):
            made |= {layout.mapped(name), layout.listing(name), layout.accounts(name)}
        made |= self.files_of_events()
        for name in trial.analyses:
            made |= {layout.rows(name), layout.notes(name)}
        made |= {layout.document(ending) for ending in DOCUMENT_FILES if trial.tables}
        made |= {layout.figure(name, ending) for name in trial.figures for ending in FIGURE_FILES}
        made |= {layout.listed(name, ending) for name in trial.listings for ending in TABLE_FILES}
        return made | {layout.table(name, ending) for name in trial.tables for ending in TABLE_FILES}

    def files_of_events(self) -> set[Path]:
        """The files about intercurrent events, where any are declared."""
        layout, datasets = self.layout, self.trial.datasets
        made = {layout.mapped(ADICE), layout.adam(ADICE), *map(layout.affected, datasets), *map(layout.flags, datasets)}
        return made if self.trial.intercurrent_events else set()

    def names(self) -> list[tuple[str, str]]:
        """Every job by its step and name, in an order in which one process can do them."""
        trial = self.trial
        return [
            *(("raw", source) for source in trial.sources),
            ("subjects", ""),
            *(("dataset", dataset) for dataset in self.datasets),
            ("adsl", ""),
            *(("adam", dataset) for dataset in self.datasets),
            *self.names_of_events(),
            *([("times", "")] if trial.times_to_event else []),
            *(("analyse", analysis) for analysis in self.analyses),
            *(("figure", figure) for figure in trial.figures),
            *(("table", table) for table in trial.tables),
            *([("documents", "")] if trial.tables else []),
            *(("listing", listing) for listing in trial.listings),
            ("listings", ""),
            ("ard", ""),
            ("report", ""),
            ("manifest", ""),
        ]

    @property
    def analyses(self) -> list[str]:
        """The analyses, those last that work on the results of others."""
        return sorted(self.trial.analyses, key=lambda name: bool(self.trial.analyses[name].further_results))

    def names_of_events(self) -> list[tuple[str, str]]:
        """The jobs that there are where intercurrent events are declared."""
        datasets = [("affected", dataset) for dataset in self.trial.datasets]
        return [("events", ""), ("adice", ""), *datasets] if self.trial.intercurrent_events else []

    def digest(self, part: Literal["spec", "code"]) -> str:
        """Digest what all jobs use of the trial file (`spec`) or of the code (`code`)."""
        used = (getattr(self.job(step, name), part) for step, name in sorted(self.names()))
        return hashlib.sha256("\n".join(used).encode()).hexdigest()

    def job(self, step: str, name: str = "") -> Job:
        """Give the job of a step; `name` is the source, dataset, analysis, figure or table it makes."""
        inputs, part, modules = getattr(self, step)(name)
        digest = hashlib.sha256(json.dumps(part, ensure_ascii=False).encode()).hexdigest()[:16]
        return Job(tuple(inputs), digest, (f"trialstats.steps.{step}", *modules))

    # Each of the following gives: input files, the part of the trial file, and modules (and data files) found by name.

    def raw(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        source = self.trial.sources[name]
        files = [*source.paths(), *source.files_beside]
        return [Path(path) for path in files], [dump(source), *files], []

    def subjects(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial = self.trial
        sources = sources_of_subjects(trial)
        part = [
            trial.STUDYID,
            dump(trial.subjects),
            dumps(trial.arms),
            dumps(trial.covariates),
            dumps(trial.populations),
        ]
        part += [dump(trial.disposition), dump(trial.problems), [dump(trial.sources[name]) for name in sources]]
        part += [asdict(roles_in_adsl(trial)), list(plausible_days(trial)), day_one_of(trial)]
        part += [dump(trial.screening)] if trial.screening else []
        return [self.layout.raw(name) for name in sources], part, []

    def dataset(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial = self.trial
        declared = trial.datasets.get(name) or trial.occurrences[name]
        part = [
            dump(declared),
            dump(trial.problems),
            dumps(trial.visits),
            trial.subjects.day_one,
            dump(trial.crossover),
        ]
        part += [dump(trial.sources[declared.source]), {unit: list(trial.units[unit]) for unit in sorted(trial.units)}]
        part += [asdict(roles_of(trial, name)), day_one_of(trial)] if name in trial.occurrences else []
        sources = trial.sources_of(name)
        compared = trial.datasets[name].compared_with if name in trial.datasets else ()
        part += [
            [dump(trial.datasets[other]) for other in compared],
            [dump(trial.sources[other]) for other in sources[1:]],
        ]
        inputs = [*map(self.layout.raw, sources), self.layout.mapped("adsl"), *self.files(name)]
        return (
            inputs,
            part,
            [*self.instruments(name), *(code for other in compared for code in self.instruments(other))],
        )

    def adsl(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        counted = read_for_adsl(self.trial)
        inputs = [self.layout.mapped("adsl"), *map(self.layout.mapped, counted)]
        part = [dumps(self.trial.populations), dumps(self.trial.covariates), self.trial.after_baseline]
        part += [dumps(self.trial.arms), dump(self.trial.subjects.received), list(self.trial.subjects.dates)]
        # Which texts are results is said by the dataset and its source.
        part += [
            [dump(self.trial.datasets[name]), dump(self.trial.sources[self.trial.datasets[name].source])]
            for name in counted
            if name in self.trial.datasets
        ]
        return inputs, part, []

    def events(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial = self.trial
        told = sources_of_events(trial)
        measured = [name for name in told if name in trial.datasets]
        part = [trial.STUDYID, dumps(trial.intercurrent_events), day_one_of(trial)]
        if measured:  # the visit after the last value, of the parameters that estimands are about
            part += [dumps(trial.visits), [[name, dump(e.variable)] for name, e in trial.estimands.items()]]
        part += [
            [name, dump(trial.datasets[name]), dump(trial.sources[trial.datasets[name].source])] for name in measured
        ]
        return [self.layout.adam("adsl"), *map(self.layout.mapped, told)], part, []

    def adice(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        return self.placed(self.trial.dating_visits)

    def affected(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial = self.trial
        inputs, part, code = self.placed(trial.dating(name))
        labels = [[event, declared.label] for event, declared in trial.intercurrent_events.items()]
        return [*inputs, self.layout.adam(name)], [*part, labels], code

    def placed(self, dating: Iterable[str]) -> tuple[list[Path], Any, list[str | Path]]:
        """Say what the first visits affected come of, where records of some datasets date the visits."""
        trial, layout = self.trial, self.layout
        inputs = [layout.mapped(ADICE), layout.adam("adsl"), *map(layout.mapped, dating)]
        return inputs, [trial.STUDYID, dumps(trial.visits), day_one_of(trial), list(dating)], []

    def adam(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial = self.trial
        declared = trial.datasets.get(name) or trial.occurrences[name]
        part = [dump(declared), dumps(trial.visits), dumps(trial.covariates), dumps(trial.populations)]
        part.append(dumps(trial.arms))
        part += [dump(trial.crossover), list(trial.subjects.dates)] if trial.crossover else []
        inputs = [self.layout.mapped(name), self.layout.adam("adsl"), *self.files(name)]
        beside = trial.datasets[name].beside if name in trial.datasets else ()
        inputs += [self.layout.adam(other) for other in beside]
        part += [[other, dump(trial.datasets[other])] for other in beside]
        return inputs, part, self.instruments(name)

    def times(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial = self.trial
        used = datasets_of_times(trial)
        part = [trial.STUDYID, dumps(trial.times_to_event), dumps(trial.visits), dumps(trial.arms)]
        part += [[name, dump(trial.datasets.get(name) or trial.occurrences.get(name))] for name in used]
        modules = [module for name in used for module in self.instruments(name)]
        files = [file for name in used for file in self.files(name)]
        return [self.layout.adam("adsl"), *map(self.layout.adam, used), *files], part, modules

    def analyse(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial = self.trial
        analysis = trial.complete(name)
        inputs = [self.layout.adam("adsl")]
        part: list[Any] = [
            name,
            dumps(trial.arms),
            dumps(trial.visits),
            dumps(trial.populations),
            dumps(trial.covariates),
        ]
        used = [str(analysis.dataset)] if isinstance(analysis, Findings) else []
        if isinstance(analysis, Findings) and analysis.uses_items:
            inputs.append(self.layout.mapped(str(analysis.dataset)))
        used = list(dict.fromkeys([*used, *analysis.further_datasets]))
        inputs += [Path(file) for file in analysis.files]
        inputs += [self.layout.rows(other) for other in analysis.further_results]
        inputs += [file for dataset in used for file in (self.layout.adam(dataset), *self.files(dataset))]
        part += [dump(trial.datasets.get(dataset) or trial.occurrences[dataset]) for dataset in used]
        part += [trial.subjects.day_one, dump(trial.crossover)]
        part += ["by received"] if trial.by_received(analysis) else []
        if analysis.uses_times:
            inputs.append(self.layout.adam(ADTTE))
            part.append(dumps(trial.times_to_event))
        if analysis.uses_events:
            inputs.append(self.layout.adam(ADICE))
            part.append([[event, declared.label] for event, declared in trial.intercurrent_events.items()])
        elif handled := trial.handled_in(analysis):
            part += [dumps(handled), [trial.intercurrent_events[event].label for event in handled]]
            part += self.of_estimand(analysis)
        if trial.ended_by(analysis):
            inputs.append(self.layout.adam(ADICE))
        if trial.follows_events(analysis):
            inputs.append(self.layout.affected(used[0]))
        if flags := trial.flags_read(analysis):
            inputs.append(self.layout.flags(used[0]))
            part.append(flags)
        if analysis.follows_people:
            asked = [getattr(trial.complete(other), "estimand", None) for other in analysis.further_analyses]
            part += [dump(trial.screening), [dump(trial.estimands.get(str(question))) for question in asked]]
        modules = [module for dataset in used for module in self.instruments(dataset)]
        for other in analysis.further_analyses:
            more, of_other, code = self.analyse(other)
            inputs = list(dict.fromkeys([*inputs, *more]))
            part, modules = [*part, of_other], [*modules, *code]
        return inputs, [*part, dump(analysis)], [module_of(analysis), *modules]

    def of_estimand(self, analysis: Method) -> list[Any]:
        """Give what else of its estimand decides about the records of an analysis after intercurrent events."""
        estimand = self.trial.estimands[str(getattr(analysis, "estimand", None))]
        return [estimand.timepoint, estimand.several_events]

    def instruments(self, dataset: str) -> list[str | Path]:
        """Name what scores a dataset, if it is of a questionnaire: its module, and the data file of it alone."""
        declared = self.trial.datasets.get(dataset)
        return list(code_of(declared.instrument.name)) if declared and declared.instrument else []

    def files(self, dataset: str) -> list[Path]:
        """List what a findings dataset reads beside its source."""
        declared = self.trial.datasets.get(dataset)
        return [Path(file) for file in declared.files] if declared else []

    def figure(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        display = self.trial.figures[name]
        inputs = [self.layout.rows(analysis) for analysis in display.results_of]
        inputs += [self.layout.notes(analysis) for analysis in display.analyses]  # of what failed it says why
        labels = [self.trial.analyses[analysis].label for analysis in display.analyses]
        part = [dump(display), *self.look(), *told_strategies(self.trial, display), *labels]
        return inputs, part, [module_of(display)]

    def table(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        display = self.trial.tables[name]
        inputs = [self.layout.rows(analysis) for analysis in display.results_of]
        inputs += [self.layout.notes(analysis) for analysis in display.analyses]
        labels = [self.trial.analyses[analysis].label for analysis in display.analyses]
        part = [dump(display), *self.look(), *told_strategies(self.trial, display), labels, *self.paper()]
        return inputs, part, [module_of(display)]

    def documents(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        numbers = [[name, table.number, list(table.results_of)] for name, table in self.trial.tables.items()]
        return [self.layout.table(name, "json") for name in self.trial.tables], [numbers, *self.paper()], []

    def listing(self, name: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial, listing = self.trial, self.trial.listings[name]
        declared = trial.datasets.get(listing.dataset) or trial.occurrences.get(listing.dataset)
        part = [dump(listing), list(trial.groups), trial.notice, dumps(trial.populations), *self.paper()]
        part += [dumps(trial.covariates), dumps(declared.columns) if declared else []]
        return [self.layout.adam(listing.dataset), self.layout.adam("adsl")], part, []

    def listings(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial, layout = self.trial, self.layout
        inputs = [layout.listed(name, "json") for name in trial.listings]
        inputs += [layout.listing(name) for name in ("adsl", *self.datasets)] + self.visits_told()
        numbers = [[name, listing.number, listing.dataset] for name, listing in trial.listings.items()]
        labels = [[name, dataset.label, list(dataset.visits)] for name, dataset in trial.datasets.items()]
        part = [numbers, labels, dumps(trial.visits), list(trial.groups), day_one_of(trial), trial.notice]
        return inputs, [*part, *self.paper()], []

    def visits_told(self) -> list[Path]:
        """The files that tell what subjects have at their visits."""
        layout, datasets = self.layout, self.trial.datasets
        return [layout.adam("adsl"), *map(layout.adam, datasets), *map(layout.unscored, datasets)]

    def look(self) -> list[Any]:
        trial = self.trial
        words = [trial.STUDYID, trial.notice, dumps(trial.arms), list(trial.groups), dumps(trial.visits)]
        return [*words, trial.style.p_values, trial.style.intervals]

    def paper(self) -> list[Any]:
        """Give what stands on every page of a document."""
        trial = self.trial
        return [trial.STUDYID, trial.title, dump(trial.style), trial.data_cut]

    def ard(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        inputs = [self.layout.rows(name) for name in self.trial.analyses]
        inputs += [self.layout.notes(name) for name in self.trial.analyses]
        inputs += [self.layout.adam("adsl"), self.layout.accounts("adsl"), self.layout.listing("adsl")]
        for name in self.datasets:
            inputs += [self.layout.accounts(name), self.layout.listing(name), self.layout.adam(name)]
        inputs += [self.layout.unscored(name) for name in self.trial.datasets]
        part = [self.trial.STUDYID, *self.trial.analyses, dumps(self.trial.populations)]
        if self.trial.events_asked:
            inputs.append(self.layout.mapped(ADICE))
            part.append(self.trial.events_asked)
        return inputs, part, []

    def report(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        trial, layout = self.trial, self.layout
        inputs = [layout.ard, *(layout.notes(name) for name in trial.analyses)]
        inputs += [layout.rows(name) for name in trial.analyses]
        inputs += [layout.figure(name, ending) for name in trial.figures for ending in ("svg", "csv", "json")]
        inputs += [layout.table(name, ending) for name in trial.tables for ending in ("html", "json")]
        inputs += [layout.listing(name) for name in ("adsl", *self.datasets)]
        inputs += [layout.accounts(name) for name in ("adsl", *self.datasets)]
        inputs += self.visits_told() + [layout.listed(name, "json") for name in trial.listings]
        inputs += [layout.raw(name) for name in trial.sources]
        inputs += [Path(file) for file in trial.files]
        return inputs, dump(trial), []

    def manifest(self, _: str) -> tuple[list[Path], Any, list[str | Path]]:
        made = [path for path in self.targets() if path != self.layout.manifest]
        inputs = [*made, *(Path(file) for file in self.trial.files)]
        inputs += sorted(self.files_of_events())
        return inputs, dump(self.trial), []


def sources_of_subjects(trial: Trial) -> list[str]:
    """Name the sources that ADSL is made of."""
    names = [trial.subjects.source, *(column.source for column in trial.covariates.values())]
    names += [population.source for population in trial.populations.values()]
    names += [trial.subjects.received.source] if trial.subjects.received else []
    names += [trial.disposition.source] if trial.disposition else []
    names += [trial.screening.source] if trial.screening else []
    return [name for name in dict.fromkeys(names) if name is not None]


def read_for_adsl(trial: Trial) -> list[str]:
    """Name the datasets and occurrences that complete ADSL: those that populations count in, and the exposure."""
    names = [name for population in trial.populations.values() for name in population.counts_in]
    exposure = trial.subjects.received.dataset if trial.subjects.received else None
    return list(dict.fromkeys([*names, *([exposure] if exposure else [])]))


def sources_of_events(trial: Trial) -> list[str]:
    """Name the datasets and occurrences that tell of intercurrent events."""
    return list(dict.fromkeys(name for event in trial.intercurrent_events.values() for name in event.reads))


def datasets_of_times(trial: Trial) -> list[str]:
    """Name the datasets, occurrences and that of the intercurrent events that tell of times to an event."""
    declared = trial.times_to_event.values()
    told = [ADICE] if any(time.uses_events for time in declared) else []
    return list(dict.fromkeys([*told, *(name for time in declared for name in time.reads)]))


def dump(part: Any) -> Any:
    """Give a part of the trial file as JSON; the order of its keys in the file does not matter."""
    return None if part is None else part.model_dump(mode="json")


def dumps(parts: Any) -> Any:
    """Give named parts as pairs: their order does matter, for arms and visits are displayed in it."""
    return [[name, dump(part)] for name, part in parts.items()]
