"""Events and times of a design: what is said of them must be enough to draw them, and agree with the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialstats.trialfile.checks.design_outcomes import DESIGN, added, named
from trialstats.trialfile.design import time_of
from trialstats.trialfile.names import At, Broken, unknown
from trialstats.trialfile.parts.analysis import Estimating, Method
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.parts.design.recurrent import Recurrent
from trialstats.trialfile.parts.design.timed import Timed
from trialstats.trialfile.parts.estimands import Strategy
from trialstats.trialfile.parts.hypotheses import Sought
from trialstats.trialfile.trial import Trial

__all__ = ["asked_of_events", "events_and_times"]

COUNTS = "counts"
LEAVE_ALONE = (Strategy.TREATMENT_POLICY, Strategy.PRINCIPAL_STRATUM)


def events_and_times(trial: Trial, plan: Design) -> Broken:
    """Yield what is wrong with `counts`, `times` and `follow_up`."""
    for name, counted in plan.counts.items():
        at: At = (DESIGN, "counts", name)
        if name not in trial.occurrences:
            yield at, unknown("occurrence dataset", name, trial.occurrences, sign="")
        yield from multiplied(trial, plan, at, counted)
    for paramcd, timed in plan.times.items():
        at = (DESIGN, "times", paramcd)
        if paramcd not in trial.times_to_event:
            yield at, unknown("time to an event", paramcd, trial.times_to_event, sign="")
        yield from multiplied(trial, plan, at, timed)
    if plan.follow_up is None:
        return
    at = (DESIGN, "follow_up")
    if not (plan.counts or plan.times):
        yield at, "is of `counts` and `times`, and the design has neither"
    if isinstance(plan.follow_up.lost, Mapping):
        yield from named((*at, "lost"), plan.follow_up.lost, list(trial.arms), "arm")
    days = [trial.visits[visit].target_day for visit in trial.after_baseline]
    if plan.dropout is not None or any(event.leaves for event in plan.events.values()):
        for visit, day in zip(trial.after_baseline, days, strict=True):
            if day is None:
                yield (
                    ("visits", visit),
                    "has no `target`, the day on which the design lets the follow-up end that it loses",
                )
    for name, event in plan.events.items():
        if event.keeps != 1:
            yield (
                (DESIGN, "events", name, "keeps"),
                f"= {event.keeps:g} is of outcomes at visits: what an event leaves of a ratio of rates or hazards a "
                "design cannot say",
            )


def multiplied(trial: Trial, plan: Design, at: At, one: Recurrent | Timed) -> Broken:
    """Yield arms and covariates that are none."""
    for arm in one.ratio:
        if arm not in trial.arms:
            yield (*at, "ratio", arm), unknown("arm", arm, trial.arms, sign="")
        elif arm == trial.reference_arm:
            what = "`rate`" if isinstance(one, Recurrent) else "`median` or `without`"
            yield (*at, "ratio", arm), f"is the reference, which {what} is about: ratios are of the other arms"
    for name, course in one.covariates.items():
        yield from added(plan, (*at, "covariates", name), name, course)


def asked_of_events(trial: Trial, plan: Design, name: str, sought: Sought) -> Iterator[tuple[At, str]]:
    """Yield what one hypothesis about events or times needs, and the design does not say."""
    analysis, of = trial.complete(sought.analysis), f"analyses.{sought.analysis}"
    assert isinstance(analysis, Estimating)
    if analysis.of_times:
        paramcd = time_of(trial, sought)
        if paramcd not in plan.times:
            yield (DESIGN, "times"), f"says nothing of {paramcd}, which {of} is about"
    elif analysis.method != COUNTS:
        yield (DESIGN,), f"knows no events for method {analysis.method}: hypothesis {name} is by {of}"
        return
    elif analysis.dataset not in plan.counts:
        yield (DESIGN, "counts"), f"says nothing of {analysis.dataset}, whose events {of} counts"
    else:
        yield from counted(trial, analysis, of)
    for event, handling in trial.handled_in(analysis).items():
        if event in plan.events and handling.strategy not in LEAVE_ALONE:
            yield (
                (DESIGN, "events", event),
                f"happens, and the estimand of {of} handles it by `{handling.strategy}`: of events and times a design "
                "can simulate a treatment policy alone",
            )
    for variable in dict.fromkeys(one for names in analysis.subject_variables.values() for one in names):
        if variable not in plan.covariates:
            yield (DESIGN, "covariates"), f"says nothing of {variable}, which {of} uses"


def counted(trial: Trial, analysis: Method, of: str) -> Iterator[tuple[At, str]]:
    """Yield a follow-up that a design cannot tell, and records of which it does not say how many there are."""
    period = getattr(analysis, "follow_up", None)
    if period is not None and (not period.end or period.days_after):
        at: At = (*of.split("."), "follow_up")
        yield at, "is not simulated: a design needs its `end` as a date of ADSL, without `days_after`"
    dataset, own = getattr(analysis, "dataset", None), getattr(analysis, "records", ())
    for name in (name for name, other in trial.analyses.items() if other.method == COUNTS):
        other = trial.complete(name)
        if getattr(other, "dataset", None) == dataset and getattr(other, "records", ()) != own:
            yield (
                (DESIGN, "counts", str(dataset)),
                f"is one rate, and {of} and analyses.{name} count different `records`",
            )
            return
