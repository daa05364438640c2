"""Gather every number of the trial into its analysis results data."""

from __future__ import annotations

import pandas as pd

from trialstats.ard import account_rows, gather, population_rows
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.spec.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    datasets = ["adsl", *Plan(trial, layout).datasets]
    flags = {flag: population.label for flag, population in trial.populations.items()}
    unscored = {dataset: len(read_artefact(layout.unscored(dataset))) for dataset in trial.datasets}
    accounts = pd.concat([read_artefact(layout.accounts(dataset)) for dataset in datasets])
    listing = pd.concat([read_artefact(layout.listing(dataset)) for dataset in datasets])
    results = [read_artefact(layout.rows(analysis)) for analysis in trial.analyses]
    results.append(population_rows(read_artefact(layout.adam("adsl")), flags))
    results.append(account_rows(accounts, listing, unscored))
    write_artefact(gather(results, trial.STUDYID), layout.ard, metadata={"STUDYID": trial.STUDYID})
