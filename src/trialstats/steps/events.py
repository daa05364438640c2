"""Build the dataset of intercurrent events."""

from __future__ import annotations

from trialstats.adam.intercurrent.events import build_events
from trialstats.adam.labels import variable_labels
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.jobs import datasets_of_events
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    records = {dataset: read_artefact(layout.mapped(dataset)) for dataset in datasets_of_events(trial)}
    events = build_events(trial, records, read_artefact(layout.adam("adsl")))
    metadata = {"dataset": ADICE.upper(), "label": "Intercurrent Events", "STUDYID": trial.STUDYID}
    write_artefact(events, layout.adam(ADICE), labels=variable_labels(trial), metadata=metadata)
