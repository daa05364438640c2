"""What analyses of times to an event need elsewhere in the trial file."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.methods.shared.comparisons.checks import margin_with
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, unknown
from trialstats.trialfile.parts.estimands import Strategy
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield parameters that are none, a baseline that there is none of, and strategies that the times do not follow."""
    for at, analysis in analyses_of(trial, TimesToEvent):
        if not trial.times_to_event:
            yield at, Missing("needs the section `times_to_event`", "times_to_event")
        for paramcd in analysis.parameters:
            if paramcd not in trial.times_to_event:
                yield (*at, "parameters"), unknown("time to an event", paramcd, trial.times_to_event)
        for key, names in analysis.subject_variables.items():
            if "BASE" in names:
                yield (*at, key), "= BASE is the value of a parameter at baseline, and times have none"
        if "TRT01P" in analysis.strata:
            yield (*at, "strata"), "= TRT01P is the arm, which is compared within strata"
        for paramcd in analysis.parameters or trial.times_to_event:
            if analysis.margin and paramcd in trial.times_to_event:
                better = trial.times_to_event[paramcd].better
                yield from margin_with(at, analysis.margin, better, "needs `desirable`", "desirable")
        if analysis.estimand:
            yield from followed(trial, at, analysis)


def followed(trial: Trial, at: At, analysis: TimesToEvent) -> Broken:
    """Yield an intercurrent event whose strategy is not what the times of the estimand make of it."""
    for event, handling in trial.handled_in(analysis).items():
        for paramcd in (code for code in analysis.parameters if code in trial.times_to_event):
            declared = trial.times_to_event[paramcd]
            made = made_of(event, declared.event, declared.censor)
            if made != handling.strategy:
                yield (
                    (*at, "estimand"),
                    f"= {analysis.estimand} asks for `{handling.strategy}` of {event}, and times_to_event.{paramcd} "
                    f"makes `{made}` of it: name it under `event` for a composite, under `censor` for a hypothetical "
                    "strategy, nowhere for a treatment policy",
                )


def made_of(event: str, events: Iterable[object], censoring: Iterable[object]) -> Strategy:
    """Say which strategy a time follows of an intercurrent event."""
    if any(getattr(one, "intercurrent", None) == event for one in events):
        return Strategy.COMPOSITE
    if any(getattr(one, "intercurrent", None) == event for one in censoring):
        return Strategy.HYPOTHETICAL
    return Strategy.TREATMENT_POLICY
