"""The datasets of a run as they are handed in; everything that does not fit is said at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow.parquet as pq

from trialstats.adam.variables import variables_of
from trialstats.errors import DataError, SpecError
from trialstats.io.artefacts import read_artefact, read_labels
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.standards.dataset import Change, Dataset
from trialstats.standards.names import short_names
from trialstats.standards.prepare import prepare
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.submission import Submission
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["Made", "names_handed_in", "prepared", "prepared_datasets"]


@dataclass(frozen=True)
class Made:
    """A dataset as it was made: its label, those of its variables, and the records."""

    label: str
    labels: Mapping[str, str]
    frame: pd.DataFrame


def names_handed_in(trial: Trial, layout: Layout) -> list[str]:
    """Name the datasets that are handed in: all of ADaM, and who is in which population not."""
    return [*Plan(trial, layout).adam_datasets, ADEXCL]


def prepared_datasets(trial: Trial, layout: Layout) -> tuple[list[Dataset], list[Change]]:
    """Prepare every dataset of a run, and tell what is written otherwise; raises as `prepared`."""
    return prepared(trial, {name: as_written(layout, name) for name in names_handed_in(trial, layout)})


def as_written(layout: Layout, name: str) -> Made:
    path = layout.adam(name)
    label: bytes = (pq.read_schema(path).metadata or {}).get(b"label", name.encode())
    return Made(label.decode(), read_labels(path), read_artefact(path))


def prepared(trial: Trial, datasets: Mapping[str, Made]) -> tuple[list[Dataset], list[Change]]:
    """Prepare datasets by their names in the run, and tell what is written otherwise.

    Raises SpecError for settings that are of nothing, and DataError with everything that the formats do not hold.
    """
    said = trial.submission
    if unknown := list(of_nothing(said, {name: made.frame for name, made in datasets.items()})):
        raise SpecError(unknown)
    try:
        names = short_names(datasets, said.names)
    except ValueError as error:
        raise SpecError(f"{error}: say others under `submission: names`") from None
    ready: list[Dataset] = []
    changes = [
        Change(name, "", "name", name, short, 1) for name, short in names.items() if short.lower() != name.lower()
    ]
    problems: list[str] = []
    for name, made in datasets.items():
        whole = {one.name: one.whole for one in variables_of(trial, name, made.frame.columns) if one.whole}
        try:
            dataset, told = prepare(name, names[name], made.label, made.frame, made.labels, said, whole)
        except DataError as error:
            problems += error.problems
        else:
            ready.append(dataset)
            changes += told
    if problems:
        raise DataError(problems)
    return ready, changes


def of_nothing(said: Submission, frames: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Name the settings of datasets and variables that there are not, with the name that comes nearest."""
    variables = dict.fromkeys(str(name) for frame in frames.values() for name in frame.columns)
    places = [f"{dataset}.{name}" for dataset, frame in frames.items() for name in frame.columns]
    known: dict[str, tuple[Iterable[str], list[str]]] = {
        "names": (said.names, [*frames, *variables]),
        "labels": (said.labels, [*frames, *variables, *places]),
        "split": (said.split, [*variables, *places]),
    }
    for key, (given, there) in known.items():
        for one in given:
            if one not in there:
                yield f"submission: {key}: {one} is no dataset or variable of the run{nearest(one, there)}"
