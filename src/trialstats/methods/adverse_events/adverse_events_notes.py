"""What the analysis of adverse events says of itself: the lines of its overview, and how events were counted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.methods.adverse_events.options import AdverseEvents
from trialstats.methods.adverse_events.rows import Overview
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.words import SAME, SCORE, follow_up_notes, period_words, time_ended

__all__ = ["OUTSIDE", "notes", "overview_labels", "rules"]

LABELS = {
    Overview.ANY: "Any adverse event",
    Overview.SERIOUS: "Serious adverse event",
    Overview.FATAL: "Leading to death",
    Overview.RELATED: "Related to treatment",
    Overview.STOPPED: "Leading to discontinuation",
    Overview.SEVERE: "Severe",
    Overview.BEFORE: "Before the period (not counted above)",
    Overview.AFTER: "After the period (not counted above)",
}
# The lines of events that do not count elsewhere; they stand last.
OUTSIDE = (Overview.BEFORE, Overview.AFTER)
NOT_CODED = "Terms are as they were reported: no dictionary codes them."
EXPLORATORY = (
    "Intervals are given, and no p values unless asked for: many kinds of events are compared, without adjustment, to "
    "look for signals."
)


def overview_labels(analysis: AdverseEvents) -> dict[str, str]:
    """Name the lines of the overview in their order, by their code."""
    declared = {*analysis.lines, *([Overview.SEVERE] if analysis.severity else [])}
    first = [code for code in LABELS if code == Overview.ANY or code in declared]
    further = {label: label for label in analysis.further}
    return {code: LABELS[code] for code in first} | further | {code: LABELS[code] for code in OUTSIDE}


def rules(analysis: AdverseEvents, inputs: Inputs) -> list[str]:
    """Say which events count and what their terms are, in the sentences that stand under the table."""
    emergent = analysis.treatment_emergent
    counted = (
        f"Counted are events that began {period_words(emergent, inputs)}; those without a date are counted too."
        if emergent
        else "All events count, whenever they began."
    )
    coded = f"Terms are coded by {analysis.dictionary}." if analysis.dictionary else NOT_CODED
    return [f"{counted} {coded}"]


def notes(
    analysis: AdverseEvents, events: pd.DataFrame, people: pd.Series[str], days: pd.Series[float] | None, inputs: Inputs
) -> dict[str, Any]:
    """Say how events were counted."""
    said = [
        "A subject counts once for each kind of event, and at a severity once, at its most severe event; an event "
        "whose severity is not recorded counts as less than the mildest.",
        *rules(analysis, inputs),
        *time_ended(inputs, with_time=analysis.follow_up is not None),
        *([SAME] if inputs.paired else [SCORE, EXPLORATORY]),
    ]
    if analysis.follow_up:
        said.append(
            "Incidence: subjects with a first event per person-time at risk, which ends with that event, "
            f"{period_words(analysis.follow_up, inputs)}; exact Poisson interval (Garwood, Biometrika "
            "1936;28:437-442). An event before that time or after it is no first event: its subject stays at risk. "
            "Subjects whose follow-up is not known are not in it."
        )
    return {
        "software": "trialstats; scipy (distributions)",
        "inference": " ".join(said),
        "undated_events": int(events[analysis.start].isna().sum()),
        **follow_up_notes(people, days),
    }
