"""What families of methods ask of a trial file beyond its types; a family that asks something has a line here."""

from __future__ import annotations

from collections.abc import Callable

from trialstats.methods.adverse_events.checks import severities
from trialstats.methods.association.checks import associations
from trialstats.methods.cost.checks import costs
from trialstats.methods.exposure.checks import exposure
from trialstats.methods.laboratory.checks import censored, concentrations
from trialstats.methods.nerve.checks import nerve_analyses
from trialstats.methods.ranks.checks import ranked
from trialstats.methods.responders.checks import responders
from trialstats.methods.shared.occurrences.checks import occurrence_analyses
from trialstats.methods.subgroups.checks import subgroups
from trialstats.trialfile.names import Broken
from trialstats.trialfile.trial import Trial

__all__ = ["CHECKS"]

CHECKS: tuple[Callable[[Trial], Broken], ...] = (
    severities,
    associations,
    costs,
    exposure,
    censored,
    concentrations,
    nerve_analyses,
    ranked,
    responders,
    occurrence_analyses,
    subgroups,
)
