"""What win statistics need: outcomes that exist and of which it is known what is better, and strata of categories."""

from __future__ import annotations

from trialstats.methods.shared.occurrences.checks import dates, dates_of_adsl
from trialstats.methods.wins.options import Happened, Measured, Wins
from trialstats.trialfile.checks.filters import filters
from trialstats.trialfile.names import At, Broken, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield what win statistics name and the trial file does not have."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Wins):
            yield from strata(trial, ("analyses", name), analysis)
            for number, component in enumerate(analysis.components):
                at = ("analyses", name, "components", number)
                if isinstance(component, Measured):
                    yield from measured(trial, at, component)
                else:
                    yield from happened(trial, at, component)


def strata(trial: Trial, at: At, analysis: Wins) -> Broken:
    for variable in analysis.strata:
        column = trial.covariates.get(variable)
        if column and column.type != "category":
            yield (*at, "strata"), f"= {variable} is of type {column.type}; strata are levels of a category"


def measured(trial: Trial, at: At, component: Measured) -> Broken:
    if component.visit not in trial.visits:
        yield (*at, "visit"), unknown("visit", component.visit, trial.visits)
    elif component.value != "AVAL" and component.visit not in trial.after_baseline:
        yield (*at, "visit"), f"= {component.visit} is not after baseline, and has no {component.value}"
    dataset = trial.datasets.get(component.dataset)
    if dataset is None:
        yield (*at, "dataset"), unknown("dataset", component.dataset, trial.datasets)
        return
    known = parameters_of(trial, component.dataset)
    if component.PARAMCD not in known:
        yield (*at, "PARAMCD"), unknown_parameter(component.PARAMCD, known)
        return
    outcome = dataset.parameters.get(component.PARAMCD) or dataset.derived.get(component.PARAMCD)
    if outcome and outcome.better is None:
        yield (*at, "PARAMCD"), f"= {component.PARAMCD} has no `better`, without which no value is better than another"


def happened(trial: Trial, at: At, component: Happened) -> Broken:
    yield from dates(trial, (*at, "follow_up"), component.follow_up)
    if component.date is not None:
        known = dates_of_adsl(trial)
        if component.date not in known:
            yield (*at, "date"), unknown("date of ADSL", component.date, known)
        return
    occurrence = trial.occurrences.get(str(component.occurrence))
    if occurrence is None:
        yield (*at, "occurrence"), unknown("occurrence dataset", str(component.occurrence), trial.occurrences)
        return
    yield from filters(at, component.records, [*occurrence.columns, *trial.covariates, *trial.populations])
    column = occurrence.columns.get(component.start)
    if column is None:
        yield (*at, "start"), unknown(f"variable of {component.occurrence}", component.start, occurrence.columns)
    elif column.type != "date":
        yield (*at, "start"), f"= {component.start} is of type {column.type}; it must be a date"
