"""Names and settings that analyses of improvement need elsewhere in the trial file."""

from __future__ import annotations

from trialstats.methods.shared.responses.options import ByCriteria, Response, Unless
from trialstats.trialfile.checks.filters import filters
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, parameters_of, unknown
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.questionnaires import Sf36
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield what analyses of improvement name and the trial file does not have."""
    for name, analysis in trial.analyses.items():
        for number, rule in enumerate(analysis.unless if isinstance(analysis, Response) else ()):
            yield from event(trial, ("analyses", name, "unless", number), rule)
    for at, complete in analyses_of(trial, Response):
        yield from improvement(trial, at, complete)


def improvement(trial: Trial, at: At, analysis: Response) -> Broken:
    if trial.baseline_visit in analysis.visits:
        yield (*at, "visits"), f"= {trial.baseline_visit} is the baseline visit, from which improvement counts"
    if analysis.dataset not in trial.datasets:
        return
    known = parameters_of(trial, analysis.dataset)
    by_points = isinstance(analysis, ByCriteria) and any(c.points == "mcid" for c in analysis.criteria)
    for paramcd in (p for p in analysis.parameters or known if p in known):
        declared = trial.outcome(analysis.dataset, paramcd)
        if declared is not None and declared.better is None:
            text = f"needs `better: lower` or `better: higher` for parameter {paramcd}: which way is improvement?"
            yield at, Missing(text, "better")
        if by_points and not has_mcid(trial.datasets[analysis.dataset], paramcd):
            yield (*at, "criteria"), Missing(f"points: mcid needs `mcid` for parameter {paramcd}, or a number", "mcid")


def has_mcid(dataset: Dataset, paramcd: str) -> bool:
    """Tell whether the file gives a parameter's difference that matters; some instruments bring theirs."""
    outcome = dataset.parameters.get(paramcd) or dataset.derived.get(paramcd)
    if outcome is None and isinstance(dataset.instrument, Sf36):
        return paramcd in dataset.instrument.mcid
    return outcome is None or outcome.mcid is not None


def event(trial: Trial, at: At, rule: Unless) -> Broken:
    if rule.discontinued and trial.disposition is None:
        yield (*at, "discontinued"), Missing("needs the section `disposition`", "disposition")
    if rule.occurrence is None:
        return
    if rule.occurrence not in trial.occurrences:
        yield (*at, "occurrence"), unknown("occurrence dataset", rule.occurrence, trial.occurrences)
        return
    columns = trial.occurrences[rule.occurrence].columns
    yield from filters(at, rule.records, list(columns))
    wanted = {"date": (rule.date, "date"), "end": (rule.end, "date"), "duration": (rule.duration, "number")}
    if rule.when == "ever":
        wanted = {}  # no date is looked at
    for key, (variable, kind) in wanted.items():
        if variable is not None and variable not in columns:
            yield (*at, key), unknown(f"variable of {rule.occurrence}", variable, columns)
        elif variable is not None and columns[variable].type != kind:
            yield (*at, key), f"= {variable} is of type {columns[variable].type}, and a {kind} is needed"
