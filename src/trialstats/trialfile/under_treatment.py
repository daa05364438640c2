"""The time under each treatment of a crossover trial: whether its dates say when that begins and ends."""

from __future__ import annotations

from trialstats.trialfile.parts.crossover import PERIOD_END, PERIOD_START, Crossover, end_variable, start_variable
from trialstats.trialfile.trial import Trial

__all__ = ["TIME", "no_time_under_treatment"]

# How a trial file names the time under each treatment.
TIME = f"{{start: {PERIOD_START}, end: {PERIOD_END}}}"


def no_time_under_treatment(trial: Trial) -> str:
    """Say why nobody can tell how long subjects were under each treatment of a crossover trial; nothing where one can.

    It needs the first day of every period, the end of the last, and sequences that give a treatment in one period, or
    in periods without a gap between.
    """
    crossover = trial.crossover
    assert crossover is not None
    dates = trial.subjects.dates
    starts = [start_variable(period) for period in range(1, crossover.length + 1)]
    if lacking := [start for start in starts if start not in dates]:
        return f"needs the first day of every period: {', '.join(lacking)} under `subjects.dates`"
    last = end_variable(crossover.length)
    if last not in dates and not (trial.disposition and trial.disposition.date):
        return f"needs the end of the last period: {last} under `subjects.dates`, or `date` of `disposition`"
    return apart(crossover)


def apart(crossover: Crossover) -> str:
    """Say which sequence gives a treatment in periods with a gap between."""
    for name, sequence in crossover.sequences.items():
        for treatment in dict.fromkeys(sequence.treatments):
            periods = [number for number, given in enumerate(sequence.treatments, 1) if given == treatment]
            gap = periods[-1] - periods[0] >= len(periods)
            if gap or (len(periods) > 1 and crossover.washout == "none"):
                told = ", ".join(map(str, periods))
                return f"is no single span: sequence {name} gives {treatment} in periods {told}"
    return ""
