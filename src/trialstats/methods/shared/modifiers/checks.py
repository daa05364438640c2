"""Whether the modifiers that an analysis names can modify anything: numbers, or categories with levels."""

from __future__ import annotations

from trialstats.methods.shared.modifiers.options import Modified
from trialstats.trialfile.names import At, Broken, analyses_of
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield modifiers that are dates or texts, that have one level, and values of what is no number."""
    for at, analysis in analyses_of(trial, Modified):
        yield from modifiers(trial, at, analysis)


def modifiers(trial: Trial, at: At, analysis: Modified) -> Broken:
    for name in (name for name in analysis.modifiers if name in trial.covariates):
        column = trial.covariates[name]
        if column.type not in ("number", "category"):
            text = f"= {name} is of type {column.type}; an effect depends on a number or a category"
            yield (*at, "modifiers"), text
        elif column.type == "category" and len(column.levels) == 1:
            yield (*at, "modifiers"), f"= {name} has one level, {column.levels[0]}: no effect can depend on it"
        if column.type == "category" and name in analysis.at:
            yield (*at, "at", name), "is of a category: differences are given at each of its levels, without `at`"
