"""Gather every number of the trial into its analysis results data."""

from __future__ import annotations

import json

import pandas as pd

from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.results.ard import account_rows, event_rows, gather, note_rows, population_rows, threshold_rows
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    datasets = ["adsl", *Plan(trial, layout).datasets]
    flags = {flag: population.label for flag, population in trial.populations.items()}
    unscored = {dataset: len(read_artefact(layout.unscored(dataset))) for dataset in trial.datasets}
    accounts = pd.concat([read_artefact(layout.accounts(dataset)) for dataset in datasets])
    listing = pd.concat([read_artefact(layout.listing(dataset)) for dataset in datasets])
    results = [of_analysis(trial, layout, analysis) for analysis in trial.analyses]
    results.append(threshold_rows(results))
    adsl = read_artefact(layout.adam("adsl"))
    randomised = adsl["TRTSEQP" if trial.crossover else "TRT01P"]
    adsl = adsl.assign(TRT01P=pd.Categorical(randomised, list(trial.groups)))
    results.append(population_rows(adsl, flags))
    if asked := trial.events_asked:
        results.append(event_rows(read_artefact(layout.mapped(ADICE)), adsl, asked))
    results.append(account_rows(accounts, listing, unscored))
    write_artefact(gather(results, trial.STUDYID), layout.ard, metadata={"STUDYID": trial.STUDYID})


def of_analysis(trial: Trial, layout: Layout, name: str) -> pd.DataFrame:
    """Give the rows of an analysis and the numbers of its notes; the population by its flag, not by its label."""
    notes = json.loads(layout.notes(name).read_text("utf-8"))
    rows = pd.concat([read_artefact(layout.rows(name)), note_rows(notes, name)], ignore_index=True)
    analysis = trial.complete(name)
    flag = getattr(analysis, "population", None)
    return rows.assign(population=pd.Series([flag] * len(rows), dtype="string"), role=analysis.role).assign(
        label=analysis.label or name
    )
