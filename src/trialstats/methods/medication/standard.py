"""The standard description of medication: of every occurrence that has the ADaM variables of it."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.medication.options import Medication
from trialstats.methods.shared.occurrences.standard import follow_up, variable_of
from trialstats.trialfile.standard import Standard, safety_population
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]

TREATMENTS = ("CMDECOD", "CMTRT")


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield, of an occurrence with medicines and dates, who took them, where the time observed is known.

    Concomitant is what was taken in that time, whenever it began: so it counts where the file says when it was over.
    A course in a crossover trial is of the treatment under which it began.
    """
    for name in trial.occurrences:
        treatment, time = variable_of(trial, name, *TREATMENTS), follow_up(trial, name)
        if treatment and time and variable_of(trial, name, "ASTDT", type="date"):
            days = variable_of(trial, name, "CMDUR", type="number")
            end = variable_of(trial, name, "AENDT", type="date")
            taken = end is not None and days is None and trial.crossover is None
            analysis = Medication(
                method="medication",
                dataset=name,
                population=safety_population(trial),
                treatment=treatment,
                follow_up=time,
                days=days,
                end=None if days else end,
                counts="taken" if taken else "started",
                dose=variable_of(trial, name, "CMDOSE", type="number") if days or end else None,
            )
            yield Standard(name, analysis)
