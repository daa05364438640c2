"""Labels of analyses that the trial file does not label: their methods in words."""

from __future__ import annotations

from collections import Counter

from trialstats.methods.registry import entry_of
from trialstats.trialfile.completion.words import capital, inside, outcomes
from trialstats.trialfile.trial import Trial

__all__ = ["with_labels"]


def with_labels(trial: Trial) -> Trial:
    """Label every analysis; those of one method are told apart by what they are about, and at last by their names."""
    short = {name: entry_of(analysis.entry).words or name for name, analysis in trial.analyses.items()}
    labels = {
        name: analysis.label or unlike(short[name], about(trial, name), name, short, trial)
        for name, analysis in trial.analyses.items()
    }
    analyses = {name: one.model_copy(update={"label": labels[name]}) for name, one in trial.analyses.items()}
    return trial.model_copy(update={"analyses": analyses})


def about(trial: Trial, name: str) -> str:
    return inside(outcomes(trial, [name]))


def unlike(words: str, outcome: str, name: str, short: dict[str, str], trial: Trial) -> str:
    """Say of what a method is where several analyses are of it, and which it is where they are of the same."""
    others = [other for other in short if other != name and trial.analyses[other].label is None]
    alike = [other for other in others if short[other] == words]
    taken = Counter(one.label for one in trial.analyses.values())
    if not alike and not taken[words]:
        return words
    longer = (
        f"{words}: {outcome}" if outcome and words.casefold() not in outcome.casefold() else capital(outcome) or words
    )
    same = any(about(trial, other) == outcome for other in alike) or bool(taken[longer])
    return f"{longer} ({name})" if same else longer
