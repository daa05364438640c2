"""What stands under a table of estimates or a figure: how each of its analyses came to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trialstats.report.words import absent
from trialstats.results.rows import BRIEF, RECEIVED
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.trial import Trial

__all__ = ["brief_notes", "method_notes", "received_notes"]

Notes = Mapping[str, Any]


def method_notes(trial: Trial, table: str, notes: Mapping[str, Notes]) -> tuple[str, ...]:
    """Say for each analysis of a table of estimates its model, errors, degrees of freedom and margins.

    notes: those on each analysis of the table, by its name (`Result.notes`), whose words these are; analyses that
    share them are named together.
    """
    display = trial.tables[table]
    return gathered(trial, display, notes, method) if display.explained else ()


def brief_notes(trial: Trial, figure: str, notes: Mapping[str, Notes]) -> tuple[str, ...]:
    """Say for each analysis of a figure its model, in the few words for which a figure has room."""
    return gathered(trial, trial.figures[figure], notes, brief)


def received_notes(notes: Mapping[str, Notes]) -> tuple[str, ...]:
    """Say who was treated otherwise than planned, where arms are the treatments received; notes: as above."""
    said: dict[str, None] = {}
    for told in (note[RECEIVED] for note in notes.values() if isinstance(note.get(RECEIVED), Mapping)):
        other = [f"{words} {n}" for words, n in told["otherwise"].items()]
        none = f" {told['untreated']} received none and are left out." if told["untreated"] else ""
        said[f"Arms are the treatments received; {'; '.join(other) or 'all as planned'}.{none}"] = None
    return tuple(said)


def gathered(
    trial: Trial, display: Display, notes: Mapping[str, Notes], say: Callable[[Notes], str]
) -> tuple[str, ...]:
    """Say what is said of each analysis of a display, of those that share it together."""
    said: dict[str, list[str]] = {}
    for name in display.analyses:
        if words := say(notes.get(name, {})):
            said.setdefault(words, []).append(trial.analyses[name].label or name)
    alone = len(display.analyses) == 1
    return tuple(words if alone else f"{'; '.join(names)}: {words}" for words, names in said.items())


def brief(notes: Notes) -> str:
    """Say an analysis in brief, where it does."""
    return "" if absent(notes.get(BRIEF)) else str(notes[BRIEF])


def method(notes: Notes) -> str:
    """Say what an analysis did: its inference in words, and its model where all its fits have the same."""
    words = "" if absent(notes.get("inference")) else str(notes["inference"])
    fits = [fit for fit in notes.get("fits") or () if isinstance(fit, Mapping)]
    formulas = list(dict.fromkeys(str(fit["formula"]) for fit in fits if not absent(fit.get("formula"))))
    return f"{words} Model: {'; '.join(formulas)}." if words and 0 < len(formulas) <= 2 else words
