"""Where the trial file says what, and what stands where it says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trialstats.explain.facts import Place
from trialstats.trialfile.text.document import Document, Path_, dotted

__all__ = ["Declared"]


@dataclass(frozen=True)
class Declared:
    """The lines of a trial file; `file` is its path as a reader sees it."""

    file: str
    document: Document

    def at(self, *path: str) -> Place | None:
        """Give the line of a part of the file; None where it is not written there."""
        key: Path_ = tuple(path)
        return Place(self.file, self.document.lines[key], dotted(key)) if key in self.document.lines else None

    def all_of(self, paths: Iterable[tuple[str, ...]]) -> tuple[Place, ...]:
        """Give the lines of those parts that are written, each once."""
        found = dict.fromkeys(self.at(*path) for path in paths)
        return tuple(place for place in found if place is not None)
