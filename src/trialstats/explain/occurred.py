"""The events behind a number of an occurrence dataset, down to file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trialstats.explain.facts import Counted
from trialstats.explain.told_records import FEW, more, places

__all__ = ["OccurrenceFacts", "OccurrenceRecord", "told_occurrences"]


@dataclass(frozen=True)
class OccurrenceRecord:
    """An event: whose, what it was and its days as far as they are known, and the line that tells of it."""

    subject: str
    arm: str
    what: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class OccurrenceFacts:
    """The events of an analysis, or those that a row counts or compares.

    came: the records of the dataset, of which each condition left some out. subjects: who has these events.
    """

    analysis: str
    dataset: str
    came: int
    left_out: tuple[Counted, ...]
    events: tuple[OccurrenceRecord, ...]
    subjects: int


def told_occurrences(facts: OccurrenceFacts, *, every: bool) -> Iterator[str]:
    """Tell how many records came, what left which out, and the events, the first few where not all are wanted."""
    yield from ["", f"Records of {facts.dataset}", f"  {facts.came:,} records came"]
    yield from (f"  {each.count:,} left out: {each.what}" for each in facts.left_out if each.count)
    yield from ["", f"Events behind this: {len(facts.events):,} of {facts.subjects:,} subjects"]
    shown = facts.events if every else facts.events[:FEW]
    for event in shown:
        yield f"    {event.subject} ({event.arm}) {event.what}{places(event.lines)}"
    yield from more(len(facts.events) - len(shown))
