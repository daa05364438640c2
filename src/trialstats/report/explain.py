"""What stands under a table of estimates: how each of its analyses came to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trialstats.report.words import absent
from trialstats.trialfile.trial import Trial

__all__ = ["method_notes"]


def method_notes(trial: Trial, table: str, notes: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Say for each analysis of a table of estimates its model, errors, degrees of freedom and margins.

    notes: those on each analysis of the table, by its name (`Result.notes`), whose words these are; analyses that
    share them are named together.
    """
    declared = trial.tables[table]
    if not declared.explained:
        return ()
    said: dict[str, list[str]] = {}
    for name in declared.analyses:
        if words := method(notes.get(name, {})):
            said.setdefault(words, []).append(trial.analyses[name].label or name)
    alone = len(declared.analyses) == 1
    return tuple(words if alone else f"{'; '.join(names)}: {words}" for words, names in said.items())


def method(notes: Mapping[str, Any]) -> str:
    """Say what an analysis did: its inference in words, and its model where all its fits have the same."""
    words = "" if absent(notes.get("inference")) else str(notes["inference"])
    fits = [fit for fit in notes.get("fits") or () if isinstance(fit, Mapping)]
    formulas = list(dict.fromkeys(str(fit["formula"]) for fit in fits if not absent(fit.get("formula"))))
    return f"{words} Model: {'; '.join(formulas)}." if words and 0 < len(formulas) <= 2 else words
