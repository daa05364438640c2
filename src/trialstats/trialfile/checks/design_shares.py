"""Yes and no of a design: the share of every arm, and values that the event of an analysis tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialstats.trialfile.checks.design_outcomes import DESIGN, correlated, named, placed
from trialstats.trialfile.design import shares_by_visit, visits_compared, visits_of, visits_with_outcome
from trialstats.trialfile.names import At, Broken, unknown
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.parts.hypotheses import Sought
from trialstats.trialfile.trial import Trial

__all__ = ["asked_of_shares", "yes_or_no"]


def yes_or_no(trial: Trial, plan: Design) -> Broken:
    """Yield what is wrong with `shares`."""
    for paramcd, one in plan.shares.items():
        at: At = (DESIGN, "shares", paramcd)
        yield from placed(trial, at, paramcd, one.dataset)
        yield from named((*at, "share"), one.share, list(trial.arms), "arm")
        share, simulated = shares_by_visit(trial, one).share, visits_with_outcome(trial)
        reference = share.get(str(trial.reference_arm), next(iter(share.values())))
        visits = visits_of(trial, one)
        for arm, course in share.items():
            if not isinstance(course, Mapping):
                continue
            for visit in (visit for visit in course if visit not in simulated):
                yield (*at, "share", arm, visit), unknown("visit after baseline", visit, simulated, sign="")
            known = list(reference) if isinstance(reference, Mapping) else simulated
            yield from named((*at, "share", arm), course, known, "visit of the reference")
        yield from correlated(at, one.correlation, len(visits))


def asked_of_shares(trial: Trial, plan: Design, name: str, sought: Sought) -> Iterator[tuple[At, str]]:
    """Yield what one hypothesis about a yes or no needs, and the design does not say."""
    paramcd = str(sought.PARAMCD)
    at: At = (DESIGN, "shares", paramcd)
    analysis, of = trial.complete(sought.analysis), f"analyses.{sought.analysis}"
    one, event = plan.shares[paramcd], getattr(analysis, "event", None)
    if event is None:
        yield at, f"is a yes or no, of which {of} (method {analysis.method}) asks for no `event`"
        return
    if getattr(analysis, "measure", "AVAL") != "AVAL" or getattr(analysis, "uses_baseline", False):
        yield at, f"has no value at baseline, which {of} uses"
    for visit in (visit for visit in visits_compared(trial, sought.AVISIT) if visit not in visits_of(trial, one)):
        yield (*at, "share"), f"says nothing of {visit}, which hypothesis {name} is about"
    met = [event.is_met_by(value) for value in one.values]
    if met[0] == met[1]:
        said = "are both" if met[0] else "are neither"
        yield (*at, "values"), f"({one.values[0]:g} and {one.values[1]:g}) {said} the `event` of {of}"
