"""Names in analyses of an occurrence dataset that must exist elsewhere in the trial file."""

from __future__ import annotations

from trialstats.methods.shared.occurrences.options import Occurrences, Period
from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]

At = tuple[str | int, ...]


def check(trial: Trial) -> Broken:
    """Yield every name of an analysis of occurrences that leads nowhere, and what its variables lack."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Occurrences):
            yield from occurrences(trial, ("analyses", name), analysis)


def occurrences(trial: Trial, at: At, analysis: Occurrences) -> Broken:
    if analysis.population not in trial.populations:
        yield (*at, "population"), unknown("population", analysis.population, trial.populations)
    for key, period in analysis.periods.items():
        yield from dates(trial, (*at, key), period)
    if analysis.dataset not in trial.occurrences:
        yield (*at, "dataset"), unknown("occurrence", analysis.dataset, trial.occurrences)
        return
    columns = trial.occurrences[analysis.dataset].columns
    chosen_by = [*columns, *trial.covariates, *trial.populations]
    for key, names in analysis.event_variables.items():
        known = chosen_by if key == "records" else columns
        for variable in names:
            if variable not in known:
                yield (*at, *key.split(".", 1)), unknown(f"variable of {analysis.dataset}", variable, known)
    yield from types(trial, at, analysis)


def dates(trial: Trial, at: At, period: Period) -> Broken:
    """Yield the dates of a period that ADSL has not, and the datasets that are none."""
    known = [*trial.subjects.dates, *(name for name, c in trial.covariates.items() if c.type == "date")]
    if trial.disposition and trial.disposition.date:
        known.append("EOSDT")
    for key, names in (("start", (period.start,)), ("end", period.end)):
        for name in names:
            if name not in known:
                yield (*at, key), unknown("date of ADSL", name, known)
    datasets = [*trial.datasets, *trial.occurrences]
    for name in period.last_record:
        if name not in datasets:
            yield (*at, "last_record"), unknown("dataset", name, datasets)


def types(trial: Trial, at: At, analysis: Occurrences) -> Broken:
    """Yield the variables that must hold dates or numbers and are declared otherwise."""
    columns = trial.occurrences[analysis.dataset].columns
    wanted = {"start": "date", "end": "date", **dict.fromkeys(analysis.number_keys, "number")}
    for key, kind in wanted.items():
        for variable in analysis.event_variables.get(key, ()):
            if variable in columns and columns[variable].type != kind:
                yield (*at, key), f"= {variable} is of type {columns[variable].type}; it must be a {kind}"
