"""Nerves: what parameters say they measure, and what analyses may make of responses that are absent."""

from __future__ import annotations

from trialstats.methods.registry import METHODS
from trialstats.trialfile.names import At, Broken, analyses_of, parameters_of, unknown
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.trial import Trial

__all__ = ["absent_responses", "nerve_datasets"]


def nerve_datasets(trial: Trial) -> Broken:
    """Yield parameters that measure the same, temperatures that are none, and variables that subjects do not have."""
    for name, dataset in trial.datasets.items():
        at = ("datasets", name)
        yield from measured_twice(at, dataset)
        yield from cold(at, dataset)
        for paramcd, derived in dataset.derived.items():
            if derived.deviates:
                yield from covariates(trial, (*at, "derived", paramcd, "deviates"), derived)


def measured_twice(at: At, dataset: Dataset) -> Broken:
    seen: dict[tuple[str, str, str], str] = {}
    for paramcd, parameter in dataset.parameters.items():
        if parameter.nerve and parameter.side and parameter.attribute:
            what = (parameter.nerve, parameter.side, parameter.attribute)
            if what in seen:
                yield (*at, "parameters", paramcd), f"measures what {seen[what]} measures ({', '.join(what)})"
            seen.setdefault(what, paramcd)


def cold(at: At, dataset: Dataset) -> Broken:
    if dataset.cold is None:
        return
    column = dataset.columns.get(dataset.cold.variable)
    if column is None:
        yield (*at, "cold", "variable"), unknown("variable of `columns`", dataset.cold.variable, dataset.columns)
    elif column.type != "number":
        yield (*at, "cold", "variable"), f"= {dataset.cold.variable} is no number: give its column `type: number`"


def covariates(trial: Trial, at: At, derived: Derived) -> Broken:
    """Yield the variables that the author names and subjects lack; those of the defaults are looked up when needed."""
    assert derived.deviates is not None  # the caller saw to it
    for key in ("age", "height", "sex"):
        name = getattr(derived.deviates, key)
        if key in derived.deviates.model_fields_set and name not in trial.covariates:
            yield (*at, key), unknown("covariate", name, trial.covariates)
    for key, wanted in (("age", "number"), ("height", "number"), ("sex", "category")):
        column = trial.covariates.get(getattr(derived.deviates, key))
        if column and column.type != wanted:
            yield (*at, key), f"= {getattr(derived.deviates, key)} is of type {column.type}, not {wanted}"


def absent_responses(trial: Trial) -> Broken:
    """Yield the policies for absent responses that make no sense for a parameter analysed."""
    for at, analysis in analyses_of(trial, Findings):
        if analysis.absent not in analysis.policies:
            others = " or ".join(methods_with(analysis.absent))
            text = f"goes with method {others}; {analysis.method} knows {', '.join(analysis.policies)}"
            yield (*at, "absent"), f"= {analysis.absent} {text}"
            continue
        dataset = trial.datasets.get(str(analysis.dataset))
        if dataset is None:
            continue  # it is said elsewhere
        known = parameters_of(trial, str(analysis.dataset))
        for paramcd in analysis.parameters or known:
            if paramcd in known:
                yield from policy(at, analysis, dataset, paramcd)


def methods_with(absent: str) -> list[str]:
    """Name the methods that know a policy for absent responses."""
    return [entry.name for entry in METHODS if issubclass(entry.options, Findings) and absent in entry.options.policies]


def further_policies() -> str:
    """Say which methods know what others do not."""
    options = {entry.name: entry.options for entry in METHODS if issubclass(entry.options, Findings)}
    beyond = {name: [word for word in kind.policies if word not in Findings.policies] for name, kind in options.items()}
    return " and ".join(f"method {name} knows {' and '.join(words)}" for name, words in beyond.items() if words)


def policy(at: At, analysis: Findings, dataset: Dataset, paramcd: str) -> Broken:
    """Yield a parameter for which the policy for absent responses makes no sense."""
    if analysis.absent == "exclude":
        return
    parameter = dataset.parameters.get(paramcd)
    if parameter is None or not parameter.absent:
        yield (*at, "absent"), f"= {analysis.absent}, but {paramcd} declares no `absent` results"
    elif analysis.absent == "zero" and parameter.attribute != "amplitude":
        what = f"is a {parameter.attribute}" if parameter.attribute else "is not declared to be an amplitude"
        text = f"= zero, but {paramcd} {what}: only an amplitude without a response is 0; exclude leaves it out"
        yield (*at, "absent"), f"{text}, and {further_policies()}"
