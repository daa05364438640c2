"""Names in analyses of values with limits of quantification that must exist elsewhere."""

from __future__ import annotations

from trialstats.methods.laboratory.options import Censored, Concentrations
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, parameters_of, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield what analyses of concentrations ask of limits and of the baseline visit and the trial file does not say."""
    for at, model in analyses_of(trial, Censored):
        yield from censored(trial, at, model)
    for at, analysis in analyses_of(trial, Concentrations):
        yield from concentrations(trial, at, analysis)


def censored(trial: Trial, at: At, analysis: Censored) -> Broken:
    """Yield an analysis of a dataset that declares no limits, or one without the baseline visit that it needs."""
    dataset = trial.datasets.get(str(analysis.dataset))
    # A ready-made dataset brings flags and limits of its own.
    if dataset and not dataset.adam and not any(p.limits for p in dataset.parameters.values()):
        yield at, Missing(f"needs parameters with `limits`, and {analysis.dataset} has none", "limits")
    if analysis.baseline == "none":
        return
    if trial.baseline_visit is None:
        yield (*at, "baseline"), Missing(f"{analysis.baseline} needs a visit with `baseline: true`", "visits")
    elif analysis.visits and trial.baseline_visit not in analysis.visits:
        text = f"has no {trial.baseline_visit}, which baseline: {analysis.baseline} needs (or say `baseline: none`)"
        yield (*at, "visits"), text


def concentrations(trial: Trial, at: At, analysis: Concentrations) -> Broken:
    """Yield parameters without limits, and variables that the dataset has not."""
    dataset = trial.datasets.get(str(analysis.dataset))
    if dataset is None:
        return  # said elsewhere
    known = parameters_of(trial, str(analysis.dataset))
    for paramcd in analysis.parameters or known:
        declared = dataset.parameters.get(paramcd)
        if paramcd in known and not (declared and declared.limits):
            text = f"needs `limits` of {paramcd}, a parameter of {analysis.dataset}; or name others"
            yield (*at, "parameters"), Missing(text, "limits")
    if analysis.limits_by and analysis.limits_by not in dataset.columns:
        yield (*at, "limits_by"), unknown("variable of `columns`", analysis.limits_by, dataset.columns)
