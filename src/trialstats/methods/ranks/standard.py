"""The standard comparison by ranks: of estimands in which an event ranks below all values."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.ranks.options import Ranks
from trialstats.trialfile.parts.estimands import Composite
from trialstats.trialfile.standard import Standard, asked_of, measured_estimands, role_of
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield, for each such estimand, win probability and rank tests."""
    for name, _, estimand, _ in measured_estimands(trial):
        if Composite.BELOW_ALL in asked_of(trial, estimand):
            yield Standard(name, Ranks(method="ranks", estimand=name, role=role_of(trial, name)))
