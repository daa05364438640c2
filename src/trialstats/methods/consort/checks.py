"""Names in the flow of participants that must exist elsewhere in the trial file."""

from __future__ import annotations

from trialstats.methods.consort.options import Flow
from trialstats.trialfile.names import Broken, unknown, unknown_analysis
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield populations that are none, and analyses that are none or that answer no estimand."""
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
