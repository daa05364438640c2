"""What imputation needs of the trial file: arms, events and covariates that it names."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.methods.imputation.options import ByArm, Imputing, TippingPoint
from trialstats.trialfile.names import At, Broken, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield names of arms, events and covariates that lead nowhere."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Imputing):
            yield from names(trial, ("analyses", name), analysis)
        if isinstance(analysis, TippingPoint):
            yield from shifts(trial, ("analyses", name), analysis)


def names(trial: Trial, at: At, analysis: Imputing) -> Broken:
    yield from arms(trial, (*at, "strategy"), analysis.strategy)
    for event, words in analysis.strategies.items():
        yield from events(trial, (*at, "strategies"), analysis, [event])
        yield from arms(trial, (*at, "strategies", event), words)
    for covariate in analysis.analysis.covariates or ():
        if covariate not in (covariates := ["BASE", *trial.covariates]):
            yield (*at, "analysis", "covariates"), unknown("covariate", covariate, covariates)


def arms(trial: Trial, at: At, words: ByArm) -> Broken:
    """Yield the names that are no arm."""
    for arm in () if isinstance(words, str) else words:
        if arm not in trial.arms:
            yield at, unknown("arm", arm, trial.arms)


def events(trial: Trial, at: At, analysis: Imputing, named: Iterable[str]) -> Broken:
    """Yield the names that are no event that the estimand knows and the file declares."""
    known, what = list(trial.intercurrent_events), "declared intercurrent event"
    if analysis.estimand is None or analysis.estimand in trial.estimands:
        known, what = list(trial.handled_in(analysis)), f"{what} of the estimand"
    for event in named:
        if event not in known:
            yield at, unknown(what, event, known)


def shifts(trial: Trial, at: At, analysis: TippingPoint) -> Broken:
    """Yield what the shifts of imputed values name that is not there, and two arms of which none is the reference."""
    for arm in analysis.delta:
        if arm not in trial.arms:
            yield (*at, "delta"), unknown("arm", arm, trial.arms)
    if len(analysis.delta) == 2 and trial.reference_arm not in analysis.delta:
        yield (*at, "delta"), f"is of two arms, one of which must be the reference, {trial.reference_arm}"
    yield from events(trial, (*at, "delta_events"), analysis, analysis.delta_events)
    for key, named in (("delta_by_visit", analysis.delta_by_visit), ("at", (analysis.at,) if analysis.at else ())):
        for visit in named:
            if visit not in trial.after_baseline:
                yield (*at, key), unknown("visit after baseline", visit, trial.after_baseline)
