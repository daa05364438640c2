"""Analyses that repeat another on parts of its subjects: what they do not say is what that one says."""

from __future__ import annotations

from trialstats.trialfile.trial import Trial

__all__ = ["with_repeated"]


def with_repeated(trial: Trial) -> Trial:
    """Complete the analyses that name one which the file has; `checks` find those that name none."""
    found = {
        name: analysis.like(trial.analyses[analysis.repeats])
        for name, analysis in trial.analyses.items()
        if analysis.repeats in trial.analyses
    }
    return trial.model_copy(update={"analyses": {**trial.analyses, **found}}) if found else trial
