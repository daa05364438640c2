"""Names in analyses of censored values that must exist elsewhere."""

from __future__ import annotations

from trialstats.spec.methods.censored import Censored
from trialstats.spec.names import Broken, Missing
from trialstats.spec.trial import Trial

__all__ = ["censored"]


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


def known_estimand(trial: Trial, analysis: Censored) -> bool:
    return analysis.estimand is None or analysis.estimand in trial.estimands
