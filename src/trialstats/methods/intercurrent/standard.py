"""The standard table and figure of a trial that declares intercurrent events."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.intercurrent.options import IntercurrentEvents
from trialstats.trialfile.standard import Standard, everybody
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield the events in all randomised: a population of those with values would leave out who left at once."""
    if trial.intercurrent_events:
        counted = IntercurrentEvents(method="intercurrent_events", population=everybody(trial))
        yield Standard("intercurrent_events", counted)
