"""Flag the populations and write ADSL, and beside it who is in none of them and why."""

from __future__ import annotations

from trialstats.adam.people.populations import excluded_subjects, flag_populations
from trialstats.adam.variables import variable_labels
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    counted = {name for population in trial.populations.values() for name in population.counts_in}
    records = {dataset: read_artefact(layout.mapped(dataset)) for dataset in sorted(counted)}
    core, labels = read_artefact(layout.mapped("adsl")), variable_labels(trial)
    metadata = {"dataset": "ADSL", "label": "Subject-Level Analysis Dataset", "STUDYID": trial.STUDYID}
    write_artefact(flag_populations(core, trial, records), layout.adam("adsl"), labels=labels, metadata=metadata)
    metadata |= {"dataset": ADEXCL.upper(), "label": "Subjects Excluded from Populations"}
    write_artefact(excluded_subjects(core, trial, records), layout.adam(ADEXCL), labels=labels, metadata=metadata)
