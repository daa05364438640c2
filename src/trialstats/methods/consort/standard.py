"""The flow of participants, of every trial."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.consort.options import Flow
from trialstats.trialfile.standard import Standard
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield the flow of participants, with its diagram and its table."""
    yield Standard("flow", Flow(method="flow"))
