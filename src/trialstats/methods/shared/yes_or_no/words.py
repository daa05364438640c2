"""The event of a yes or no in words."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.yes_or_no.options import Event

__all__ = ["SIGNS", "event_sentences", "event_words"]

SIGNS = {"above": "above", "at_least": "at least", "below": "below", "at_most": "at most"}
CHANGES = {"CHG": "change from baseline in ", "PCHG": "percent change from baseline in "}


def event_words(event: Event, measure: str, inputs: Inputs, paramcd: str) -> str:
    """Say what of a value is the event: `Pain (VAS) at most 40 mm`, `Sore throat: yes or perhaps`."""
    outcome = inputs.outcomes.get(paramcd)
    name, unit = (outcome.label, outcome.unit) if outcome else (paramcd, None)
    if event.threshold is None:
        return f"{name}: {' or '.join(event.texts)}"
    key, asked = event.threshold
    unit = "%" if measure == "PCHG" else f" {unit}" if unit else ""
    number = f"{asked:g}".replace("-", "\N{MINUS SIGN}")
    return f"{CHANGES.get(measure, '')}{name} {SIGNS[key]} {number}{unit}"


def event_sentences(event: Event, measure: str, inputs: Inputs, codes: Iterable[str]) -> list[str]:
    """Say for each parameter what is behind the label of the event; without a label its name says it already."""
    if event.label is None:
        return []
    return [
        f"Event \N{LEFT DOUBLE QUOTATION MARK}{event.label}\N{RIGHT DOUBLE QUOTATION MARK}: "
        f"{event_words(event, measure, inputs, code)}."
        for code in codes
    ]
