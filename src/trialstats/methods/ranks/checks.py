"""What analyses by ranks need: strata that are categories, and parameters of which it is known what is better."""

from __future__ import annotations

from trialstats.methods.ranks.options import Ranks
from trialstats.trialfile.names import At, Broken, analyses_of
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield strata that are no categories, and parameters without `better`."""
    for at, analysis in analyses_of(trial, Ranks):
        dataset = trial.datasets.get(str(analysis.dataset))
        if dataset is not None:
            yield from ranks(trial, at, analysis, dataset)


def ranks(trial: Trial, at: At, analysis: Ranks, dataset: Dataset) -> Broken:
    for variable in analysis.strata:
        column = trial.covariates.get(variable)
        if column and column.type != "category":
            yield (*at, "strata"), f"= {variable} is of type {column.type}; strata are levels of a category"
    for paramcd in analysis.parameters or [*dataset.parameters, *dataset.derived]:
        outcome = dataset.parameters.get(paramcd) or dataset.derived.get(paramcd)
        if outcome and outcome.better is None:
            yield (*at, "parameters"), f"= {paramcd} has no `better`, without which no value is better than another"
