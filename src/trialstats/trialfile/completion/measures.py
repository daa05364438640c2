"""The summary measure of an estimand that names none: what its analysis gives."""

from __future__ import annotations

from trialstats.methods.answers import answer_of
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.estimands import Estimand
from trialstats.trialfile.trial import Trial

__all__ = ["measure_of", "with_measures"]


def with_measures(trial: Trial) -> Trial:
    """Give the estimands that name no summary measure that of their primary analysis, else of their first."""
    estimands = {
        name: estimand.model_copy(update={"summary": estimand.summary or given(trial, name, estimand)})
        for name, estimand in trial.estimands.items()
    }
    return trial.model_copy(update={"estimands": estimands})


def given(trial: Trial, name: str, estimand: Estimand) -> str | None:
    """Say what the analyses of an estimand give; None where none of them compares the arms."""
    own = [one for one in trial.analyses.values() if isinstance(one, Estimating) and one.estimand == name]
    ranked = sorted(own, key=lambda analysis: analysis.role != "primary")
    measures = (measure_of(analysis, estimand) for analysis in ranked)
    return next((measure for measure in measures if measure), None)


def measure_of(analysis: Estimating, estimand: Estimand) -> str | None:
    """Name the summary measure by which an analysis answers an estimand."""
    answer = answer_of(analysis.entry, estimand)
    return answer.kind.traits.measure.words if answer and answer.kind.traits.measure else None
