"""The standard description of nerves: responses by nerve, side, attribute and visit."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.nerve.options import Nerves
from trialstats.trialfile.standard import Standard, outcome_population
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield the responses of every dataset that says which nerves it measures."""
    for name, dataset in trial.datasets.items():
        if any(parameter.nerve for parameter in dataset.parameters.values()):
            where = {"dataset": name, "population": outcome_population(trial, name)}
            yield Standard(f"{name}_nerves", Nerves(method="nerves", **where))
