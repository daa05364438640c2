"""What the event is called, and whether it can occur at all."""

from __future__ import annotations

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.proportions.options import YesOrNo
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import list_of
from trialstats.methods.shared.scope import by_parameter
from trialstats.methods.shared.yes_or_no.desirable import is_desirable
from trialstats.methods.shared.yes_or_no.options import TEXT_VALUE
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.methods.shared.yes_or_no.told import told_of
from trialstats.methods.shared.yes_or_no.words import SIGNS, event_sentences
from trialstats.trialfile.text.wording import nearest

__all__ = ["event_name", "events_told", "refuse_unknown"]

SHOWN = 3  # results that a message names
MEASURES = {"AVAL": "", "CHG": "change ", "PCHG": "percent change "}


def event_name(analysis: YesOrNo, inputs: Inputs, paramcd: str) -> str:
    """Name the event: as the file does, else by parameter and threshold: `Pain above 0`, `Cough: Yes`."""
    if analysis.event.label:
        return analysis.event.label
    outcome = inputs.outcomes.get(paramcd)
    name, unit = (outcome.label, outcome.unit) if outcome else (paramcd, None)
    if analysis.event.threshold is None:
        return f"{name}: {list_of(analysis.event.texts).replace(' and ', ' or ')}"
    key, asked = analysis.event.threshold
    unit = "%" if analysis.measure == "PCHG" else f" {unit}" if unit else ""
    change = MEASURES[analysis.measure]
    return f"{name}: {change}{SIGNS[key]} {asked:g}{unit}"


def events_told(analysis: YesOrNo, inputs: Inputs) -> list[str]:
    """Say what is behind the label of the event, for each parameter."""
    return event_sentences(
        analysis.event, analysis.measure, inputs, (code for code, _ in by_parameter(analysis, inputs))
    )


def refuse_unknown(analysis: YesOrNo, inputs: Inputs) -> None:
    """Raise SpecError for an event of which nobody says whether it is wished for, and a result that no record has."""
    for paramcd, own in by_parameter(analysis, inputs):
        is_desirable(analysis, inputs, paramcd)
        if analysis.event.threshold and len(own):
            refuse_texts(analysis, inputs.name, paramcd, own)
        if analysis.event.texts and len(own):
            lost = [text for text in analysis.event.texts if not occurs(own, text)]
            known = [str(text) for text in own[TEXT_VALUE].dropna().unique()] if TEXT_VALUE in own else []
            if lost:
                raise SpecError(
                    f"analyses.{inputs.name}.event: no record of {paramcd} has the result {lost[0]}"
                    f"{nearest(lost[0], known)}"
                )


def refuse_texts(analysis: YesOrNo, name: str, paramcd: str, records: pd.DataFrame) -> None:
    """Raise SpecError for a threshold where results are texts, which no number tells."""
    assert analysis.event.threshold is not None
    key, asked = analysis.event.threshold
    texts = [str(text) for text in records[TEXT_VALUE].dropna().unique()] if TEXT_VALUE in records else []
    if texts and not told_of(records, analysis.event, analysis.measure).ne(Status.NO_VALUE).any():
        shown = list_of([f"`{text}`" for text in texts[:SHOWN]])
        raise SpecError(
            f"analyses.{name}.event: `{key}: {asked:g}` is of numbers, and no record of {paramcd} has one: its results "
            f"are {shown} (say `equals`, or `numbers` of the parameter)"
        )


def occurs(records: pd.DataFrame, text: str) -> bool:
    texts = records[TEXT_VALUE].astype("string").str.strip() if TEXT_VALUE in records else pd.Series(dtype="string")
    try:
        return bool((texts == text).any() or (records["AVAL"] == float(text)).any())
    except ValueError:
        return bool((texts == text).any())
