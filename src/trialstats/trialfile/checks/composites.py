"""Means of diaries, composites in SDs and composite responders: is there what each needs?"""

from __future__ import annotations

from trialstats.trialfile.names import At, Broken, Missing, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.composites import DailyMean, Responder, ZScores
from trialstats.trialfile.trial import Trial

__all__ = ["composites"]


def composites(trial: Trial) -> Broken:
    """Yield what is wrong with the composites of every dataset."""
    for name, dataset in trial.datasets.items():
        for paramcd, derived in dataset.derived.items():
            at = ("datasets", name, "derived", paramcd)
            for key, parts in derived.sources.items():
                for part in parts:
                    if part in dataset.derived and dataset.derived[part].responder:
                        yield (*at, *key.split(".")), f"= {part} is a response since baseline; name what is measured"
            if derived.daily_mean:
                yield from diary(trial, name, (*at, "daily_mean"), derived.daily_mean)
            if derived.z_scores:
                yield from in_sds(trial, name, (*at, "z_scores"), derived.z_scores)
            if derived.responder:
                yield from response(trial, name, (*at, "responder"), derived.responder)


def diary(trial: Trial, name: str, at: At, rule: DailyMean) -> Broken:
    """Yield what a mean of days lacks: days, and windows that have as many."""
    dataset = trial.datasets[name]
    source = trial.sources.get(dataset.source)
    if rule.of not in dataset.parameters and rule.of in parameters_of(trial, name):
        yield (*at, "of"), f"= {rule.of} has one value a visit; name a parameter with a value a day"
    if source is None:
        return
    if source.date is None:
        yield at, Missing(f"needs `date` of the source {dataset.source}: the day of each value", "date")
    if source.visits_by != "window":
        return
    for visit in dataset.visits or trial.visits:
        window = trial.visits[visit].window if visit in trial.visits else None
        # There is no day 0.
        days = window[1] - window[0] + 1 - (window[0] < 0 < window[1]) if window else None
        if days is not None and days < rule.at_least:
            yield (*at, "at_least"), f"= {rule.at_least} is more than the {days} days in the window of {visit}"


def in_sds(trial: Trial, name: str, at: At, rule: ZScores) -> Broken:
    """Yield what a composite in SDs lacks: a baseline, and the direction of each part."""
    if trial.baseline_visit is None:
        yield at, Missing("needs a visit with `baseline: true`, whose mean and SD are the scale", "visits")
    for part in rule.of:
        yield from direction(trial, name, (*at, "of"), part)


def response(trial: Trial, name: str, at: At, rule: Responder) -> Broken:
    """Yield what a composite responder lacks: a baseline, other datasets, and the direction of each part."""
    if trial.baseline_visit is None:
        yield at, Missing("needs a visit with `baseline: true`, since which it is an improvement", "visits")
    for part in rule.own:
        yield from direction(trial, name, (*at, "any"), part)
    for other, part in rule.others:
        if other not in trial.datasets:
            yield (*at, "any"), unknown("dataset", other, trial.datasets)
        elif other == name:
            yield (*at, "any"), f"= {other} is the dataset itself: leave `dataset` out"
        elif trial.datasets[other].beside:
            yield (*at, "any"), f"= {other} has a responder of other datasets itself"
        elif part not in (known := parameters_of(trial, other)):
            yield (*at, "any"), unknown_parameter(part, known)
        else:
            yield from direction(trial, other, (*at, "any"), part)


def direction(trial: Trial, name: str, at: At, paramcd: str) -> Broken:
    """Yield a parameter of which nobody says what is better; scores of questionnaires have a direction."""
    outcome = trial.outcome(name, paramcd)
    follows = getattr(outcome, "daily_mean", None) or getattr(outcome, "over_time", None)
    if outcome is not None and outcome.better is None:
        if follows:
            yield from direction(trial, name, at, follows.of)
        else:
            yield at, f"= {paramcd} needs `better: lower` or `higher`"
