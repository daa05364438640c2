"""Names in analyses of values with limits of quantification that must exist elsewhere."""

from __future__ import annotations

from trialstats.methods.laboratory.options import Censored, Concentrations
from trialstats.trialfile.names import Broken, Missing, parameters_of, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["censored", "concentrations"]


def censored(trial: Trial) -> Broken:
    """Yield the analyses of a dataset that declares no limits, and those without the baseline visit that they need."""
    for name, analysis in trial.analyses.items():
        if not isinstance(analysis, Censored):
            continue
        at = ("analyses", name)
        dataset = trial.datasets.get(str(trial.findings(name).dataset)) if known_estimand(trial, analysis) else None
        # A ready-made dataset brings flags and limits of its own.
        if dataset and not dataset.adam and not any(p.limits for p in dataset.parameters.values()):
            text = f"needs parameters with `limits`, and {trial.findings(name).dataset} has none"
            yield at, Missing(text, "limits")
        if analysis.baseline == "none":
            continue
        if trial.baseline_visit is None:
            yield (*at, "baseline"), Missing(f"{analysis.baseline} needs a visit with `baseline: true`", "visits")
        elif analysis.visits and trial.baseline_visit not in analysis.visits:
            text = f"has no {trial.baseline_visit}, which baseline: {analysis.baseline} needs (or say `baseline: none`)"
            yield (*at, "visits"), text


def concentrations(trial: Trial) -> Broken:
    """Yield the analyses of concentrations whose parameters have no limits, or that name no variable of theirs."""
    for name, analysis in trial.analyses.items():
        if not isinstance(analysis, Concentrations) or (analysis.estimand and analysis.estimand not in trial.estimands):
            continue
        complete = trial.findings(name)
        dataset = trial.datasets.get(str(complete.dataset))
        if dataset is None:
            continue  # said elsewhere
        for paramcd in complete.parameters or parameters_of(trial, str(complete.dataset)):
            declared = dataset.parameters.get(paramcd)
            if (declared or paramcd in parameters_of(trial, str(complete.dataset))) and not (
                declared and declared.limits
            ):
                text = f"needs `limits` of {paramcd}, a parameter of {complete.dataset}; or name others"
                yield ("analyses", name, "parameters"), Missing(text, "limits")
        if analysis.limits_by and analysis.limits_by not in dataset.columns:
            yield ("analyses", name, "limits_by"), unknown("variable of `columns`", analysis.limits_by, dataset.columns)


def known_estimand(trial: Trial, analysis: Censored) -> bool:
    return analysis.estimand is None or analysis.estimand in trial.estimands
