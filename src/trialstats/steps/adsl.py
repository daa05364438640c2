"""Flag the populations and write ADSL."""

from __future__ import annotations

from trialstats.adam.people.populations import flag_populations
from trialstats.adam.variables import variable_labels
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    counted = {name for population in trial.populations.values() for name in population.counts_in}
    records = {dataset: read_artefact(layout.mapped(dataset)) for dataset in sorted(counted)}
    adsl = flag_populations(read_artefact(layout.mapped("adsl")), trial, records)
    metadata = {"dataset": "ADSL", "label": "Subject-Level Analysis Dataset", "STUDYID": trial.STUDYID}
    write_artefact(adsl, layout.adam("adsl"), labels=variable_labels(trial), metadata=metadata)
