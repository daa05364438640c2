"""What analyses of crossover trials need: timepoints that visits have, and what was really taken."""

from __future__ import annotations

from trialstats.methods.crossover.options import CrossoverModel, Periods
from trialstats.methods.shared.comparisons.checks import margin_of_parameters
from trialstats.trialfile.names import Broken, Missing, analyses_of, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield timepoints that there are not, visits asked for one by one, and treatments taken that nothing tells."""
    if trial.crossover is None:
        return  # said where methods are checked
    for at, analysis in analyses_of(trial, Periods):
        yield from margin_of_parameters(trial, at, analysis)
        for timepoint in analysis.timepoints:
            if timepoint not in trial.timepoints:
                yield (
                    (*at, "timepoints"),
                    unknown("timepoint of visits (their `timepoint`)", timepoint, trial.timepoints),
                )
        if not trial.timepoints:
            yield at, Missing(f"needs visits with a `timepoint`, which {analysis.method} compares", "timepoint")
        if analysis.visits:
            yield (*at, "visits"), "has no effect: an analysis of periods compares `timepoints`"
        if analysis.treatment == "actual" and not trial.crossover.actual:
            text = "= actual needs `subjects.crossover.actual`, the columns of what was taken"
            yield (*at, "treatment"), Missing(text, "actual")
        if isinstance(analysis, CrossoverModel) and analysis.carry_over and two_by_two(trial):
            text = (
                "= true: with two treatments in two periods carry-over is the difference between the sequences, and "
                "cannot be told from a treatment-by-period interaction; the analysis gives it as that without this key"
            )
            yield (*at, "carry_over"), text


def two_by_two(trial: Trial) -> bool:
    """Tell two treatments in two periods and two sequences."""
    assert trial.crossover is not None
    return len(trial.arms) == 2 and trial.crossover.length == 2 and len(trial.crossover.sequences) == 2
