"""The findings datasets: names in them that must exist elsewhere, and what must suit the shape of their source."""

from __future__ import annotations

from trialstats.trialfile.names import Broken, Missing, unknown
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.trial import Trial

__all__ = ["datasets"]


def datasets(trial: Trial) -> Broken:
    for section, parts in (("datasets", trial.datasets), ("occurrences", trial.occurrences)):
        for name, part in parts.items():
            if part.source not in trial.sources:
                yield (section, name, "source"), unknown("source", part.source, trial.sources)
    for name, dataset in trial.datasets.items():
        if dataset.source in trial.sources:
            yield from parameters(trial, name, dataset)


def parameters(trial: Trial, name: str, dataset: Dataset) -> Broken:
    source = trial.sources[dataset.source]
    if dataset.visits_in_columns and (source.visit or source.date):
        text = f"leave `visit` and `date` out: the columns of dataset {name} tell the visit, and its `dates` the days"
        yield ("sources", dataset.source), text
    elif source.visit is None and not dataset.visits_in_columns and (dataset.adam or source.visits_by == "code"):
        yield ("sources", dataset.source), f"needs `visit`, for dataset {name}"
    if source.visits_by == "window" and not dataset.adam:
        if trial.subjects.day_one is None:
            text = "= window needs `subjects.day_one`, from which days count"
            yield ("sources", dataset.source, "visits_by"), Missing(text, "day_one")
        if not any(visit.window for visit in trial.visits.values()):
            yield ("sources", dataset.source, "visits_by"), Missing("= window needs visits with a `window`", "visits")
    needed, other = ("name", "column") if source.shape == "long" else ("column", "name")
    for paramcd, parameter in dataset.parameters.items():
        at = ("datasets", name, "parameters", paramcd)
        if dataset.adam:
            continue
        if parameter.columns:
            yield from visit_columns(trial, at, parameter, source)
        elif getattr(parameter, needed) is None or getattr(parameter, other) is not None:
            yield at, f"needs `{needed}` (and no `{other}`), for its source is {source.shape}"
        elif parameter.name and len(source.name or ()) > 1 and len(parameter.name) != len(source.name or ()):
            yield (*at, "name"), f"has {len(parameter.name)} parts; the source's `name` has {len(source.name or ())}"
    if dataset.items_at and source.shape == "long":
        yield ("datasets", name, "items_at"), "needs a wide source, in which visits can stand side by side"
    for key, named in (("visits", dataset.visits), ("items_at", dataset.items_at)):
        for visit in named:
            if visit not in trial.visits:
                yield ("datasets", name, key), unknown("visit", visit, trial.visits)


def visit_columns(trial: Trial, at: tuple[str | int, ...], parameter: Parameter, source: Source) -> Broken:
    if source.shape == "long" or parameter.column or parameter.name:
        yield at, "has `columns` by visit: they need a wide source, and no `column` or `name`"
    for visit in parameter.columns or {}:
        if visit not in trial.visits:
            yield (*at, "columns", visit), unknown("visit", visit, trial.visits, sign="")
