"""Texts that mean `no value`: none of them may be one that the trial file declares as a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trialstats.trialfile.names import At, Broken
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.text.written import written
from trialstats.trialfile.trial import Trial

__all__ = ["missing"]

# Where texts are declared as values, the source and the column in which they stand, and the texts.
Declared = tuple[At, str, str, Iterable[str]]


def missing(trial: Trial) -> Broken:
    """Yield the codes that `missing` would read as no value, and `missing_where` of sources without results."""
    for at, source, column, texts in declared(trial):
        absent = trial.sources[source].missing_of(column) if source in trial.sources else {}
        for text in texts:
            if text.strip() in absent and text.strip():
                own = f"`missing: {{{written(column)}: []}}` under sources.{source} says that it is a value there"
                yield at, f"has {text}, which `missing` reads as no value: leave one of the two out; {own}"
    measured = {dataset.source for dataset in trial.datasets.values() if not dataset.adam}
    for name, read in trial.sources.items():
        if read.missing_where and name not in measured:
            yield ("sources", name, "missing_where"), "has no effect: it is for results of `datasets` (none of ADaM's)"


def declared(trial: Trial) -> Iterator[Declared]:
    subjects = trial.subjects.source
    for name, arm in trial.arms.items():
        # Of a crossover trial the column says the sequence, unless there is one for each period.
        columns = () if of_sequence(trial) else trial.subjects.arm
        for column in columns:
            yield ("arms", name, "codes"), subjects, column, arm.codes
    for name, sequence in (trial.crossover.sequences if trial.crossover else {}).items():
        at = ("subjects", "crossover", "sequences", name, "codes")
        if of_sequence(trial):
            yield at, subjects, trial.subjects.arm[0], sequence.codes or (name,)
    yield from of_columns(("covariates",), trial.covariates, subjects)
    for flag, population in trial.populations.items():
        if population.column:
            where = ("populations", flag, "equals")
            yield where, population.source or subjects, population.column, population.equals or ()
    for name, dataset in trial.datasets.items():
        yield from of_columns(("datasets", name, "columns"), dataset.columns, dataset.source)
        yield from of_parameters(name, dataset, trial.sources.get(dataset.source))
    for name, occurrence in trial.occurrences.items():
        yield from of_columns(("occurrences", name, "columns"), occurrence.columns, occurrence.source)


def of_sequence(trial: Trial) -> bool:
    """Tell whether the column of the arm holds sequences."""
    return trial.crossover is not None and len(trial.subjects.arm) == 1 and trial.crossover.period is None


def of_columns(at: At, columns: Mapping[str, Column], source: str) -> Iterator[Declared]:
    for variable, column in columns.items():
        for level, codes in (column.codes or {}).items():
            yield (*at, variable, "codes", level), column.source or source, column.column, codes


def of_parameters(name: str, dataset: Dataset, source: Source | None) -> Iterator[Declared]:
    for paramcd, parameter in dataset.parameters.items():
        at = ("datasets", name, "parameters", paramcd, "text_results")
        value = [source.value] if source and source.value else parameter.columns_read
        for column in value:
            yield at, dataset.source, column, parameter.text_results
