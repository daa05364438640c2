"""Names in times to an event that must exist elsewhere in the trial file."""

from __future__ import annotations

from trialstats.trialfile.checks.intercurrent import dates_of, records, variables_of
from trialstats.trialfile.names import At, Broken, Missing, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.times import Censoring, Happening
from trialstats.trialfile.trial import Trial

__all__ = ["times"]


def times(trial: Trial) -> Broken:
    """Yield every name of a time to an event that leads nowhere."""
    known = dates_of(trial)
    for code, declared in trial.times_to_event.items():
        at: At = ("times_to_event", code)
        if declared.start not in known:
            yield (*at, "start"), unknown("date of ADSL", declared.start, known)
        for number, rule in enumerate(declared.event):
            if declared.start in rule.date:
                text = f"= {declared.start}, the `start` of the time too: whoever has the event has it on the first day"
                yield (*at, "event", number, "date"), text
        for key, rules in (("event", declared.event), ("censor", declared.censor)):
            for number, rule in enumerate(rules):
                yield from happening(trial, (*at, key, number), rule)


def happening(trial: Trial, at: At, rule: Happening) -> Broken:
    known = dates_of(trial)
    for name in rule.date:
        if name not in known:
            yield (*at, "date"), unknown("date of ADSL", name, known)
    if rule.variable and rule.variable not in (variables := variables_of(trial)):
        yield (*at, "variable"), unknown("variable of ADSL", rule.variable, variables)
    if rule.occurrence:
        yield from records(trial, at, rule.occurrence, rule.where, {"start": rule.start or "ASTDT"}, {})
    if rule.parameter:
        yield from reached(trial, at, rule)
    if rule.intercurrent and rule.intercurrent not in trial.intercurrent_events:
        yield (*at, "intercurrent"), unknown("intercurrent event", rule.intercurrent, trial.intercurrent_events)
    for name in rule.last_record if isinstance(rule, Censoring) else ():
        datasets = [*trial.datasets, *trial.occurrences]
        if name not in datasets:
            yield (*at, "last_record"), unknown("dataset", name, datasets)


def reached(trial: Trial, at: At, rule: Happening) -> Broken:
    if rule.dataset not in trial.datasets:
        yield (*at, "dataset"), unknown("dataset", str(rule.dataset), trial.datasets)
        return
    if rule.parameter not in (known := parameters_of(trial, rule.dataset)):
        yield (*at, "parameter"), unknown_parameter(str(rule.parameter), known)
        return
    for visit in (visit for visit in rule.visits if visit not in trial.visits):
        yield (*at, "visits"), unknown("visit", visit, trial.visits)
    outcome = trial.outcome(rule.dataset, str(rule.parameter))
    if (rule.percent or rule.points) and outcome is not None and outcome.better is None:
        text = f"needs `better: lower` or `better: higher` for parameter {rule.parameter}: which way is improvement?"
        yield at, Missing(text, "better")
