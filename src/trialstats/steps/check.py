"""Check a trial before anything runs: do in memory what comes before the models, and say all that is wrong at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import pandas as pd

from trialstats.adam.bds import build_records, parameter_words, with_people
from trialstats.adam.derived.responder_notices import responder_notices
from trialstats.adam.intercurrent.events import build_events
from trialstats.adam.intercurrent.first_visit import with_first_visits
from trialstats.adam.intercurrent.flags import record_flags
from trialstats.adam.intercurrent.notices import event_notices
from trialstats.adam.mapping import Mapped, map_adsl, map_dataset
from trialstats.adam.messages import messages
from trialstats.adam.nerve.reference_limits import check_limits
from trialstats.adam.notices import notices
from trialstats.adam.occurrences.occurrence import build_occurrence
from trialstats.adam.people.complete import complete_adsl
from trialstats.adam.people.populations import EXCLUDED
from trialstats.adam.people.received import received_notices
from trialstats.adam.rows import join_subject
from trialstats.adam.score import READ
from trialstats.adam.times.dataset import build_times, time_notices
from trialstats.errors import DataError, SpecError
from trialstats.io.held import Held
from trialstats.io.read import Raw, receive, require_file
from trialstats.listings.records import choose
from trialstats.methods.run import check_method, remarks_on
from trialstats.methods.shared.inputs import Inputs
from trialstats.plan.data_jobs import datasets_of_times, sources_of_subjects
from trialstats.steps.adam import in_parts
from trialstats.steps.foreseen import submission_notices
from trialstats.steps.material import Columns, Datasets, material, needed
from trialstats.trialfile.agreement import disagreements
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.crossover import planned_variable
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.text.declared import About, about
from trialstats.trialfile.trial import Trial

__all__ = ["Checked", "check_data"]

T = TypeVar("T")
EXCUSE = ("(to ", "(`")  # how a line begins that says how to leave records out or keep them


@dataclass(frozen=True)
class Checked:
    """What a check found that is no error: how many records are listed of each kind, and what is worth a look.

    datasets: what it made, as the run will make it.
    """

    listed: dict[str, int]
    notices: tuple[str, ...]
    datasets: Datasets


def check_data(trial: Trial) -> Checked:
    """Read and map everything in memory; DataError with every fatal problem of every source."""
    problems: list[str] = []
    raw: dict[str, Raw] = {}
    for name, source in trial.sources.items():
        received = attempt(problems, partial(receive, source), About(source=name))
        if received is not None:
            raw[name] = received
            problems += about(received.problems, About(source=name))
    for file in trial.files_beside_sources:
        attempt(problems, partial(require_file, file), About(column=file))
    for name in filter(partial(has_files, trial), trial.datasets):
        of_dataset = About(at=("datasets", name))
        attempt(problems, partial(parameter_words, trial, name), of_dataset)  # reads the norms of a file
        attempt(problems, partial(check_limits, trial, name), of_dataset)
    mapped = check_mapping(trial, raw, problems)
    stop_at(problems)
    notes = dict.fromkeys(note for received in raw.values() for note in received.notes)  # of a file named twice once
    raw.clear()  # large files: what was read of them stands in the records
    built, columns = finished(trial, {name: made.records for name, made in mapped.items()})
    check_listings(trial, built)
    remarks = [*check_analyses(trial, built, columns), *responder_notices(trial, built.adam)]
    remarks += received_notices(trial, built.adam("adsl"))
    if trial.intercurrent_events:
        remarks += event_notices(trial, built.adam(ADICE), built.adam("adsl"))
    if trial.times_to_event:
        remarks += time_notices(trial, built.adam(ADTTE))
    kinds = pd.concat([made.listing.frame()["kind"] for made in mapped.values()])
    listed = {str(kind): int(count) for kind, count in kinds.value_counts().items()}
    remarks += submission_notices(trial, built)
    said = (*notes, *disagreements(trial), *notices(trial, mapped["adsl"].records, mapped), *remarks)
    return Checked(listed, said, built)


def stop_at(problems: list[str]) -> None:
    """Raise DataError if there are problems; each is said once, then what would help, and how to excuse them last."""
    if problems:
        said = dict.fromkeys(problems)
        raise DataError(sorted(said, key=lambda problem: (problem.startswith("("), problem.startswith(EXCUSE))))


def check_mapping(trial: Trial, raw: dict[str, Raw], problems: list[str]) -> dict[str, Mapped]:
    """Map everything, adding what is fatal to the problems."""
    of_subjects = sources_of_subjects(trial)
    of_adsl = About(dataset="adsl")
    adsl = attempt(problems, partial(map_adsl, trial, raw), of_adsl) if readable(of_subjects, raw) else None
    if adsl is not None and any(raw[name].problems for name in of_subjects):  # somebody may not be among them
        problems.extend(messages(adsl.listing))
        adsl = None
    mapped = {} if adsl is None else {"adsl": adsl}
    subjects = everybody(trial, raw) if adsl is None else adsl.records
    for name in (*trial.datasets, *trial.occurrences):
        sources = trial.sources_of(name)
        placed = adsl is not None or all(trial.sources[source].visits_by == "code" for source in sources)
        if placed and readable(sources, raw) and has_files(trial, name):
            made = attempt(problems, partial(map_dataset, trial, name, raw, subjects), About(dataset=name))
            if made is not None:
                mapped[name] = made
    for made in mapped.values():
        problems.extend(messages(made.listing))
    return mapped


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
    return finished(trial, records)[0]


def finished(trial: Trial, records: Mapping[str, pd.DataFrame]) -> tuple[Datasets, Columns]:
    """Give what `finish` gives, and the same by columns."""
    problems: list[str] = []
    completed = partial(complete_adsl, records["adsl"], trial, records)
    adsl = attempt(problems, completed, About(dataset="adsl"))
    stop_at(problems)
    assert adsl is not None  # nothing was wrong
    adam = {"adsl": Held([adsl])}

    def whole(name: str) -> pd.DataFrame:
        return adam[name].frame()

    of_events = About(at=("intercurrent_events",))
    built_events = partial(build_events, trial, records, adsl)
    events = attempt(problems, built_events, of_events) if trial.intercurrent_events else None
    if events is not None:
        adam[ADICE] = Held([with_first_visits(events, trial, [records[name] for name in trial.dating_visits], adsl)])
    for name in sorted(trial.datasets, key=lambda one: bool(trial.datasets[one].beside)):
        beside = {other: whole(other) for other in trial.datasets[name].beside if other in adam}
        if len(beside) < len(trial.datasets[name].beside):
            continue  # what is wrong with the other is said
        built = attempt(problems, partial(build_records, trial, name, records[name], adsl, beside), About(dataset=name))
        if built is not None:
            adam[name] = Held(with_people(part, trial, name, adsl) for part in in_parts(built[0], adsl))
    adam |= {name: Held([build_occurrence(trial, name, records[name], adsl)]) for name in trial.occurrences}
    stop_at(problems)
    if trial.times_to_event:
        adam[ADTTE] = Held([build_times(trial, {name: whole(name) for name in datasets_of_times(trial)}, adsl)])

    def affected(name: str) -> pd.DataFrame:
        assert events is not None  # they are declared, and nothing was wrong with them
        return with_first_visits(events, trial, [records[other] for other in trial.dating(name)], adsl)

    def flags(name: str) -> pd.DataFrame:
        return record_flags(whole(name), affected(name), trial)

    columns = Columns(
        lambda name: adam[name].columns,
        lambda name, wanted, parameters: (
            adam[name].frame(wanted) if parameters is None else adam[name].frame(wanted, PARAMCD=parameters)
        ),
        lambda name: len(adam[name]),
        lambda name: records[name].filter(READ),
    )
    return Datasets(whole, records.__getitem__, affected, flags), columns


def check_analyses(trial: Trial, datasets: Datasets, columns: Columns) -> list[str]:
    """Select the material of every analysis, read the files that it names, and refuse what the run would refuse.

    Returns what is worth a look, such as results beyond limits of quantification that methods of numbers leave out.
    """
    known = [paramcd for name in trial.datasets for paramcd in parameter_words(trial, name)]
    remarks: list[str] = []
    in_file: list[str] = []
    in_data: list[str] = []
    for name in trial.analyses:
        try:
            analysis, inputs = checked_material(trial, datasets, columns, name)
            remarks += remarks_on(
                analysis, inputs, known, trial.estimands.get(str(getattr(analysis, "estimand", None)))
            )
        except SpecError as error:
            for problem in error.problems:
                in_file += of_option(name, problem)
        except DataError as error:
            in_data += about(error.problems, About(at=("analyses", name)))
    stop_at([*in_file, *in_data] if in_data else [])
    if in_file:
        raise SpecError(in_file)
    return remarks


def checked_material(trial: Trial, datasets: Datasets, columns: Columns, name: str) -> tuple[Method, Inputs]:
    """Give an analysis and its material, as the run does, after the check of its method.

    What is wrong is said with whole datasets at hand: the nearest name may be one that the analysis does not read.
    """
    try:
        analysis, inputs, _ = material(trial, needed(trial, datasets, columns, name), name)
        check_method(analysis, inputs)
    except SpecError:
        analysis, inputs, _ = material(trial, datasets, name)
        check_method(analysis, inputs)
    return analysis, inputs


def check_listings(trial: Trial, datasets: Datasets) -> None:
    """Choose the records of every listing; SpecError with what the run would refuse."""
    adsl, problems = datasets.adam("adsl"), list[str]()
    for name, listing in trial.listings.items():
        # Of who is in no population the check has the variables alone: its records are made of what was mapped.
        data = (
            pd.DataFrame(columns=[*EXCLUDED], dtype="str")
            if listing.dataset == ADEXCL
            else datasets.adam(listing.dataset)
        )
        try:
            choose(name, listing, data, adsl, trial.groups)
        except SpecError as error:
            problems += [said for problem in error.problems for said in of_listing(name, problem)]
    if problems:
        raise SpecError(problems)


def of_listing(name: str, problem: str) -> list[str]:
    """Say where the trial file declares the key of a listing that a problem names."""
    named = re.match(rf"listings\.{re.escape(name)}\.(\w+)(?:\[(\d+)\])?", problem)
    key, number = named.groups() if named else (None, None)
    below = [*([key] if key else []), *([int(number) - 1] if number else [])]
    return about([problem], About(at=("listings", name, *below)))


def of_option(analysis: str, problem: str) -> list[str]:
    """Say of which analysis a problem is, once, and where the trial file declares it, or the option that it names."""
    start = f"analyses.{analysis}"
    named = re.match(rf"{re.escape(start)}\.(\w+)", problem)
    whole = problem if problem.startswith((f"{start}: ", f"{start}.")) else f"{start}: {problem}"
    return about([whole], About(at=("analyses", analysis, *(named.groups() if named else ()))))


def attempt(problems: list[str], action: Callable[[], T], known: About | None = None) -> T | None:
    """Do something, adding its problems to the others, with what is known of what they are about."""
    try:
        return action()
    except DataError as error:
        problems.extend(about(error.problems, known or About()))
        return None
