"""Names and settings that analyses of responders and their costs need elsewhere in the trial file."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.spec.analyses import Cost, Filter, ResponderCurve, Responders
from trialstats.spec.datasets import Dataset
from trialstats.spec.instruments import Sf36
from trialstats.spec.methods.responders import Criterion, Unless
from trialstats.spec.names import Broken, Missing, parameters_of, unknown
from trialstats.spec.trial import Trial

__all__ = ["responders"]

Path = tuple[str | int, ...]


def responders(trial: Trial) -> Broken:
    """Yield what analyses of responders and of their costs name and the trial file does not have."""
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Responders | ResponderCurve):
            yield from improvement(trial, at, analysis)
            for number, rule in enumerate(analysis.unless):
                yield from event(trial, (*at, "unless", number), rule)
        if isinstance(analysis, Cost):
            yield from cost(trial, at, analysis)


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


def filters(at: Path, chosen: Sequence[Filter], columns: Sequence[str]) -> Broken:
    for number, one in enumerate(chosen):
        if one.column not in columns:
            yield (*at, "records", number, "column"), unknown("variable of the occurrence dataset", one.column, columns)


def cost(trial: Trial, at: Path, analysis: Cost) -> Broken:
    if analysis.occurrence not in trial.occurrences:
        yield (*at, "occurrence"), unknown("occurrence dataset", analysis.occurrence, trial.occurrences)
    else:
        columns = list(trial.occurrences[analysis.occurrence].columns)
        yield from filters(at, analysis.records, columns)
        for key, variable in (("by", analysis.by), ("sequence", analysis.sequence)):
            if variable is not None and variable not in columns:
                yield (*at, key), unknown(f"variable of {analysis.occurrence}", variable, columns)
    for number, price in enumerate(analysis.prices):
        if price.arm not in trial.arms:
            yield (*at, "prices", number, "arm"), unknown("arm", price.arm, trial.arms)
    priced = {price.arm for price in analysis.prices}
    for arm in (arm for arm in trial.arms if arm not in priced):
        yield (*at, "prices"), f"has no price for arm {arm} (write `per_session: 0` where a session costs nothing)"
    yield from counted(trial, (*at, "responders"), analysis)


def said(criterion: Criterion) -> str:
    """Write a criterion as the trial file does."""
    percent, points = criterion.percent, criterion.points
    return f"percent: {percent:g}" if percent is not None else f"points: {points}"


def counted(trial: Trial, at: Path, analysis: Cost) -> Broken:
    wanted = analysis.responders
    named = trial.analyses.get(wanted.analysis)
    if not isinstance(named, Responders):
        known = [name for name, other in trial.analyses.items() if isinstance(other, Responders)]
        yield (*at, "analysis"), unknown("analysis of method responders", wanted.analysis, known)
        return
    if not any(wanted.criterion.is_same(criterion) for criterion in named.criteria):
        criteria = ", ".join(said(criterion) for criterion in named.criteria)
        yield (*at, "criterion"), f"is none of the criteria of {wanted.analysis} ({criteria})"
    visits = named.visits or trial.after_baseline
    if wanted.visit not in visits:
        yield (*at, "visit"), unknown(f"visit of {wanted.analysis}", wanted.visit, visits)
    if named.estimand is not None and named.estimand not in trial.estimands:
        return
    complete = trial.findings(wanted.analysis)
    if complete.dataset not in trial.datasets:
        return
    parameters = complete.parameters or parameters_of(trial, complete.dataset)
    if wanted.parameter is None and len(parameters) > 1:
        yield (*at, "parameter"), f"is missing: {wanted.analysis} has {', '.join(parameters)}"
    elif wanted.parameter is not None and wanted.parameter not in parameters:
        yield (*at, "parameter"), unknown(f"parameter of {wanted.analysis}", wanted.parameter, parameters)
