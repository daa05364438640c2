"""What analyses of intercurrent events name and the trial file must have."""

from __future__ import annotations

from trialstats.methods.intercurrent.options import IntercurrentEvents
from trialstats.trialfile.names import Broken, Missing, analyses_of, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield a population or an event that is not there."""
    for at, analysis in analyses_of(trial, IntercurrentEvents):
        if analysis.population not in trial.populations:
            yield (*at, "population"), unknown("population", analysis.population, trial.populations)
        if not trial.intercurrent_events:
            text = "= intercurrent_events counts what the file declares under `intercurrent_events`, which it has not"
            yield (*at, "method"), Missing(text, "intercurrent_events")
        for name in analysis.events if trial.intercurrent_events else ():
            if name not in trial.intercurrent_events:
                yield (*at, "events"), unknown("intercurrent event", name, trial.intercurrent_events)
