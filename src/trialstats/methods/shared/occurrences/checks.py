"""Names in analyses of an occurrence dataset that must exist elsewhere in the trial file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialstats.methods.shared.occurrences.options import Occurrences, Period
from trialstats.trialfile.checks.filters import filters
from trialstats.trialfile.names import At, Broken, analyses_of, unknown
from trialstats.trialfile.parts.crossover import PERIOD_END, PERIOD_START
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["check", "dates", "dates_of_adsl"]


def check(trial: Trial) -> Broken:
    """Yield every name of an analysis of occurrences that leads nowhere, and what its variables lack."""
    for at, analysis in analyses_of(trial, Occurrences):
        yield from occurrences(trial, at, analysis)


def occurrences(trial: Trial, at: At, analysis: Occurrences) -> Broken:
    under = (PERIOD_START, PERIOD_END) if trial.crossover and analysis.in_crossover == "treatments" else ()
    for key, period in analysis.periods.items():
        yield from dates(trial, (*at, key), period, under)
    if analysis.dataset not in trial.occurrences:
        return  # said where names of datasets are checked
    columns = trial.occurrences[analysis.dataset].columns
    own = trial.analyses[str(at[1])]
    if isinstance(own, Occurrences):  # what is chosen by its estimand is checked there
        yield from filters(at, own.records, [*columns, *trial.covariates, *trial.populations])
    for key, names in analysis.event_variables.items():
        for variable in names:
            if variable not in columns:
                yield (*at, *key.split(".", 1)), unknown(f"variable of {analysis.dataset}", variable, columns)
    yield from types(at, analysis, columns)


def dates(trial: Trial, at: At, period: Period, under: Sequence[str] = ()) -> Broken:
    """Yield the dates of a period that ADSL has not, and the datasets that are none.

    under: dates of the time under each treatment, which analyses of events in a crossover trial have beside.
    """
    known = [*under, *dates_of_adsl(trial)]
    for key, names in (("start", (period.start,)), ("end", period.end), ("no_later_than", period.no_later_than)):
        for name in names:
            if name not in known:
                yield (*at, key), unknown("date of ADSL", name, known)
    datasets = [*trial.datasets, *trial.occurrences]
    for name in period.last_record:
        if name not in datasets:
            yield (*at, "last_record"), unknown("dataset", name, datasets)


def dates_of_adsl(trial: Trial) -> list[str]:
    """List the variables of ADSL that are dates."""
    ended = ["EOSDT"] if trial.disposition and trial.disposition.date else []
    return [
        *trial.subjects.dates,
        *trial.dates_of_exposure,
        *(name for name, c in trial.covariates.items() if c.type == "date"),
        *ended,
    ]


def types(at: At, analysis: Occurrences, columns: Mapping[str, Column]) -> Broken:
    """Yield the variables that must hold dates or numbers and are declared otherwise."""
    wanted = {"start": "date", "end": "date", **dict.fromkeys(analysis.number_keys, "number")}
    for key, kind in wanted.items():
        for variable in analysis.event_variables.get(key, ()):
            if variable in columns and columns[variable].type != kind:
                yield (*at, key), f"= {variable} is of type {columns[variable].type}; it must be a {kind}"
