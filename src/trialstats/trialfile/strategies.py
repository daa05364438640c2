"""What the estimands behind a table or figure make of intercurrent events, in words that stand under it."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.trial import Trial

__all__ = ["told_strategies"]


def told_strategies(trial: Trial, display: Display) -> tuple[str, ...]:
    """Say what the analyses of a display make of intercurrent events; those that share it together."""
    said: dict[str, list[str]] = {}
    for name in display.analyses:
        analysis = trial.analyses.get(name)
        handled = trial.handled_in(analysis) if analysis else {}
        estimand = trial.estimands.get(str(getattr(analysis, "estimand", None)))
        told = {event: estimand.words_of(made) for event, made in handled.items()} if estimand else {}
        words = "; ".join(f"{trial.intercurrent_events[event].label}, {made}" for event, made in told.items())
        said.setdefault(words, []).append((analysis.label if analysis else None) or name)
    return tuple(f"{heading(names, alone=len(said) == 1)}: {words}." for words, names in said.items() if words)


def heading(names: Sequence[str], *, alone: bool) -> str:
    return "Intercurrent events" if alone else f"Intercurrent events ({', '.join(names)})"
