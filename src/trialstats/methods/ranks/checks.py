"""What analyses by ranks need: strata that are categories, and parameters of which it is known what is better."""

from __future__ import annotations

from trialstats.methods.ranks.options import Ranks
from trialstats.trialfile.names import Broken
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.trial import Trial

__all__ = ["ranked"]

At = tuple[str | int, ...]


def ranked(trial: Trial) -> Broken:
    """Yield strata that are no categories, and parameters without `better`."""
    for name, analysis in trial.analyses.items():
        if not isinstance(analysis, Ranks) or (analysis.estimand and analysis.estimand not in trial.estimands):
            continue
        completed = trial.findings(name)
        dataset = trial.datasets.get(str(completed.dataset))
        if dataset is not None and isinstance(completed, Ranks):
            yield from ranks(trial, ("analyses", name), completed, dataset)


def ranks(trial: Trial, at: At, analysis: Ranks, dataset: Dataset) -> Broken:
    for variable in analysis.strata:
        column = trial.covariates.get(variable)
        if column and column.type != "category":
            yield (*at, "strata"), f"= {variable} is of type {column.type}; strata are levels of a category"
    for paramcd in analysis.parameters or [*dataset.parameters, *dataset.derived]:
        outcome = dataset.parameters.get(paramcd) or dataset.derived.get(paramcd)
        if outcome and outcome.better is None:
            yield (*at, "parameters"), f"= {paramcd} has no `better`, without which no value is better than another"
