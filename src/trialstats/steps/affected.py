"""Say which visits and records of one findings dataset lie after intercurrent events, by its own days."""

from __future__ import annotations

from trialstats.adam.intercurrent.first_visit import DATING, with_first_visits
from trialstats.adam.intercurrent.flags import OF_RECORD, record_flags
from trialstats.adam.variables import variable_labels
from trialstats.io.artefacts import read_artefact, read_known, write_artefact
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    dated = [read_known(layout.mapped(dataset), DATING) for dataset in trial.dating(name)]
    told, adsl = read_artefact(layout.mapped(ADICE)), read_artefact(layout.adam("adsl"))
    events = with_first_visits(told, trial, dated, adsl)
    labels = variable_labels(trial, name)
    write_artefact(events, layout.affected(name), labels=labels)
    write_artefact(
        record_flags(read_known(layout.adam(name), OF_RECORD), events, trial), layout.flags(name), labels=labels
    )
