"""What analyses of ordered categories can make of intercurrent events."""

from __future__ import annotations

from trialstats.methods.ordinal.options import Ordinal
from trialstats.trialfile.names import Broken, analyses_of
from trialstats.trialfile.parts.estimands import Composite, Strategy
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield strategies that a model of all visits, or one of changes, cannot follow."""
    for at, analysis in analyses_of(trial, Ordinal):
        for event, handling in trial.handled_in(analysis).items():
            if handling.strategy == Strategy.WHILE_ON_TREATMENT and not analysis.visits_apart:
                yield (
                    (*at, "model"),
                    f"= {analysis.model}, and `{handling.words}`, which estimand {analysis.estimand} asks for {event}, "
                    "gives one value at the timepoint: `model: each visit` can carry it",
                )
            if handling.value == Composite.BELOW_ALL and analysis.measure != "AVAL":
                yield (
                    (*at, "value"),
                    f"= {analysis.measure}, and {event} ranks below all values (estimand {analysis.estimand}): "
                    "categories are then those of AVAL",
                )
