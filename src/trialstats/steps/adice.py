"""Build the dataset of intercurrent events, with the first visit affected by the days of all visits."""

from __future__ import annotations

from trialstats.adam.intercurrent.first_visit import DATING, with_first_visits
from trialstats.adam.variables import variable_labels
from trialstats.io.artefacts import read_artefact, read_known, write_artefact
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    dated = [read_known(layout.mapped(dataset), DATING) for dataset in trial.dating_visits]
    told, adsl = read_artefact(layout.mapped(ADICE)), read_artefact(layout.adam("adsl"))
    events = with_first_visits(told, trial, dated, adsl)
    metadata = {"dataset": ADICE.upper(), "label": "Intercurrent Events", "STUDYID": trial.STUDYID}
    write_artefact(events, layout.adam(ADICE), labels=variable_labels(trial), metadata=metadata)
