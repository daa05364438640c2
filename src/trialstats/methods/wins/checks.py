"""What win statistics need: outcomes that exist and of which it is known what is better, and strata of categories."""

from __future__ import annotations

from trialstats.methods.shared.occurrences.checks import dates, dates_of_adsl
from trialstats.methods.wins.options import Happened, Measured, Wins
from trialstats.trialfile.checks.filters import filters
from trialstats.trialfile.names import At, Broken, analyses_of, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.estimands import Hierarchy, Strategy
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield what win statistics name and is not there, and where they are not what their estimand asks."""
    for at, complete in analyses_of(trial, Wins):
        if complete.estimand:
            yield from asked(trial, at, complete)
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Wins):
            yield from strata(trial, ("analyses", name), analysis)
            for number, component in enumerate(analysis.components):
                at = ("analyses", name, "components", number)
                if isinstance(component, Measured):
                    yield from measured(trial, at, component)
                else:
                    yield from happened(trial, at, component)


def asked(trial: Trial, at: At, analysis: Wins) -> Broken:
    """Yield outcomes that are not those of the estimand, and events of which the outcomes make something else."""
    variable = trial.estimands[str(analysis.estimand)].variable
    labels = tuple(component.label for component in analysis.components)
    if isinstance(variable, Hierarchy) and variable.hierarchy != labels:
        yield (
            (*at, "components"),
            f"are {', '.join(labels)}, and the hierarchy of estimand {analysis.estimand} is "
            f"{', '.join(variable.hierarchy)}: let both name the same outcomes in the same order",
        )
    for event, handling in trial.handled_in(analysis).items():
        is_outcome = event in analysis.intercurrent
        if handling.strategy == Strategy.COMPOSITE and not is_outcome:
            yield (
                (*at, "components"),
                f"have none with `intercurrent: {event}`, which estimand {analysis.estimand} makes part of the outcome "
                "(composite)",
            )
        if handling.strategy == Strategy.COMPOSITE and handling.value is not None:
            yield (
                ("estimands", str(analysis.estimand), "intercurrent_events", event, "value"),
                f"= {handling.value}: of a hierarchy the event is an outcome by itself, and takes the place of no "
                "value; leave `value` out",
            )
        if handling.strategy == Strategy.TREATMENT_POLICY and is_outcome:
            yield (
                (*at, "components"),
                f"have one with `intercurrent: {event}`, of which estimand {analysis.estimand} makes a treatment "
                "policy: an event that is an outcome is `composite`",
            )


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
    if component.intercurrent is not None:
        if component.intercurrent not in trial.intercurrent_events:
            text = unknown("intercurrent event", component.intercurrent, trial.intercurrent_events)
            yield (*at, "intercurrent"), text
        return
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
