"""Check a trial before anything runs: do in memory what comes before the models, and say all that is wrong at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from trialstats.adam.bds import parameter_words
from trialstats.adam.derived.responder_notices import responder_notices
from trialstats.adam.intercurrent.notices import event_notices
from trialstats.adam.mapping import map_adsl, map_dataset
from trialstats.adam.messages import messages
from trialstats.adam.nerve.reference_limits import check_limits
from trialstats.adam.notices import (
    NOTICED,
    absent_covariates,
    empty_populations,
    named_by,
    notices_of_dataset,
    notices_of_groups,
)
from trialstats.adam.people.received import received_notices
from trialstats.adam.rows import join_subject
from trialstats.adam.times.dataset import time_notices
from trialstats.errors import DataError
from trialstats.io.read import Raw, require_file
from trialstats.plan.data_jobs import sources_of_subjects
from trialstats.steps.built import Built, ByName
from trialstats.steps.check_asked import check_analyses, check_listings
from trialstats.steps.foreseen import submission_notices
from trialstats.steps.material import Datasets
from trialstats.steps.memory import Memory
from trialstats.steps.pieces import Pieces
from trialstats.steps.problems import attempt, stop_at
from trialstats.trialfile.agreement import disagreements
from trialstats.trialfile.parts.crossover import planned_variable
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.text.declared import About
from trialstats.trialfile.trial import Trial

__all__ = ["Checked", "check_data"]


@dataclass(frozen=True)
class Checked:
    """What a check found that is no error: how many records are listed of each kind, and what is worth a look.

    datasets: what it made, as the run will make it.
    """

    listed: dict[str, int]
    notices: tuple[str, ...]
    datasets: Datasets


def check_data(trial: Trial, memory: Memory | None = None) -> Checked:
    """Read and map everything in memory; DataError with every fatal problem of every source.

    SpecError where the trial file declares a design that cannot be simulated.

    memory: what checks of before found out; what this one does is in its `used`, also where something is wrong.
    """
    if trial.design is not None:
        from trialstats.simulate.world import world_of

        world_of(trial)  # SpecError with what `design` would refuse
        if not any(map(os.path.isfile, trial.files)):
            files = ", ".join(trial.files)
            raise DataError(f"no data yet ({files}: no such file); the trial file and its design are in order")
    pieces = Pieces(trial, memory or Memory())
    notes = check_sources(trial, pieces)
    pieces.received.clear()  # large files: what was read of them stands in the records
    build(trial, pieces.adam_known, pieces.events_known)
    check_listings(trial, pieces)
    remarks = [*check_analyses(trial, pieces), *remarks_on_data(trial, pieces)]
    known = [pieces.mapped_known(name) for name in pieces.built.by_name]
    listed: Counter[str] = Counter()
    for one in known:
        listed.update(one["listed"])
    noted = dict.fromkeys(note for one in known for note in one["notes"])
    said = (*notes, *disagreements(trial), *noted, *notices_of_data(trial, pieces), *remarks)
    return Checked(dict(listed), said, pieces.built.datasets)


def check_sources(trial: Trial, pieces: Pieces) -> list[str]:
    """Read every source and map everything; gives what is to be noted of files, of one named twice once."""
    problems: list[str] = []
    notes: list[str] = []
    for name in trial.sources:
        notes += attempt(problems, partial(pieces.raw_known, name), About(source=name)) or ()
    for file in trial.files_beside_sources:
        attempt(problems, partial(require_file, file), About(column=file))
    for name in filter(partial(has_files, trial), trial.datasets):
        of_dataset = About(at=("datasets", name))
        attempt(problems, partial(parameter_words, trial, name), of_dataset)  # reads the norms of a file
        attempt(problems, partial(check_limits, trial, name), of_dataset)
    in_order: list[str] = []
    try:
        stop_at(problems)
        for name in pieces.built.by_name:
            pieces.mapped_known(name)
            in_order.append(name)
    except DataError:  # and then all is mapped that can be, so that all problems are said at once
        check_mapping(trial, pieces, in_order, problems)
        stop_at(problems)
        raise
    return list(dict.fromkeys(notes))


def readable_sources(trial: Trial, pieces: Pieces) -> Mapping[str, Raw]:
    """Give the sources that can be read, also where something is wrong with some of their rows."""
    names = []
    for name in trial.sources:
        with suppress(DataError):
            pieces.read(name)
            names.append(name)
    return ByName(names, pieces.raw)


def check_mapping(trial: Trial, pieces: Pieces, in_order: Collection[str], problems: list[str]) -> None:
    """Map everything that can be mapped, adding what is fatal to the problems.

    in_order: the datasets, and `adsl`, that are mapped already, of which there is nothing to be said.
    """
    raw = readable_sources(trial, pieces)
    said: list[str] = []
    subjects = pieces.records("adsl") if "adsl" in in_order else check_subjects(trial, raw, problems, said)
    placed = subjects is not None
    everyone = everybody(trial, raw) if subjects is None else subjects
    for name in (*trial.datasets, *trial.occurrences):
        sources = trial.sources_of(name)
        by_code = all(trial.sources[source].visits_by == "code" for source in sources)
        possible = (placed or by_code) and readable(sources, raw) and has_files(trial, name)
        if possible and name not in in_order:
            said += attempt(problems, partial(fatal, trial, name, raw, everyone), About(dataset=name)) or []
    problems += said


def check_subjects(trial: Trial, raw: Mapping[str, Raw], problems: list[str], said: list[str]) -> pd.DataFrame | None:
    """Map the subjects; None where they cannot be mapped, or somebody may not be among them.

    said: what is to be said of them when everything is mapped.
    """
    names = sources_of_subjects(trial)
    made = attempt(problems, partial(map_adsl, trial, raw), About(dataset="adsl")) if readable(names, raw) else None
    if made is None:
        return None
    if any(raw[name].problems for name in names):  # somebody may not be among them
        problems += messages(made.listing)
        return None
    said += messages(made.listing)
    return made.records


def fatal(trial: Trial, name: str, raw: Mapping[str, Raw], subjects: pd.DataFrame) -> list[str]:
    """Map a dataset and say what is fatal of it, of which no more is kept."""
    return messages(map_dataset(trial, name, raw, subjects).listing)


def has_files(trial: Trial, name: str) -> bool:
    """Tell whether the files are there that a dataset reads beside its source; that they are not is said elsewhere."""
    made = trial.datasets.get(name)
    return made is None or all(map(os.path.isfile, made.files))


def readable(sources: Iterable[str], raw: Mapping[str, Raw]) -> bool:
    """Tell whether all these sources could be read."""
    return all(name in raw for name in sources)


def everybody(trial: Trial, raw: Mapping[str, Raw]) -> pd.DataFrame:
    """Take all ids of all sources for randomised subjects without dates: the subjects file gives none.

    So the other files are looked at too, and nothing is said of their subjects and days.
    """
    found = [join_subject(received.frame, trial.sources[name]) for name, received in raw.items()]
    ids = pd.concat(found).drop_duplicates().reset_index(drop=True) if found else pd.Series(dtype="str")
    dates = {name: pd.Series(pd.NaT, index=ids.index, dtype="datetime64[ms]") for name in trial.subjects.dates}
    planned: dict[str, str] = {}
    if trial.crossover:
        name, sequence = next(iter(trial.crossover.sequences.items()))
        planned = {planned_variable(period): arm for period, arm in enumerate(sequence.treatments, 1)}
        planned["TRTSEQP"] = name
    return pd.DataFrame({"USUBJID": ids, "TRT01P": next(iter(trial.arms)), **planned, **dates})


def finish(trial: Trial, records: Mapping[str, pd.DataFrame]) -> Datasets:
    """Score, flag and derive, as the run will; DataError with what that refuses."""
    built = Built(trial, records.__getitem__)
    build(trial, built.adam, built.events)
    return built.datasets


def build(trial: Trial, adam: Callable[[str], object], events: Callable[[], object]) -> None:
    """Have every dataset built; DataError with all that is refused.

    adam, events: what builds a dataset by its name, and the intercurrent events.
    """
    problems: list[str] = []
    attempt(problems, partial(adam, "adsl"), About(dataset="adsl"))
    stop_at(problems)
    if trial.intercurrent_events and attempt(problems, events, About(at=("intercurrent_events",))) is not None:
        adam(ADICE)
    refused: set[str] = set()
    for name in sorted(trial.datasets, key=lambda one: bool(trial.datasets[one].beside)):
        # Where one is refused that another needs, what is wrong with that is said.
        complete = refused.isdisjoint(trial.datasets[name].beside)
        if not complete or attempt(problems, partial(adam, name), About(dataset=name)) is None:
            refused.add(name)
    for name in trial.occurrences:
        adam(name)
    stop_at(problems)
    if trial.times_to_event:
        adam(ADTTE)


def remarks_on_data(trial: Trial, pieces: Pieces) -> Iterator[str]:
    """Say what is worth a look of datasets that are built: responders, treatments, events and times."""
    adam = pieces.built.adam

    def known(kind: str, names: Iterable[str], find: Callable[[], Iterable[str]]) -> list[str]:
        by = [pieces.declared, [[name, pieces.adam_known(name)] for name in names]]
        return pieces.memory.found(kind, by, lambda: list(map(str, find())))

    for name, dataset in trial.datasets.items():
        if any(derived.responder for derived in dataset.derived.values()):
            read = [name, *dataset.beside]
            yield from known(f"responders {name}", read, partial(responder_notices, trial, name, adam))
    yield from known("received", ["adsl"], lambda: received_notices(trial, adam("adsl")))
    if trial.intercurrent_events:
        yield from known("events told", [ADICE, "adsl"], lambda: event_notices(trial, adam(ADICE), adam("adsl")))
    if trial.times_to_event:
        yield from known("times told", [ADTTE], lambda: time_notices(trial, adam(ADTTE)))
    every = pieces.plan.adam_datasets
    yield from known("submission", every, lambda: submission_notices(trial, pieces.built.datasets))


def notices_of_data(trial: Trial, pieces: Pieces) -> Iterator[str]:
    """Say what the trial file declares and the mapped data do not have."""

    def known(kind: str, names: Iterable[str], find: Callable[[], Iterable[str]], *more: Any) -> list[str]:
        by = [pieces.declared, more, [[name, pieces.mapped_known(name)["digest"]] for name in names]]
        return pieces.memory.found(kind, by, lambda: list(map(str, find())))

    records, known_of = pieces.built.records, pieces.built.known
    yield from known("groups", ["adsl"], lambda: notices_of_groups(trial, records("adsl")))
    for name in trial.datasets:
        find = partial(lambda one: notices_of_dataset(trial, one, known_of(one, NOTICED), records("adsl")), name)
        yield from known(f"dataset {name}", ["adsl", name], find)
    naming = {name: sorted(named_by(trial, name)) for name in trial.analyses}
    yield from known("covariates", ["adsl"], lambda: absent_covariates(trial, records("adsl")), naming)
    counted = ["adsl", *(name for population in trial.populations.values() for name in population.counts_in)]
    yield from known("populations", counted, lambda: empty_populations(trial, records("adsl"), pieces.built.by_name))
