"""What the methods of safety say of themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.models.rows import Row
from trialstats.spec.analyses import AdverseEvents, Medication
from trialstats.spec.methods.safety import Period

__all__ = ["adverse_event_notes", "follow_up_notes", "medication_notes", "overview_labels", "period_words"]

EXPLORATORY = (
    "Intervals are given, and no p values unless asked for: many kinds of events are compared, without adjustment, to "
    "look for signals."
)
SCORE = "Risk differences with the score interval of Miettinen & Nurminen (Stat Med 1985;4:213-226)."


def overview_labels(analysis: AdverseEvents) -> dict[str, str]:
    """Name the lines of the overview in their order, by their code."""
    labels = {"ANY": "Any adverse event"}
    named = {
        "serious": ("SERIOUS", "Serious adverse event"),
        "related": ("RELATED", "Related to treatment"),
        "stopped": ("STOPPED", "Leading to discontinuation"),
    }
    labels |= {code: label for key, (code, label) in named.items() if key in analysis.conditions}
    labels |= {"SEVERE": "Severe"} if analysis.severity else {}
    labels |= {label: label for label in analysis.further}
    return labels | {"BEFORE": "Before the period (not counted above)", "AFTER": "After the period (not counted above)"}


def period_words(period: Period) -> str:
    """Say when a period begins and ends."""
    ends = [*period.end, *(f"the last date in {name}" for name in period.last_record)]
    to = f" to {' or else '.join(period.end)}" if period.end else ""
    if period.last_record:
        latest = ", ".join(period.last_record)
        to += f", or else to the latest date in {latest}" if period.end else f" to the latest date in {latest}"
    days = f" and {period.days_after} days more" if period.days_after else ""
    return f"from {period.start}{to}{days}" if ends else f"from {period.start} on"


def follow_up_notes(people: pd.Series[str], days: pd.Series[float] | None) -> Row:
    """Sum the follow-up of each arm: subjects, those of whom it is not known, days."""
    if days is None:
        return {"follow_up": "not declared: there are no rates per person-time"}
    arms = people.drop_duplicates().sort_values()
    return {
        "follow_up": [
            {
                "ARM": arm,
                "n": int((people == arm).sum()),
                "not_known": int(days[people == arm].isna().sum()),
                "person_days": float(days[people == arm].sum()),
            }
            for arm in arms
        ]
    }


def adverse_event_notes(
    analysis: AdverseEvents, events: pd.DataFrame, people: pd.Series[str], days: pd.Series[float] | None
) -> dict[str, Any]:
    """Say how events were counted."""
    emergent = analysis.treatment_emergent
    said = [
        "A subject counts once for each kind of event, and at a severity once, at its most severe event; an event "
        "whose severity is not recorded counts as less than the mildest.",
        f"Counted are events that began {period_words(emergent)}; those without a date are counted too."
        if emergent
        else "All events count, whenever they began.",
        SCORE,
        EXPLORATORY,
    ]
    if analysis.follow_up:
        said.append(
            "Incidence: subjects with a first event per person-time at risk, which ends with that event, "
            f"{period_words(analysis.follow_up)}; exact Poisson interval (Garwood, Biometrika 1936;28:437-442). "
            "An event before that time or after it is no first event: its subject stays at risk. "
            "Subjects whose follow-up is not known are not in it."
        )
    return {
        "software": "trialstats; scipy (distributions)",
        "inference": " ".join(said),
        "undated_events": int(events[analysis.start].isna().sum()),
        **follow_up_notes(people, days),
    }


def medication_notes(analysis: Medication, people: pd.Series[str], days: pd.Series[float]) -> dict[str, Any]:
    """Say how medication was counted."""
    assert analysis.follow_up is not None  # the trial file was checked
    when = period_words(analysis.follow_up)
    which = (
        f"Courses that begin {when} count."
        if analysis.counts == "started"
        else f"Courses taken on any day {when} count, also those begun before and not over."
    )
    said = [which, "Percentages are of the subjects of the arm whose follow-up is known.", SCORE]
    if analysis.days or analysis.end:
        said.append(
            "Days of use are days of the calendar in the follow-up: one on which several courses run counts once."
        )
    if analysis.days:
        filled = (
            "; where they are not recorded, those in the follow-up from start to end, a blank end being its last day"
            if analysis.end
            else ""
        )
        said.append(f"Person-days of courses: their days as recorded{filled}; added up, overlapping ones as well.")
    if analysis.counts == "started":
        said.append(
            "Rates of courses with the variance between subjects; their ratio from the Poisson model with log "
            "person-time as offset and a sandwich variance by subject, n / (n - 1) in each arm, on the log scale (Lin "
            "et al., JRSS B 2000;62:711-730)."
        )
        said.append(
            "Time to the first course: Kaplan-Meier estimate, Greenwood's variance, interval on the complementary "
            "log-log scale; arms by the log-rank test. Subjects are censored where their follow-up ends; those whose "
            "courses all have no date are left out."
        )
    if analysis.dose:
        times = f"{analysis.intakes} a day" if analysis.intakes else "one intake a day"
        said.append(f"Total dose: {analysis.dose} times {times} times days, by medicine; where each is recorded.")
    return {
        "software": "trialstats; scipy (distributions)",
        "inference": " ".join(said),
        **follow_up_notes(people, days),
    }
