"""Intercurrent events: the names by which they are found, and what estimands and methods can make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trialstats.methods.registry import METHODS, entry_of
from trialstats.trialfile.checks.levels import levels
from trialstats.trialfile.names import At, Broken, Missing, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.analysis import Estimating, Method
from trialstats.trialfile.parts.estimands import Composite, Estimand, Handling, Strategy
from trialstats.trialfile.parts.intercurrent import IntercurrentEvent
from trialstats.trialfile.parts.part import OneOrMore
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["intercurrent_events"]


def intercurrent_events(trial: Trial) -> Broken:
    """Yield what events name and nobody has, and strategies that are not told in full or that no method can carry."""
    first: dict[str, str] = {}
    for name, event in trial.intercurrent_events.items():
        at: At = ("intercurrent_events", name)
        if event.label in first:
            yield (*at, "label"), f"= {event.label} is the label of {first[event.label]} too"
        first.setdefault(event.label, name)
        yield from source(trial, at, event)
        yield from placed(trial, at, event)
    for name, estimand in trial.estimands.items():
        for asked, handling in estimand.intercurrent_events.items() if trial.intercurrent_events else ():
            at = ("estimands", name, "intercurrent_events", asked)
            yield from named(trial, at, asked, handling)
            yield from told(trial, at, handling, estimand)
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Estimating) and analysis.estimand in trial.estimands and trial.intercurrent_events:
            for asked, handling in trial.estimands[str(analysis.estimand)].intercurrent_events.items():
                if not handling.in_words:
                    yield from carried(("analyses", name, "method"), asked, handling, analysis)


def source(trial: Trial, at: At, event: IntercurrentEvent) -> Broken:
    """Yield the names that lead nowhere in the source of an event."""
    if event.last:
        dates = {"start": event.last.start}
        yield from records(trial, (*at, "last"), event.last.occurrence, event.last.where, dates, {})
        if day_one_of(trial) is None:
            yield (*at, "last"), Missing("needs `subjects.day_one`, from which `before_day` counts", "day_one")
    if event.disposition and trial.disposition is None:
        yield (*at, "disposition"), Missing("needs `disposition`, which the file does not have", "disposition")
    if event.occurrence:
        lasting = {"days": event.days} if event.days else {}
        ends = {"end": event.end or "AENDT"} if event.end or (event.at_least_days and not event.days) else {}
        dates = {"start": event.start or "ASTDT", **ends}
        yield from records(trial, at, event.occurrence, event.where, dates, lasting)
    if event.variable:
        known = variables_of(trial)
        if event.variable not in known:
            yield (*at, "variable"), unknown("variable of ADSL", event.variable, known)
        yield from levels(at, {event.variable: event.equals or ()}, trial.covariates)
    if event.date and event.date not in (days := dates_of(trial)):
        yield (*at, "date"), unknown("date of ADSL", event.date, days)
    if event.visit and event.visit not in trial.covariates:
        yield (*at, "visit"), unknown("covariate", event.visit, trial.covariates)
    if event.missing_from:
        yield from measured(trial, at, event.missing_from, event.parameter)
    if event.reason:
        own = trial.occurrences[event.occurrence].columns if event.occurrence in trial.occurrences else {}
        if event.reason not in (known := [*own, *variables_of(trial)]):
            yield (*at, "reason"), unknown("variable of its source or of ADSL", event.reason, known)


def records(
    trial: Trial,
    at: At,
    occurrence: str,
    where: Mapping[str, OneOrMore],
    dates: Mapping[str, str],
    numbers: Mapping[str, str],
) -> Broken:
    """Yield the variables of an occurrence that are none, or hold something else."""
    if occurrence not in trial.occurrences:
        yield (*at, "occurrence"), unknown("dataset of `occurrences`", occurrence, trial.occurrences)
        return
    columns = trial.occurrences[occurrence].columns
    for name in (name for name in where if name not in columns):
        yield (*at, "where", name), unknown(f"variable of {occurrence}", name, columns, sign="")
    yield from levels((*at, "where"), where, columns)
    yield from typed(at, occurrence, columns, dates, "date")
    yield from typed(at, occurrence, columns, numbers, "number")


def typed(at: At, occurrence: str, columns: Mapping[str, Column], named: Mapping[str, str], kind: str) -> Broken:
    for key, name in named.items():
        if name not in columns:
            yield (*at, key), unknown(f"variable of {occurrence}", name, columns)
        elif columns[name].type != kind:
            yield (*at, key), f"= {name} is of type {columns[name].type}; it must be a {kind}"


def measured(trial: Trial, at: At, dataset: str, parameter: str | None) -> Broken:
    if dataset not in trial.datasets:
        yield (*at, "missing_from"), unknown("dataset", dataset, trial.datasets)
    elif parameter and parameter not in (known := parameters_of(trial, dataset)):
        yield (*at, "parameter"), unknown_parameter(parameter, known)


def variables_of(trial: Trial) -> list[str]:
    """List the variables of ADSL that hold texts or numbers."""
    ends = ["EOSSTT", "DCSREAS"] if trial.disposition else []
    return [*trial.covariates, *trial.populations, *ends]


def dates_of(trial: Trial) -> list[str]:
    """List the dates of ADSL."""
    dates = [
        *trial.subjects.dates,
        *trial.dates_of_exposure,
        *(name for name, column in trial.covariates.items() if column.type == "date"),
    ]
    return [*dates, *(["EOSDT"] if trial.disposition and trial.disposition.date else [])]


def placed(trial: Trial, at: At, event: IntercurrentEvent) -> Broken:
    """Yield an event with a day where no visit has one: nothing says which visit is the first affected."""
    if event.visit or event.missing_from or (event.variable and not event.date):
        return
    dated = [name for name in trial.dating_visits if name in trial.datasets and trial.has_days(name)]
    planned = [name for name in trial.after_baseline if trial.visits[name].target_day is not None]
    if not dated and not (planned and day_one_of(trial)):
        yield (
            at,
            f"has a day, and no visit has one: give visits a `target` or `window`, or a `date` to the source of "
            f"{' or '.join(trial.dating_visits)}",
        )


def named(trial: Trial, at: At, event: str, handling: Handling) -> Broken:
    """Yield an event that the file does not declare, although others, and one in words that it does."""
    if handling.in_words and event in trial.intercurrent_events:
        yield (*at, "in_words"), f"= true, and data tell of {event}, declared under `intercurrent_events`: leave it out"
    if not handling.in_words and event not in trial.intercurrent_events:
        text = unknown("declared intercurrent event", event, trial.intercurrent_events, sign="")
        yield at, Missing(f"{text}; one that no data tell of says `in_words: true` beside its strategy", event)


def told(trial: Trial, at: At, handling: Handling, estimand: Estimand) -> Broken:
    """Yield a strategy that does not say all that the data need to follow it; those in words need not."""
    if handling.flag and handling.flag not in trial.populations:
        yield (*at, "flag"), unknown("population", handling.flag, trial.populations)
    if handling.in_words:
        return
    if (
        handling.strategy == Strategy.COMPOSITE
        and handling.value is None
        and not (estimand.is_timed or estimand.is_ranked)
    ):
        words = ", ".join(f"`{word}`" for word in Composite)
        yield at, f"needs `value`, what stands at the visits affected: {words}, or a number"
    if handling.strategy == Strategy.PRINCIPAL_STRATUM and handling.flag is None:
        yield at, "needs `flag`, the population of who is in the stratum"
    if handling.value == Composite.WORST and estimand.dataset in trial.datasets:
        paramcd = str(estimand.given["parameters"][0])
        outcome = trial.outcome(estimand.dataset, paramcd)
        if outcome is not None and outcome.better is None:
            yield (*at, "value"), f"= {Composite.WORST} needs `better` of {paramcd}, which says which end is the worst"


def carried(at: At, event: str, handling: Handling, analysis: Estimating) -> Broken:
    """Yield a strategy that the method of an analysis cannot carry, with the methods that can."""
    if handling.asks in entry_of(analysis.entry).carries:
        return
    others = [
        entry.name
        for entry in METHODS
        if entry.answers and handling.asks in entry.carries and counts_events(entry.options) == analysis.of_events
    ]
    yield (
        at,
        (
            f"= {analysis.method} cannot carry `{handling.words}`, which estimand {analysis.estimand} asks for "
            f"{event}: {listed(others)} can"
        ),
    )


def counts_events(options: type[Method]) -> bool:
    return issubclass(options, Estimating) and options.of_events


def listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "no method"
