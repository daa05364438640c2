"""What analyses of nerves need of their dataset: parameters of nerves, and sides that belong together."""

from __future__ import annotations

from trialstats.methods.nerve.options import Limbs, Nerves
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, unknown
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield analyses of nerves whose dataset has none, and sides that do not belong together."""
    for at, model in analyses_of(trial, Limbs):
        if dataset := trial.datasets.get(str(model.dataset)):
            yield from sides(at, model, dataset)
    for at, analysis in analyses_of(trial, Nerves):
        dataset = trial.datasets.get(str(analysis.dataset))
        if dataset and not any(parameter.nerve for parameter in dataset.parameters.values()):
            yield (*at, "dataset"), Missing(f"= {analysis.dataset} has no parameter with a `nerve`", "nerve")


def sides(at: At, analysis: Limbs, dataset: Dataset) -> Broken:
    if not analysis.sides:
        text = f"finds no parameters of {analysis.dataset} with one `nerve` and `attribute` and different sides: give "
        yield at, Missing(f"{text}`nerve`, `attribute` and `side`, or `sides` here", "side")
    for both, parts in analysis.sides.items():
        where = (*at, "sides", both)
        for paramcd in parts:
            if paramcd not in dataset.parameters:
                yield where, unknown("measured parameter", paramcd, dataset.parameters)
        measured = [dataset.parameters[paramcd] for paramcd in parts if paramcd in dataset.parameters]
        for key in ("nerve", "attribute", "unit"):
            if len(found := {getattr(parameter, key) for parameter in measured}) > 1:
                yield where, f"has sides of different {key}: {', '.join(sorted(map(str, found)))}"
        if both in dataset.parameters:
            yield where, "is a measured parameter; the sides together need a name of their own"
