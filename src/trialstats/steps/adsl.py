"""Complete ADSL and write it, and beside it who is in none of the populations and why."""

from __future__ import annotations

from trialstats.adam.people.complete import complete_adsl
from trialstats.adam.people.populations import excluded_subjects
from trialstats.adam.variables import variable_labels
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.data_jobs import read_for_adsl
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    records = {dataset: read_artefact(layout.mapped(dataset)) for dataset in sorted(read_for_adsl(trial))}
    core, labels = read_artefact(layout.mapped("adsl")), variable_labels(trial)
    metadata = {"dataset": "ADSL", "label": "Subject-Level Analysis Dataset", "STUDYID": trial.STUDYID}
    write_artefact(complete_adsl(core, trial, records), layout.adam("adsl"), labels=labels, metadata=metadata)
    metadata |= {"dataset": ADEXCL.upper(), "label": "Subjects Excluded from Populations"}
    write_artefact(excluded_subjects(core, trial, records), layout.adam(ADEXCL), labels=labels, metadata=metadata)
