"""What `package` would refuse or write otherwise, foreseen from what a check makes in memory."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.people.populations import EXCLUDED
from trialstats.adam.variables import variable_labels
from trialstats.errors import DataError, SpecError
from trialstats.standards.dataset import Change
from trialstats.steps.material import Datasets
from trialstats.steps.prepared import Made, prepared
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.text.declared import About, Problem
from trialstats.trialfile.trial import Trial

__all__ = ["foreseen", "submission_notices", "undated"]

UNDATED = "files that are handed in are dated by the data cut: say it, e.g. `data_cut: 2026-01-31`"


def undated(trial: Trial) -> list[str]:
    """Say that no day is declared by which files are dated; it would stand beside the name of the study."""
    return [] if trial.data_cut else [Problem(UNDATED, About(at=("STUDYID",)))]


def foreseen(trial: Trial, datasets: Datasets) -> tuple[list[str], list[Change]]:
    """Give what would be refused, in words, and, where nothing would, what would be written otherwise.

    datasets: as a check makes them. Of who is in which population not, a check knows the variables alone.
    """
    made = {name: as_made(trial, datasets, name) for name in names_of(trial)}
    made[ADEXCL] = Made(ADEXCL.upper(), variable_labels(trial), pd.DataFrame(columns=[*EXCLUDED], dtype="str"))
    try:
        _, changes = prepared(trial, made)
    except (SpecError, DataError) as error:
        return [*undated(trial), *error.problems], []
    return undated(trial), changes


def submission_notices(trial: Trial, datasets: Datasets) -> list[str]:
    """Say to who declares how data are handed in what of them would be refused."""
    if "submission" not in trial.model_fields_set:
        return []
    return [f"`trialstats package` would refuse: {problem}" for problem in foreseen(trial, datasets)[0]]


def names_of(trial: Trial) -> list[str]:
    made = [*([ADICE] if trial.intercurrent_events else []), *([ADTTE] if trial.times_to_event else [])]
    return ["adsl", *made, *trial.datasets, *trial.occurrences]


def as_made(trial: Trial, datasets: Datasets, name: str) -> Made:
    declared = trial.datasets.get(name) or trial.occurrences.get(name)
    label = (declared.label if declared else None) or name.upper()
    labels = variable_labels(trial, name if declared else None)
    return Made(label, labels, datasets.adam(name))
