"""Names in analyses of censored values that must exist elsewhere."""

from __future__ import annotations

from trialstats.spec.methods.censored import Censored
from trialstats.spec.names import Broken, Missing
from trialstats.spec.trial import Trial

__all__ = ["censored"]


def censored(trial: Trial) -> Broken:
    for name, analysis in trial.analyses.items():
        if not isinstance(analysis, Censored) or analysis.baseline == "none":
            continue
        at = ("analyses", name)
        if trial.baseline_visit is None:
            yield (*at, "baseline"), Missing(f"{analysis.baseline} needs a visit with `baseline: true`", "visits")
        elif analysis.visits and trial.baseline_visit not in analysis.visits:
            text = f"has no {trial.baseline_visit}, which baseline: {analysis.baseline} needs (or say `baseline: none`)"
            yield (*at, "visits"), text
