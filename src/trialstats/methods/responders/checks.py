"""Names and settings that analyses of responders need elsewhere in the trial file."""

from __future__ import annotations

from trialstats.methods.responders.options import ResponderCurve, Responders
from trialstats.methods.shared.responses.options import Unless
from trialstats.trialfile.checks.filters import filters
from trialstats.trialfile.names import Broken, Missing, parameters_of, unknown
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.questionnaires import Sf36
from trialstats.trialfile.trial import Trial

__all__ = ["responders"]

Path = tuple[str | int, ...]


def responders(trial: Trial) -> Broken:
    """Yield what analyses of responders name and the trial file does not have."""
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Responders | ResponderCurve):
            yield from improvement(trial, at, analysis)
            for number, rule in enumerate(analysis.unless):
                yield from event(trial, (*at, "unless", number), rule)


def improvement(trial: Trial, at: Path, analysis: Responders | ResponderCurve) -> Broken:
    if analysis.estimand is not None and analysis.estimand not in trial.estimands:
        return  # said already
    if trial.baseline_visit in analysis.visits:
        yield (*at, "visits"), f"= {trial.baseline_visit} is the baseline visit, from which improvement counts"
    complete = trial.findings(str(at[1]))
    if complete.dataset not in trial.datasets:
        return
    known = parameters_of(trial, complete.dataset)
    by_points = isinstance(analysis, Responders) and any(c.points == "mcid" for c in analysis.criteria)
    for paramcd in (p for p in complete.parameters or known if p in known):
        declared = trial.outcome(complete.dataset, paramcd)
        if declared is not None and declared.better is None:
            text = f"needs `better: lower` or `better: higher` for parameter {paramcd}: which way is improvement?"
            yield at, Missing(text, "better")
        if by_points and not has_mcid(trial.datasets[complete.dataset], paramcd):
            yield (*at, "criteria"), Missing(f"points: mcid needs `mcid` for parameter {paramcd}, or a number", "mcid")


def has_mcid(dataset: Dataset, paramcd: str) -> bool:
    """Tell whether the file gives a parameter's difference that matters; some instruments bring theirs."""
    outcome = dataset.parameters.get(paramcd) or dataset.derived.get(paramcd)
    if outcome is None and isinstance(dataset.instrument, Sf36):
        return paramcd in dataset.instrument.mcid
    return outcome is None or outcome.mcid is not None


def event(trial: Trial, at: Path, rule: Unless) -> Broken:
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
