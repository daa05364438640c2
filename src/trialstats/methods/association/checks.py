"""What an analysis of an association needs: its other outcome, a baseline, and visits that it uses."""

from __future__ import annotations

from trialstats.methods.association.options import Association
from trialstats.trialfile.names import Broken, Missing, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield names of other outcomes that lead nowhere, and visits at which there is no change."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Association):
            yield from other_outcome(trial, ("analyses", name, "outcome"), analysis)
            yield from visits(trial, ("analyses", name), analysis)


def other_outcome(trial: Trial, at: tuple[str | int, ...], analysis: Association) -> Broken:
    outcome = analysis.outcome
    if outcome.dataset not in trial.datasets:
        yield (*at, "dataset"), unknown("dataset", outcome.dataset, trial.datasets)
    elif outcome.PARAMCD not in (known := parameters_of(trial, outcome.dataset)):
        yield (*at, "PARAMCD"), unknown_parameter(outcome.PARAMCD, known)
    elif outcome.PARAMCD in analysis.parameters:
        yield (*at, "PARAMCD"), f"= {outcome.PARAMCD} is one of `parameters` too, and goes with itself"


def visits(trial: Trial, at: tuple[str | int, ...], analysis: Association) -> Broken:
    baseline = trial.baseline_visit
    if analysis.visits and baseline is not None and baseline not in analysis.visits:
        yield (*at, "visits"), Missing(f"lack {baseline}, from which changes count", baseline)
    used = [visit for visit in trial.after_baseline if visit in (analysis.visits or trial.visits)]
    for visit in analysis.changes_at:
        if visit == baseline:
            yield (*at, "changes_at"), f"= {visit} is the baseline visit, which has no change"
        elif visit not in used:
            yield (*at, "changes_at"), unknown("visit of the analysis", visit, used)
