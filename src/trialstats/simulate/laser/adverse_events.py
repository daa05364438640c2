"""Adverse events, in plain words and not coded with any dictionary. Terms and rates are ours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import DTLT
from trialstats.simulate.laser.draws import Dates, Ints, one_of, stream, whole_numbers

__all__ = ["CATALOGUE", "Event", "adverse_events_table"]


@dataclass(frozen=True)
class Event:
    """A kind of event: its weight in each arm (sham, DTLT) and the chance that it is related to treatment."""

    term: str
    system: str
    weight: tuple[float, float]
    related: float
    serious: bool = False


CATALOGUE = (
    Event("treatment site erythema", "Skin", (0.4, 1.6), 0.9),
    Event("treatment site warmth", "Skin", (0.5, 1.8), 0.9),
    Event("pruritus", "Skin", (0.6, 0.7), 0.4),
    Event("paraesthesia", "Nervous system", (1.2, 1.1), 0.4),
    Event("headache", "Nervous system", (1.2, 1.2), 0.2),
    Event("dizziness", "Nervous system", (1.0, 1.0), 0.1),
    Event("pain in extremity", "Musculoskeletal", (1.8, 1.0), 0.3),
    Event("back pain", "Musculoskeletal", (0.8, 0.8), 0.0),
    Event("fall", "Injury", (0.5, 0.4), 0.0),
    Event("hypoglycaemia", "Metabolism", (0.8, 0.8), 0.0),
    Event("nausea", "Gastrointestinal", (0.8, 0.7), 0.1),
    Event("diarrhoea", "Gastrointestinal", (0.7, 0.7), 0.0),
    Event("nasopharyngitis", "Infections", (1.4, 1.4), 0.0),
    Event("urinary tract infection", "Infections", (0.7, 0.7), 0.0),
    Event("oedema peripheral", "General", (0.6, 0.6), 0.1),
    Event("pneumonia", "Infections", (0.15, 0.15), 0.0, serious=True),
    Event("foot ulcer infected", "Infections", (0.15, 0.15), 0.0, serious=True),
    Event("angina pectoris", "Cardiac", (0.1, 0.1), 0.0, serious=True),
)

FORTNIGHTS = 6
EVENT_CHANCE = (0.14, 0.17)
"""Chance of an event in each fortnight from randomisation on, (sham, DTLT)."""

SEVERITIES = (("mild", 0.66), ("moderate", 0.29), ("severe", 0.05))


def adverse_events_table(
    seed: int,
    patient: list[str],
    arm: Ints,
    randomised: Dates,
    stop: Dates,
    last_contact: Dates,
    reason: tuple[str, ...],
) -> pd.DataFrame:
    """Write adverse_events.csv as text; end_date is blank where the event was not over at the last contact.

    All parameters have one entry for each subject; `stop` is NaT and `reason` is '' for completers. Whoever
    stopped for an adverse event has one that began in the three days before and did not end.
    """
    rng = stream(seed, "adverse_events")
    rows = []
    for i in range(len(patient)):
        happens = rng.random(FORTNIGHTS) < EVENT_CHANCE[arm[i]]
        begins = randomised[i] + 14 * np.arange(FORTNIGHTS) + whole_numbers(rng, 0, 13, FORTNIGHTS)
        own = [_draw_event(rng, int(arm[i]), date, last_contact[i]) for date in begins[happens]]
        if reason[i] == "adverse event":
            date = max(stop[i] - rng.integers(0, 3), randomised[i])
            own.append(_draw_event(rng, int(arm[i]), date, date, moderate=True))
        rows += [(patient[i], *event) for event in own if event[4] <= str(last_contact[i])]
    columns = ["patient_id", "term", "system", "severity", "serious", "start_date", "end_date", "related"]
    return pd.DataFrame(rows, columns=columns)


def _draw_event(
    rng: np.random.Generator, arm: int, date: np.datetime64, last_contact: np.datetime64, *, moderate: bool = False
) -> tuple[str, ...]:
    """Draw (term, system, severity, serious, start_date, end_date, related), at least moderate if asked."""
    event = one_of(rng, [(kind, kind.weight[arm]) for kind in CATALOGUE])
    severity = one_of(rng, SEVERITIES[1:] if moderate or event.serious else SEVERITIES)
    end = date + rng.integers(1, 22)
    related = "Y" if rng.random() < event.related * (1.0 if arm == DTLT else 0.6) else "N"
    serious = "Y" if event.serious else "N"
    return (event.term, event.system, severity, serious, str(date), str(end) if end <= last_contact else "", related)
