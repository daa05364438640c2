"""Lists in which an entry stands twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from trialstats.trialfile.names import Broken
from trialstats.trialfile.parts.part import Part
from trialstats.trialfile.trial import Trial

__all__ = ["repeats"]


def repeats(trial: Trial) -> Broken:
    """Yield the entries that an analysis or a display names twice in a list."""
    for section, parts in (("analyses", trial.analyses), ("figures", trial.figures), ("tables", trial.tables)):
        for name, part in parts.items():
            for at, entries in lists_of(part):
                for entry in (entry for entry, times in Counter(entries).items() if times > 1):
                    yield (section, name, *at), f"names {entry} twice"


def lists_of(part: Part) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
    """Give the lists of names and numbers that a part of the file holds, with their keys."""
    for name, field in type(part).model_fields.items():
        held, key = getattr(part, name), field.alias or name
        lists: dict[tuple[str, ...], Any] = {(key,): held}
        if isinstance(held, Mapping):
            lists = {(key, inner): entries for inner, entries in held.items()}
        for at, entries in lists.items():
            if isinstance(entries, tuple) and all(isinstance(entry, str | int) for entry in entries):
                yield at, entries
