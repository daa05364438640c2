"""Find the intercurrent events of subjects, as their sources tell them."""

from __future__ import annotations

from trialstats.adam.intercurrent.events import build_events
from trialstats.adam.variables import variable_labels
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.data_jobs import sources_of_events
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    records = {dataset: read_artefact(layout.mapped(dataset)) for dataset in sources_of_events(trial)}
    events = build_events(trial, records, read_artefact(layout.adam("adsl")))
    write_artefact(events, layout.mapped(ADICE), labels=variable_labels(trial))
