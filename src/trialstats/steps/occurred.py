"""The events behind a number, chosen again as the method does, with the lines that they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from trialstats.explain.facts import Counted, RowFacts
from trialstats.explain.occurred import OccurrenceFacts, OccurrenceRecord
from trialstats.methods.run import counts_events, events_behind
from trialstats.plan.layout import Layout
from trialstats.steps.material import material, on_disk
from trialstats.trialfile.trial import Trial

__all__ = ["occurrence_facts"]


def occurrence_facts(
    trial: Trial, layout: Layout, name: str, notes: Mapping[str, Any], row: RowFacts | None
) -> OccurrenceFacts | None:
    """Give the events of an analysis, or those behind a row of it; None of a method that counts no events.

    notes: those that the analysis left. Nothing is told of a row for which other events are found than it counted.
    """
    if not counts_events(trial.complete(name)):
        return None
    analysis, inputs, _ = material(trial, on_disk(trial, layout), name)
    events = events_behind(analysis, inputs, row.about if row else {})
    numbers = {each.name: each.value for each in row.statistics} if row else {}
    if events.empty or len(events) != numbers.get("events", len(events)):
        return None
    note: Mapping[str, Any] = notes["excluded"][0]  # every method that counts events says what it chose
    return OccurrenceFacts(
        analysis=name,
        dataset=str(note["dataset"]),
        came=int(note["in"]),
        left_out=tuple(Counted(str(reason), int(count)) for reason, count in note["left_out"].items()),
        events=tuple(told(events)),
        subjects=int(events["USUBJID"].nunique()),
    )


def told(events: pd.DataFrame) -> Iterator[OccurrenceRecord]:
    """Yield events with the line that tells of each, where the source has lines."""
    for event in events.to_dict("records"):
        lines = () if pd.isna(event.get("SRCLINE")) else (f"{event['SRCFILE']}:{event['SRCLINE']}",)
        yield OccurrenceRecord(str(event["USUBJID"]), str(event["ARM"]), str(event["what"]), lines)
