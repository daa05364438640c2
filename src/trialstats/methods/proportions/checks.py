"""What analyses of proportions need: strata that are categories, and a side that is better."""

from __future__ import annotations

from trialstats.methods.proportions.options import Proportions, YesOrNo
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, parameters_of
from trialstats.trialfile.parts.estimands import Composite, Strategy
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield strata that are no categories, events of which nobody says whether they are wished for, and margins."""
    for at, proportions in analyses_of(trial, Proportions):
        for key in ("strata", "randomised_by"):
            for variable in getattr(proportions, key):
                column = trial.covariates.get(variable)
                if column and column.type != "category":
                    yield (*at, key), f"= {variable} is of type {column.type}; strata are levels of a category"
    for at, analysis in analyses_of(trial, YesOrNo):
        if analysis.dataset in trial.datasets:
            yield from directions(trial, at, analysis)
        if analysis.estimand in trial.estimands and analysis.event.texts:
            yield from composites(trial, at, str(analysis.estimand))


def directions(trial: Trial, at: At, analysis: YesOrNo) -> Broken:
    """Yield an event that may be good or bad, and a margin on the wrong side of no difference."""
    known = parameters_of(trial, str(analysis.dataset))
    for paramcd in (paramcd for paramcd in analysis.parameters or known if paramcd in known):
        outcome = trial.outcome(str(analysis.dataset), paramcd)
        better = outcome.better if outcome is not None else None
        wished = analysis.desirable
        if wished is None and analysis.event.favours and better:
            wished = analysis.event.favours == better
        if wished is None:
            text = f"needs `desirable: true` or `desirable: false`: nothing says which way is better of {paramcd}"
            yield at, Missing(text, "desirable")
            return
        if analysis.margin_of is not None:
            problem = analysis.margin_of.problem("higher" if wished else "lower")
            if problem:
                yield (*at, "margin", "value"), problem
                return


def composites(trial: Trial, at: At, name: str) -> Broken:
    """Yield composites that assign a number, where the event is told by texts."""
    for event, handling in trial.estimands[name].intercurrent_events.items():
        if handling.strategy == Strategy.COMPOSITE and handling.value != Composite.NON_RESPONDER:
            text = f"= {name} assigns a number after {event}, and `event` is told by texts"
            yield (*at, "estimand"), f"{text}: `value: non-responder` is failure"
