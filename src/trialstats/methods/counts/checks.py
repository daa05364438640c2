"""What counts of recurrent events need: covariates of the subject."""

from __future__ import annotations

from trialstats.methods.counts.options import Counts
from trialstats.trialfile.names import Broken, analyses_of
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield BASE among the covariates: events have no value at baseline."""
    for at, analysis in analyses_of(trial, Counts):
        if "BASE" in analysis.covariates:
            yield (*at, "covariates"), "= BASE is the value of a parameter at baseline, and events have none"
