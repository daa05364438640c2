"""What counts need: covariates of the subject, and variables that tell the time in which they were counted."""

from __future__ import annotations

from trialstats.methods.counts.options import Counts, CountsRegression, OfRecorded
from trialstats.methods.shared.comparisons.checks import margin_of_parameters, margin_with
from trialstats.trialfile.checks.intercurrent import dates_of
from trialstats.trialfile.names import At, Broken, analyses_of, unknown
from trialstats.trialfile.parts.estimands import Strategy, Summary
from trialstats.trialfile.trial import Trial

__all__ = ["check"]

# The date of a record.
VISIT = "ADT"


def check(trial: Trial) -> Broken:
    """Yield slopes of no number, BASE among the covariates of events, which have none, and time that nothing tells."""
    for at, regression in analyses_of(trial, CountsRegression):
        for name in regression.by_arm:
            if name in trial.covariates and trial.covariates[name].type != "number":
                yield (*at, "by_arm"), f"= {name} is a {trial.covariates[name].type}, and a slope is of a number"
    for at, analysis in analyses_of(trial, Counts):
        if "BASE" in analysis.covariates:
            yield (*at, "covariates"), "= BASE is the value of a parameter at baseline, and events have none"
        if analysis.margin:
            lacking = "needs `desirable: true` or `desirable: false`: nothing says whether more events are better"
            yield from margin_with(at, analysis.margin, analysis.better, lacking, "desirable")
    for at, recorded in analyses_of(trial, OfRecorded):
        yield from time(trial, at, recorded)
        yield from up_to_events(trial, at, recorded)
        yield from margin_of_parameters(trial, at, recorded)


def up_to_events(trial: Trial, at: At, analysis: OfRecorded) -> Broken:
    """Yield what cannot be of the last count up to an intercurrent event: a mean, and the time of another record."""
    handled = trial.handled_in(analysis)
    on_treatment = {name: one for name, one in handled.items() if one.strategy == Strategy.WHILE_ON_TREATMENT}
    for name, handling in on_treatment.items():
        if handling.summary in (Summary.MEAN, Summary.RATE):
            said = f"and estimand {analysis.estimand} takes the {handling.summary} up to {name}, which is no count"
            yield (*at, "method"), f"= {analysis.method} is of counts, {said}: `summary: last` takes the last of them"
    own = trial.datasets[str(analysis.dataset)].columns if analysis.dataset in trial.datasets else {}
    of_record = [name for name in (analysis.time.variables if analysis.time else ()) if name in own or name == VISIT]
    if on_treatment and of_record:
        yield (
            (*at, "time"),
            f"is of each record ({', '.join(of_record)}), and of the last count up to {', '.join(on_treatment)} it is "
            "that of another visit: give one `value`, or a variable of ADSL",
        )


def time(trial: Trial, at: At, analysis: OfRecorded) -> Broken:
    told = analysis.time
    if told is None:
        return
    own = trial.datasets[str(analysis.dataset)].columns if analysis.dataset in trial.datasets else {}
    columns = {**trial.covariates, **own}
    numbers = [name for name, column in columns.items() if column.type == "number"]
    if told.variable and told.variable not in numbers:
        yield (*at, "time", "variable"), unknown("number of the record or of ADSL", told.variable, numbers)
    dates = [*dates_of(trial), *(name for name, column in own.items() if column.type == "date"), VISIT]
    for key, names in (("start", (told.start,) if told.start else ()), ("end", told.end)):
        for name in names:
            if name not in dates:
                yield (*at, "time", key), unknown("date of the record or of ADSL", name, dates)
