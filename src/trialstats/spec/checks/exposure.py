"""Names in analyses of treatment sessions, in populations that count events, and in subgroups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trialstats.spec.methods.exposure import DoseResponse, Exposure, Sessions
from trialstats.spec.methods.subgroups import Subgroups
from trialstats.spec.names import Broken, unknown
from trialstats.spec.subjects import Column, Occurred
from trialstats.spec.trial import Trial

__all__ = ["exposure", "occurred"]

TYPES = {"date": "date", "energy": "number", "area": "number"}


def exposure(trial: Trial) -> Broken:
    """Yield what analyses of sessions and of subgroups name and nobody has."""
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Sessions):
            yield from sessions(trial, at, analysis)
        if isinstance(analysis, Exposure) and analysis.population not in trial.populations:
            yield (*at, "population"), unknown("population", analysis.population, trial.populations)
        if isinstance(analysis, DoseResponse):
            for arm in (arm for arm in analysis.arms if arm not in trial.arms):
                yield (*at, "arms"), unknown("arm", arm, trial.arms)
        if isinstance(analysis, Subgroups):
            yield from factors(trial, at, analysis)


def sessions(trial: Trial, at: tuple[str | int, ...], analysis: Sessions) -> Broken:
    if analysis.sessions not in trial.occurrences:
        yield (*at, "sessions"), unknown("dataset of `occurrences`", analysis.sessions, trial.occurrences)
        return
    columns = trial.occurrences[analysis.sessions].columns
    for key, names in analysis.variables_named.items():
        for name in names:
            if name not in columns:
                chosen = key in ("attended", "no_dose")
                path, sign = ((*at, key, name), "") if chosen else ((*at, key), "= {} ")
                yield path, unknown(f"variable of {analysis.sessions}", name, columns, sign=sign)
            elif TYPES.get(key) not in (None, columns[name].type):
                yield (*at, key), f"= {name} is of type {columns[name].type}; it must be a {TYPES[key]}"
    for key in ("attended", "no_dose"):
        yield from levels((*at, key), getattr(analysis, key), columns)


def levels(at: tuple[str | int, ...], chosen: Mapping[str, Sequence[str]], columns: Mapping[str, Column]) -> Broken:
    """Yield the levels of a category that are chosen and that it does not have."""
    for name, texts in chosen.items():
        known = columns[name].levels if name in columns else []
        for level in (level for level in texts if known and level not in known):
            yield (*at, name), unknown("level", level, known)


def occurred(trial: Trial, at: tuple[str | int, ...], condition: Occurred) -> Broken:
    """Yield what a population that counts events names and nobody has."""
    if condition.dataset not in trial.occurrences:
        yield (*at, "dataset"), unknown("dataset of `occurrences`", condition.dataset, trial.occurrences)
        return
    columns = trial.occurrences[condition.dataset].columns
    for name in (name for name in condition.where if name not in columns):
        yield (*at, "where", name), unknown(f"variable of {condition.dataset}", name, columns, sign="")
    yield from levels((*at, "where"), condition.where, columns)


def factors(
    trial: Trial, at: tuple[str | int, ...], analysis: Subgroups
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    known = [name for name, column in trial.covariates.items() if column.type == "category"]
    for name in analysis.factors:
        if name in trial.covariates and name not in known:
            text = f"= {name} is a {trial.covariates[name].type}; a factor is a category (of a number: with `cuts`)"
            yield (*at, "factors"), text
        elif name not in known:
            yield (*at, "factors"), unknown("category among the covariates", name, known)
