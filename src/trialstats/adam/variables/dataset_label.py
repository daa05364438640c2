"""The label of a dataset of which the trial file says none: what it holds, in words."""

from __future__ import annotations

from typing import Final

from trialstats.adam.variables.variable import short
from trialstats.trialfile.trial import Trial

__all__ = ["dataset_label"]

# By a variable that tells what kind of events they are.
EVENTS: Final = {"AETERM": "Adverse Events", "CMTRT": "Concomitant Medications", "EXTRT": "Exposure"}


def dataset_label(trial: Trial, name: str) -> str:
    """Give what the trial file calls a dataset, or what it holds: its parameters, or the kind of its events."""
    if name in trial.occurrences:
        occurrence = trial.occurrences[name]
        kinds = (label for variable, label in EVENTS.items() if variable in occurrence.columns)
        return occurrence.label or next(kinds, short(f"Events of {occurrence.source}"))
    dataset = trial.datasets[name]
    held = [f"scores of {dataset.instrument.name}"] if dataset.instrument else []
    told = ", ".join([*held, *(one.label for one in dataset.parameters.values())])
    return dataset.label or short(f"Findings: {told or dataset.source}")
