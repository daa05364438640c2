"""What analyses of nerves need of their dataset: parameters of nerves, and sides that belong together."""

from __future__ import annotations

from trialstats.methods.nerve.options import Limbs, Nerves
from trialstats.trialfile.names import Broken, Missing, unknown
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.trial import Trial

__all__ = ["nerve_analyses"]

At = tuple[str | int, ...]


def nerve_analyses(trial: Trial) -> Broken:
    """Yield analyses of nerves whose dataset has none, and sides that do not belong together."""
    for name, analysis in trial.analyses.items():
        if not isinstance(analysis, Findings) or (analysis.estimand and analysis.estimand not in trial.estimands):
            continue
        completed = trial.findings(name)
        dataset = trial.datasets.get(str(completed.dataset))
        if dataset is None:
            continue  # it is said elsewhere
        at = ("analyses", name)
        if isinstance(completed, Limbs):
            yield from sides(trial, at, completed, dataset)
        if isinstance(completed, Nerves) and not any(parameter.nerve for parameter in dataset.parameters.values()):
            yield (*at, "dataset"), Missing(f"= {completed.dataset} has no parameter with a `nerve`", "nerve")


def sides(trial: Trial, at: At, analysis: Limbs, dataset: Dataset) -> Broken:
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
