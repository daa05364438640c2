"""Map one dataset's source to records."""

from __future__ import annotations

from trialstats.adam.mapping import map_dataset
from trialstats.io.artefacts import read_artefact
from trialstats.plan.layout import Layout
from trialstats.steps.mapped import read_raw, write_mapped
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    raw = read_raw(layout, trial.sources_of(name))
    write_mapped(map_dataset(trial, name, raw, read_artefact(layout.mapped("adsl"))), layout, name)
