"""Whether an event is to be wished for."""

from __future__ import annotations

from typing import Protocol

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.yes_or_no.options import Event

__all__ = ["is_desirable"]


class SaysDesirable(Protocol):
    """What an analysis says of its event."""

    @property
    def event(self) -> Event: ...

    @property
    def desirable(self) -> bool | None: ...


def is_desirable(analysis: SaysDesirable, inputs: Inputs, paramcd: str) -> bool:
    """Tell whether the event is to be wished for: as said, or as the better values are; SpecError where nobody says."""
    if analysis.desirable is not None:
        return analysis.desirable
    outcome = inputs.outcomes.get(paramcd)
    if analysis.event.favours is None or outcome is None or outcome.better is None:
        raise SpecError(f"analyses.{inputs.name}: say whether the event is `desirable: true` or `desirable: false`")
    return analysis.event.favours == outcome.better
