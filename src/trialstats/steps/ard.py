"""Gather every number of the trial into its analysis results data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain

import pandas as pd

from trialstats.io.artefacts import count_rows, read_artefact, read_parts, read_some, write_parts
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.results.ard import (
    COUNTS_MISSING,
    account_rows,
    count_missing,
    event_rows,
    gather,
    note_rows,
    population_rows,
    threshold_rows,
    thresholds,
)
from trialstats.results.rows import CODED, MISSING
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.trial import Trial

# Result rows that are melted, and written, at once.
AT_ONCE = 65_536


def run(trial: Trial, layout: Layout, name: str) -> None:
    write_parts(statistics(trial, layout), layout.ard, metadata={"STUDYID": trial.STUDYID})


def statistics(trial: Trial, layout: Layout) -> Iterator[pd.DataFrame]:
    """Give the analysis results data in parts: in a large trial the results of single subjects are millions."""
    missing: dict[tuple[str, ...], float] = {}
    for name in trial.analyses:
        missing |= count_missing(read_some(layout.rows(name), COUNTS_MISSING, variable=[CODED], level=[MISSING]))
    for rows in in_parts(every_row(trial, layout)):
        yield gather(rows, trial.STUDYID, missing)


def every_row(trial: Trial, layout: Layout) -> Iterator[pd.DataFrame]:
    """Give the rows of all analyses, then those of thresholds, populations, events and accounts."""
    important: list[pd.DataFrame] = []
    for analysis in trial.analyses:
        for rows in of_analysis(trial, layout, analysis):
            important.append(thresholds(rows))
            yield rows
    yield threshold_rows(important)
    datasets = ["adsl", *Plan(trial, layout).datasets]
    flags = {flag: population.label for flag, population in trial.populations.items()}
    unscored = {dataset: count_rows(layout.unscored(dataset)) for dataset in trial.datasets}
    accounts = pd.concat([read_artefact(layout.accounts(dataset)) for dataset in datasets])
    listing = pd.concat([read_artefact(layout.listing(dataset)) for dataset in datasets])
    adsl = read_artefact(layout.adam("adsl"))
    randomised = adsl["TRTSEQP" if trial.crossover else "TRT01P"]
    adsl = adsl.assign(TRT01P=pd.Categorical(randomised, list(trial.groups)))
    yield population_rows(adsl, flags)
    if asked := trial.events_asked:
        yield event_rows(read_artefact(layout.mapped(ADICE)), adsl, asked)
    yield account_rows(accounts, listing, unscored)


def of_analysis(trial: Trial, layout: Layout, name: str) -> Iterator[pd.DataFrame]:
    """Give the rows of an analysis and the numbers of its notes; the population by its flag, not by its label."""
    notes = json.loads(layout.notes(name).read_text("utf-8"))
    analysis = trial.complete(name)
    said = {"population": getattr(analysis, "population", None), "role": analysis.role, "label": analysis.label or name}
    for rows in chain(read_parts(layout.rows(name)), [note_rows(notes, name)]):
        yield rows.assign(**{key: pd.Series(text, index=rows.index, dtype="string") for key, text in said.items()})


def in_parts(frames: Iterable[pd.DataFrame]) -> Iterator[list[pd.DataFrame]]:
    """Put frames together until they have AT_ONCE rows."""
    part: list[pd.DataFrame] = []
    for frame in frames:
        part.append(frame)
        if sum(map(len, part)) >= AT_ONCE:
            yield part
            part = []
    if part:
        yield part
