"""Texts that a category never holds, and events that nobody declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.parts.subjects import Column, Occurred
from trialstats.trialfile.trial import Trial

__all__ = ["levels", "occurred"]


def levels(at: tuple[str | int, ...], chosen: Mapping[str, Sequence[str]], columns: Mapping[str, Column]) -> Broken:
    """Yield the levels of a category that are chosen and that it does not have."""
    for name, texts in chosen.items():
        known = columns[name].levels if name in columns else []
        for level in (level for level in texts if known and level not in known):
            yield (*at, name), unknown("level", level, known)


def occurred(trial: Trial, at: tuple[str | int, ...], condition: Occurred) -> Broken:
    """Yield what a population that counts events names and nobody has."""
    if condition.dataset not in trial.occurrences:
        yield (*at, "dataset"), unknown("dataset of `occurrences`", condition.dataset, trial.occurrences)
        return
    columns = trial.occurrences[condition.dataset].columns
    for name in (name for name in condition.where if name not in columns):
        yield (*at, "where", name), unknown(f"variable of {condition.dataset}", name, columns, sign="")
    yield from levels((*at, "where"), condition.where, columns)
