"""The standard tables of adverse events: of every occurrence that has the ADaM variables of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trialstats.methods.adverse_events.options import AdverseEvents, AdverseEventsFigure, AdverseEventsTable
from trialstats.methods.shared.occurrences.standard import follow_up, variable_of
from trialstats.trialfile.standard import Standard, level_of_yes, safety_population
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]

TERMS = ("AEDECOD", "AETERM")
SYSTEMS = ("AEBODSYS", "AESOC")
# Keys and the variable of which a yes is meant.
CONDITIONS = {"serious": "AESER", "fatal": "AESDTH", "related": "AEREL"}


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield, of the events of an occurrence with terms and dates, an overview and their terms by arm."""
    for name in trial.occurrences:
        term = variable_of(trial, name, *TERMS)
        if term and variable_of(trial, name, "ASTDT", type="date"):
            yield events(trial, name, term)


def events(trial: Trial, occurrence: str, term: str) -> Standard:
    """Make the analysis of adverse events with what the occurrence has beside their terms."""
    time = follow_up(trial, occurrence)
    severity = variable_of(trial, occurrence, "AESEV", type="category")
    has_order = severity is not None and bool(trial.occurrences[occurrence].columns[severity].codes)
    said: dict[str, Any] = {
        "method": "adverse_events",
        "dataset": occurrence,
        "population": safety_population(trial),
        "term": term,
        "system": variable_of(trial, occurrence, *SYSTEMS),
        "severity": severity if has_order else None,
        **{key: level_of_yes(trial, occurrence, variable) for key, variable in CONDITIONS.items()},
        # An event under a treatment of a crossover trial began after the start of that.
        "treatment_emergent": {"start": time.start} if time and not trial.crossover else None,
        "follow_up": time,
    }
    tables = {
        f"{occurrence}_overview": table(occurrence, show="overview", incidence=time is not None),
        f"{occurrence}_terms": table(occurrence, show="terms"),
    }
    if has_order:
        tables[f"{occurrence}_severity"] = table(occurrence, by_severity=True)
    figure = AdverseEventsFigure.model_validate({"kind": "adverse_events", "analysis": occurrence})
    return Standard(occurrence, AdverseEvents.model_validate(said), tables, {f"{occurrence}_terms": figure})


def table(analysis: str, **said: Any) -> AdverseEventsTable:
    return AdverseEventsTable.model_validate({"kind": "adverse_events", "analysis": analysis, **said})
