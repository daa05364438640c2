"""Names in descriptions of the baseline that must exist elsewhere in the trial file."""

from __future__ import annotations

from trialstats.methods.descriptive.options import Baseline
from trialstats.trialfile.names import At, Broken, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield populations, variables and parameters of the baseline table that are nowhere."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Baseline):
            yield from baseline(trial, ("analyses", name), analysis)


def baseline(trial: Trial, at: At, analysis: Baseline) -> Broken:
    if analysis.population not in trial.populations:
        yield (*at, "population"), unknown("population", analysis.population, trial.populations)
    for variable in analysis.variables:
        if variable not in trial.covariates:
            yield (*at, "variables"), unknown("covariate", variable, trial.covariates)
    for dataset, names in analysis.parameters.items():
        if dataset not in trial.datasets:
            yield (*at, "parameters", dataset), unknown("dataset", dataset, trial.datasets, sign="")
            continue
        for paramcd in names:
            if paramcd not in (known := parameters_of(trial, dataset)):
                yield (*at, "parameters", dataset), unknown_parameter(paramcd, known)
