"""What imputation needs of the trial file: arms, events and covariates that it names."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.methods.imputation.completed.options import RespondersOf
from trialstats.methods.imputation.options import ByArm, Imputing, TippingPoint
from trialstats.methods.shared.responses.checks import has_mcid
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, parameters_of, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield names of arms, events and covariates that lead nowhere."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Imputing):
            yield from names(trial, ("analyses", name), analysis)
        if isinstance(analysis, TippingPoint):
            yield from shifts(trial, ("analyses", name), analysis)
    for at, complete in analyses_of(trial, Imputing):
        if isinstance(complete.analysis, RespondersOf):
            yield from responders(trial, at, complete, complete.analysis)


def responders(trial: Trial, at: At, analysis: Imputing, model: RespondersOf) -> Broken:
    """Yield what improvement needs and the trial file does not say: baseline, direction, what matters."""
    if analysis.needs_baseline and trial.baseline_visit is None:
        yield (
            (*at, "analysis", "criteria"),
            Missing("need a visit with `baseline: true`, or a bound of the value", "visits"),
        )
    if analysis.dataset not in trial.datasets:
        return
    known = parameters_of(trial, analysis.dataset)
    for paramcd in (p for p in analysis.parameters or known if p in known):
        declared = trial.outcome(analysis.dataset, paramcd)
        if analysis.needs_direction and declared is not None and declared.better is None:
            text = f"needs `better: lower` or `better: higher` for parameter {paramcd}: which way is improvement?"
            yield at, Missing(text, "better")
        by_mcid = any(criterion.points == "mcid" for criterion in model.criteria)
        if by_mcid and not has_mcid(trial.datasets[analysis.dataset], paramcd):
            text = f"points: mcid needs `mcid` for parameter {paramcd}, or a number"
            yield (*at, "analysis", "criteria"), Missing(text, "mcid")


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
