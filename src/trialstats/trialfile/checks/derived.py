"""Derived parameters: each from parameters above it, so that there is no circle; and words that can stand in them."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.trialfile.names import At, Broken, Missing, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.datasets import Dataset, Derived, is_number
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
