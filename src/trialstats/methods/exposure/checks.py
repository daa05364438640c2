"""Names in analyses of treatment sessions that must exist elsewhere in the trial file."""

from __future__ import annotations

from trialstats.methods.exposure.options import DoseResponse, Exposure, Sessions
from trialstats.trialfile.checks.levels import levels
from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]

TYPES = {"date": "date", "energy": "number", "area": "number"}


def check(trial: Trial) -> Broken:
    """Yield what analyses of sessions name and nobody has."""
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Sessions):
            yield from sessions(trial, at, analysis)
        if isinstance(analysis, Exposure) and analysis.population not in trial.populations:
            yield (*at, "population"), unknown("population", analysis.population, trial.populations)
        if isinstance(analysis, DoseResponse):
            for arm in (arm for arm in analysis.arms if arm not in trial.arms):
                yield (*at, "arms"), unknown("arm", arm, trial.arms)


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
