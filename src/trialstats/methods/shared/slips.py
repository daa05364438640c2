"""What an analysis says that can be, and is likely meant otherwise: margins and thresholds out of all proportion."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.yes_or_no.options import Event
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.parts.margin import Margin

__all__ = ["slips"]

# Shares differ by so many percentage points at the most, and no margin of a ratio is so far from 1.
ALL_POINTS = 100.0
FAR_FROM_ONE = 3.0


def slips(analysis: Method, inputs: Inputs) -> Iterator[str]:
    """Yield margins that nothing could exceed, or hardly anything reach, and thresholds that no value lies beyond."""
    if not isinstance(analysis, Estimating):
        return
    event = getattr(analysis, "event", None)
    event = event if isinstance(event, Event) else None
    outcomes = [inputs.outcomes[code] for code in parameters_of(inputs) if code in inputs.outcomes]
    if analysis.margin_of is not None:
        value = analysis.margin_of.value
        for size in value if isinstance(value, tuple) else (value,):
            yield from of_margin(analysis.margin_of, float(size), inputs.name, outcomes, of_shares=event is not None)
    if event is not None and isinstance(analysis, Findings) and analysis.measure == "AVAL":
        for outcome in outcomes:
            yield from of_threshold(event, outcome, inputs.name)


def parameters_of(inputs: Inputs) -> list[str]:
    return [] if inputs.records.empty else [str(code) for code in inputs.records["PARAMCD"].dropna().unique()]


def of_margin(margin: Margin, value: float, name: str, outcomes: list[Outcome], *, of_shares: bool) -> Iterator[str]:
    start = f"analyses.{name}.margin: `value: {value:g}`"
    if margin.scale != "difference":
        if not 1 / FAR_FROM_ONE <= value <= FAR_FROM_ONE:
            fold = max(value, 1 / value)
            yield f"{start} lets the {margin.scale} be {fold:.4g}-fold: is a number such as 1.25 meant?"
    elif of_shares:
        if abs(value) >= ALL_POINTS:
            yield f"{start} is of percentage points, and shares never differ by more than 100: nothing could fail"
        elif abs(value) < 1:
            yield f"{start} is of percentage points, less than one of them: is {100 * value:g} meant?"
    else:
        for outcome in outcomes:
            if outcome.range and abs(value) >= outcome.range[1] - outcome.range[0]:
                low, high = outcome.range
                yield f"{start} is as far as {outcome.label} reaches, from {low:g} to {high:g}: nothing could fail"


def of_threshold(event: Event, outcome: Outcome, name: str) -> Iterator[str]:
    """Yield a threshold outside the range of the parameter: everybody has the event, or nobody can have it."""
    if event.threshold is None or outcome.range is None:
        return
    key, asked = event.threshold
    low, high = outcome.range
    above, below = key in ("above", "at_least"), key in ("below", "at_most")
    everybody = (above and asked < low) or (below and asked > high) or (key == "at_most" and asked == high)
    everybody = everybody or (key == "at_least" and asked == low)
    nobody = (above and asked > high) or (below and asked < low) or (key == "above" and asked == high)
    nobody = nobody or (key == "below" and asked == low)
    if everybody or nobody:
        who = "everybody with a value has the event" if everybody else "nobody can have the event"
        yield f"analyses.{name}.event: `{key}: {asked:g}`, and {outcome.label} is {low:g} to {high:g}: {who}"
