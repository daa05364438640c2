"""Names in the flow of participants and the checklist that must exist elsewhere in the trial file."""

from __future__ import annotations

from trialstats.methods.consort.options import Flow
from trialstats.trialfile.names import Broken, unknown, unknown_analysis
from trialstats.trialfile.parts.about import CHECKLIST
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield populations and arms that are none, and analyses that are none or that answer no estimand."""
    if CHECKLIST in trial.analyses and trial.analyses[CHECKLIST].declared:
        yield ("analyses", CHECKLIST), "has the name of what `about` at the top stands for: call it otherwise"
    for arm in trial.about.interventions if trial.about else ():
        if arm not in trial.arms:
            yield ("about", "interventions"), unknown("arm", arm, trial.arms)
    for name, analysis in trial.analyses.items():
        if not isinstance(analysis, Flow):
            continue
        at = ("analyses", name)
        if analysis.received and analysis.received not in trial.populations:
            yield (*at, "received"), unknown("population", analysis.received, trial.populations)
        able = [
            other
            for other, one in trial.analyses.items()
            if isinstance(one, Estimating) and one.estimand in trial.estimands
        ]
        for other in analysis.analyses or ():
            if other not in trial.analyses:
                yield (*at, "analyses"), unknown_analysis(other, trial.analyses)
            elif other not in able:
                yield (*at, "analyses"), f"= {other} answers no estimand; these do: {', '.join(able) or 'none'}"
