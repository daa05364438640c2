"""The people of a trial: names in its subjects and populations that must exist elsewhere in the file."""

from __future__ import annotations

from trialstats.trialfile.checks.levels import occurred
from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["populations", "subjects"]


def subjects(trial: Trial) -> Broken:
    if trial.subjects.source not in trial.sources:
        yield ("subjects", "source"), unknown("source", trial.subjects.source, trial.sources)
    day_one = trial.subjects.day_one
    if day_one and day_one not in trial.subjects.dates:
        yield ("subjects", "day_one"), unknown("date of `subjects.dates`", day_one, trial.subjects.dates)
    for number, name in enumerate(trial.subjects.strata):
        if name not in trial.covariates:
            yield ("subjects", "strata", number), unknown("covariate", name, trial.covariates)
    for name, column in trial.covariates.items():
        if column.source and column.source not in trial.sources:
            yield ("covariates", name, "source"), unknown("source", column.source, trial.sources)
    if trial.screening and trial.screening.source and trial.screening.source not in trial.sources:
        yield ("screening", "source"), unknown("source", trial.screening.source, trial.sources)
    if trial.disposition and trial.disposition.source not in trial.sources:
        yield ("disposition", "source"), unknown("source", trial.disposition.source, trial.sources)


def populations(trial: Trial) -> Broken:
    for name, population in trial.populations.items():
        at = ("populations", name)
        if not name.endswith("FL"):
            yield at, "must end in FL, e.g. FASFL"
        if population.source and population.source not in trial.sources:
            yield (*at, "source"), unknown("source", population.source, trial.sources)
        if population.dataset and population.dataset not in trial.datasets:
            yield (*at, "dataset"), unknown("dataset", population.dataset, trial.datasets)
        if population.occurrence:
            yield from occurred(trial, (*at, "occurrence"), population.occurrence)
        before = list(trial.populations)[: list(trial.populations).index(name)]
        for other in population.all_of:
            if other not in before:
                yield (*at, "all_of"), unknown("population above it", other, before)
