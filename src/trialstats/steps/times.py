"""Build the dataset of times to an event."""

from __future__ import annotations

from trialstats.adam.times.dataset import build_times
from trialstats.adam.variables import variable_labels
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.data_jobs import datasets_of_times
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    adam = {dataset: read_artefact(layout.adam(dataset)) for dataset in datasets_of_times(trial)}
    made = build_times(trial, adam, read_artefact(layout.adam("adsl")))
    metadata = {"dataset": ADTTE.upper(), "label": "Times to an Event", "STUDYID": trial.STUDYID}
    write_artefact(made, layout.adam(ADTTE), labels=variable_labels(trial), metadata=metadata)
