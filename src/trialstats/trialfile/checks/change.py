"""Change from baseline: what an analysis of it needs, and where there is none."""

from __future__ import annotations

from trialstats.trialfile.names import At, Broken, Missing, analyses_of
from trialstats.trialfile.parts.analysis import COVARIATES, Findings
from trialstats.trialfile.trial import Trial

__all__ = ["change"]

CHANGES = ("CHG", "PCHG")


def change(trial: Trial) -> Broken:
    """Yield the analyses of change, or on BASE, that have no baseline or are asked for it."""
    for at, analysis in analyses_of(trial, Findings):
        if analysis.of_values:
            yield from needs_baseline(trial, at, analysis)
            yield from at_baseline(trial, at, analysis)


def value_of(analysis: Findings) -> str:
    """Give the value that a method takes where neither analysis nor estimand says one."""
    return analysis.measure


def needs_baseline(trial: Trial, at: At, analysis: Findings) -> Broken:
    """Yield an analysis for which no visit gives BASE; ADaM brings its own."""
    dataset = trial.datasets.get(str(analysis.dataset))
    if trial.baseline_visit is not None or dataset is None or dataset.adam:
        return
    value = value_of(analysis)
    named = analysis.subject_variables
    on_base = any("BASE" in named.get(key, ()) for key in COVARIATES)
    if value in CHANGES or on_base:
        reason = f"value {value}" if value in CHANGES else "covariate BASE"
        yield at, Missing(f"needs a visit with `baseline: true`, for its {reason}", "visits")


def at_baseline(trial: Trial, at: At, analysis: Findings) -> Broken:
    """Yield a model at the visit from which change counts, and any at a visit before it, which is no outcome."""
    value, at = value_of(analysis), (*at, "visits")
    if not analysis.uses_baseline and value in CHANGES and trial.baseline_visit in analysis.visits:
        yield at, f"= {trial.baseline_visit} is the baseline visit, which has no {value}"
    for visit in () if analysis.before_baseline else analysis.visits:
        if visit in trial.visits and visit not in trial.from_baseline:
            yield at, f"= {visit} comes before {trial.baseline_visit} (AVISITN), and what came before is no outcome"
