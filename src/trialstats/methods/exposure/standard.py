"""The standard description of exposure: of every occurrence that has the ADaM variables of treatment sessions."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.exposure.options import Exposure
from trialstats.methods.shared.occurrences.standard import variable_of
from trialstats.trialfile.standard import Standard, level_of_yes, safety_population
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield, of an occurrence with a row a session (EXSEQ, or EXATTFL), the sessions attended by arm."""
    for name in trial.occurrences:
        if variable_of(trial, name, "EXSEQ", "EXATTFL"):
            analysis = Exposure(
                method="exposure",
                population=safety_population(trial),
                sessions=name,
                attended=level_of_yes(trial, name, "EXATTFL") or {},
                date=variable_of(trial, name, "ASTDT", type="date"),
                sequence=variable_of(trial, name, "EXSEQ"),
            )
            yield Standard(name, analysis)
