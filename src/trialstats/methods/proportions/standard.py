"""The standard comparison of shares: of estimands whose variable is a yes or no of which it is known what is better."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.proportions.options import Proportions
from trialstats.methods.shared.yes_or_no.options import Event
from trialstats.trialfile.standard import Standard, is_yes_or_no, measured_estimands, role_of, strata_of
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield, for each such estimand, shares of a yes (1), compared within the strata of randomisation."""
    for name, _, estimand, _ in measured_estimands(trial):
        if is_yes_or_no(trial, estimand):
            yield Standard(
                name,
                Proportions(
                    method="proportions",
                    estimand=name,
                    role=role_of(trial, name),
                    event=Event(at_least=1),
                    strata=strata_of(trial),
                ),
            )
