"""Build one ADaM dataset from its mapped records."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.bds import build_bds
from trialstats.adam.listing import ROW, VISIT
from trialstats.adam.occurrences.occurrence import build_occurrence
from trialstats.adam.score import READ
from trialstats.adam.variables import dataset_label, variable_labels
from trialstats.io.artefacts import read_artefact, read_known, write_artefact
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    mapped, adsl = records_of(trial, layout, name), read_artefact(layout.adam("adsl"))
    if name in trial.datasets:
        beside = {other: read_artefact(layout.adam(other)) for other in trial.datasets[name].beside}
        data, unscored = build_bds(trial, name, mapped, adsl, beside)
        write_artefact(unscored, layout.unscored(name))
    else:
        data = build_occurrence(trial, name, mapped, adsl)
    metadata = {"dataset": name.upper(), "label": dataset_label(trial, name), "STUDYID": trial.STUDYID}
    write_artefact(data, layout.adam(name), labels=variable_labels(trial, name), metadata=metadata)


def records_of(trial: Trial, layout: Layout, name: str) -> pd.DataFrame:
    """Read the mapped records of a dataset; of a questionnaire's items no more than scoring reads."""
    scored = name in trial.datasets and trial.datasets[name].instrument is not None
    path = layout.mapped(name)
    return read_known(path, [ROW, VISIT, *READ]) if scored else read_artefact(path)
