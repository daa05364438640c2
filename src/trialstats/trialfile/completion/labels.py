"""Labels of analyses that the trial file does not label: their methods in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from trialstats.methods.registry import entry_of
from trialstats.trialfile.completion.words import capital, inside, outcomes
from trialstats.trialfile.trial import Trial

__all__ = ["told_apart_by", "with_labels"]

# Options that say what an analysis is of, and not how it is made.
OF_WHAT = {"method", "estimand", "role", "dataset", "population", "parameters", "label", "event", "desirable", "visits"}
MOST_OPTIONS = 2


def with_labels(trial: Trial) -> Trial:
    """Label every analysis; those of one method are told apart by what they are about, and how they are made."""
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
    same = [other for other in alike if about(trial, other) == outcome]
    return f"{longer} ({distinction(trial, name, same)})" if same or taken[longer] else longer


def distinction(trial: Trial, name: str, others: Sequence[str]) -> str:
    """Say which analysis it is of several of one method and outcome: the primary, by what options, or by its name."""
    roles = {other: getattr(trial.analyses[other], "role", None) for other in (name, *others)}
    if roles[name] == "primary" and [*roles.values()].count("primary") == 1:
        return "primary analysis"
    own = said_of(trial, name)
    unlike = [words for words in own if all(words not in said_of(trial, other) for other in others)]
    return ", ".join(unlike[:MOST_OPTIONS]) or name


def said_of(trial: Trial, name: str) -> list[str]:
    """Say the options in which the file departs from what is usual: `missing: event`, `residual: by arm`."""
    analysis = trial.analyses[name]
    said = []
    for key in type(analysis).model_fields:
        value = getattr(analysis, key)
        if key in analysis.model_fields_set and key not in OF_WHAT and isinstance(value, str):
            said.append(f"{key.replace('_', ' ')}: {value}")
    return said


def told_apart_by(trial: Trial, name: str) -> str:
    """Say of an analysis what tells it from others of its outcome, which a title names already."""
    label, words = str(trial.analyses[name].label), entry_of(trial.analyses[name].entry).words
    about_it = f"{words}: {about(trial, name)}"
    if label.startswith(f"{about_it} (") and label.endswith(")"):
        return label[len(about_it) + 2 : -1]
    return words if label == about_it else label
