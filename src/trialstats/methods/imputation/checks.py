"""What imputation needs of the trial file: arms, events and covariates that it names."""

from __future__ import annotations

from trialstats.methods.imputation.options import ByArm, Imputing
from trialstats.trialfile.names import At, Broken, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield names of arms, events and covariates that lead nowhere."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Imputing):
            yield from names(trial, ("analyses", name), analysis)


def names(trial: Trial, at: At, analysis: Imputing) -> Broken:
    yield from arms(trial, (*at, "strategy"), analysis.strategy)
    estimand = trial.estimands.get(str(analysis.estimand))
    for event, words in analysis.strategies.items():
        if estimand is None or event not in estimand.intercurrent_events:
            known = estimand.intercurrent_events if estimand else ()
            yield (*at, "strategies"), unknown("intercurrent event of the estimand", event, known)
        yield from arms(trial, (*at, "strategies", event), words)
    for covariate in analysis.analysis.covariates or ():
        if covariate not in (covariates := ["BASE", *trial.covariates]):
            yield (*at, "analysis", "covariates"), unknown("covariate", covariate, covariates)


def arms(trial: Trial, at: At, words: ByArm) -> Broken:
    """Yield the names that are no arm."""
    for arm in () if isinstance(words, str) else words:
        if arm not in trial.arms:
            yield at, unknown("arm", arm, trial.arms)
