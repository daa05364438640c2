"""Derived parameters: each from those above it, so that there is no circle; and what stored scores are held against."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.trialfile.names import At, Broken, Missing, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.at_visit import Equals
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.parts.parameters import is_number
from trialstats.trialfile.trial import Trial

__all__ = ["derived"]


def derived(trial: Trial) -> Broken:
    """Yield parameters that are not there, or not yet, and results that none of them has."""
    for name, dataset in trial.datasets.items():
        known = [paramcd for paramcd in parameters_of(trial, name) if paramcd not in dataset.derived]
        for paramcd, rule in dataset.derived.items():
            at = ("datasets", name, "derived", paramcd)
            for key, parts in rule.sources.items():
                for part in parts:
                    if part not in known:
                        yield (*at, *key.split(".")), not_above(paramcd, part, known, dataset)
            yield from results(at, rule, dataset)
            known.append(paramcd)
        for paramcd, parameter in dataset.parameters.items():
            if parameter.equals:
                place = ("datasets", name, "parameters", paramcd, "equals")
                yield from stored(place, paramcd, parameter.equals, name, trial)


def stored(at: At, paramcd: str, equals: Equals, name: str, trial: Trial) -> Broken:
    """Yield what a stored score cannot be held against: itself, a summary over visits, or what there is not."""
    other = equals.dataset or name
    if trial.datasets[name].adam:
        yield at, "is for scores that are read; `adam: true` takes them over as they are"
    if equals.dataset and equals.dataset not in trial.datasets:
        yield (*at, "dataset"), unknown("dataset", equals.dataset, trial.datasets)
        return
    if equals.dataset and trial.datasets[other].instrument is None:
        yield (*at, "dataset"), f"= {other} is of no questionnaire; name one with `instrument`, or leave `dataset` out"
        return
    known = parameters_of(trial, other)
    rule = trial.datasets[other].derived.get(equals.parameter)
    if equals.parameter not in known:
        yield (*at, "parameter"), unknown_parameter(equals.parameter, known)
    elif equals.parameter == paramcd and other == name:
        yield (*at, "parameter"), f"= {paramcd} is the parameter itself"
    elif rule and not rule.at_visit:
        yield (*at, "parameter"), f"= {equals.parameter} is not made of values of one visit"


def not_above(paramcd: str, part: str, known: list[str], dataset: Dataset) -> str:
    """Say that a parameter is not there, or that it is derived further below."""
    if part == paramcd:
        return f"= {part} is the parameter itself"
    if part in dataset.derived and part not in dataset.parameters:
        return Missing(f"= {part} is derived below: write it above {paramcd}, for each is made of those above it", part)
    return unknown_parameter(part, known)


def results(at: At, rule: Derived, dataset: Dataset) -> Broken:
    """Yield words that `recode` or `constant` look for and the parameter does not declare."""
    if rule.recode:
        yield from words((*at, "recode", "values"), rule.recode.of, rule.recode.values, dataset)
    if rule.constant:
        where = rule.constant.where
        yield from words((*at, "constant", "where", "is"), where.parameter, where.texts, dataset)


def words(at: At, paramcd: str, texts: Iterable[str], dataset: Dataset) -> Broken:
    declared = dataset.parameters.get(paramcd)
    known = [*declared.text_results, *declared.numbers] if declared else []
    if declared and any(text.startswith(("<", ">")) for text in known):
        return  # limits stand for any number
    for text in texts:
        if not is_number(text) and text not in known:
            if known:
                yield at, unknown(f"result of {paramcd}", text, known)
            else:
                more = "; its `text_results` or `numbers` declare words" if declared else ""
                yield at, f"= {text} is no number, and {paramcd} has no words{more}"
