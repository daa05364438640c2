"""What standard analyses of occurrences choose alike: variables by their ADaM names, and the time observed."""

from __future__ import annotations

from trialstats.methods.shared.occurrences.options import Period
from trialstats.trialfile.parts.crossover import PERIOD_END, PERIOD_START
from trialstats.trialfile.trial import Trial
from trialstats.trialfile.under_treatment import no_time_under_treatment

__all__ = ["follow_up", "variable_of"]

# What begins the time in which subjects are observed, the first that there is.
STARTS = ("TRTSDT", "RANDDT")


def variable_of(trial: Trial, occurrence: str, *names: str, type: str | None = None) -> str | None:
    """Give the first of some variables that an occurrence has, of a type if one is asked for."""
    columns = trial.occurrences[occurrence].columns
    return next((name for name in names if name in columns and type in (None, columns[name].type)), None)


def follow_up(trial: Trial, occurrence: str) -> Period | None:
    """Say when subjects are observed: from treatment or randomisation to the end of the trial or the last record.

    Of a crossover trial it is the time under each treatment. None where no date says when it begins, or none when it
    ends.
    """
    if trial.crossover:
        return None if no_time_under_treatment(trial) else Period(start=PERIOD_START, end=(PERIOD_END,))
    known = [*trial.subjects.dates, *trial.dates_of_exposure]
    start = next((name for name in (*STARTS, trial.subjects.day_one) if name in known), None)
    end = ("EOSDT",) if trial.disposition and trial.disposition.date else ()
    dated = tuple(name for name, dataset in trial.datasets.items() if trial.sources[dataset.source].date)
    return Period(start=start, end=end, last_record=dated) if start and (end or dated) else None
