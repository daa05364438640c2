"""The datasets of a run as they are handed in; everything that does not fit is said at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd
import pyarrow.parquet as pq

from trialstats.errors import DataError, SpecError
from trialstats.io.artefacts import read_artefact, read_labels
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.standards.dataset import Change, Dataset
from trialstats.standards.names import short_names
from trialstats.standards.prepare import prepare
from trialstats.trialfile.parts.submission import Submission
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["prepared_datasets"]


def prepared_datasets(trial: Trial, layout: Layout) -> tuple[list[Dataset], list[Change]]:
    """Prepare every dataset of a run, and tell what is written otherwise.

    Raises SpecError for settings that are of nothing, and DataError with everything that the formats do not hold.
    """
    frames = {name: read_artefact(layout.adam(name)) for name in Plan(trial, layout).adam_datasets}
    if unknown := list(of_nothing(trial.submission, frames)):
        raise SpecError(unknown)
    try:
        names = short_names(frames, trial.submission.names)
    except ValueError as error:
        raise SpecError(f"{error}: say others under `submission: names`") from None
    datasets: list[Dataset] = []
    changes = [
        Change(name, "", "name", name, short, 1) for name, short in names.items() if short.lower() != name.lower()
    ]
    problems: list[str] = []
    for name, frame in frames.items():
        try:
            made, told = prepare(
                name, names[name], label_of(layout, name), frame, labels(layout, name), trial.submission
            )
        except DataError as error:
            problems += error.problems
        else:
            datasets.append(made)
            changes += told
    if problems:
        raise DataError(problems)
    return datasets, changes


def label_of(layout: Layout, name: str) -> str:
    said: bytes = (pq.read_schema(layout.adam(name)).metadata or {}).get(b"label", name.encode())
    return said.decode()


def labels(layout: Layout, name: str) -> dict[str, str]:
    return read_labels(layout.adam(name))


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
