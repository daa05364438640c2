"""Primary results that are no difference of means: ratios, differences of shares, win probabilities, areas."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from trialstats.display.numbers import digits_of_size
from trialstats.methods.entry import Answer
from trialstats.report.phrases import Phrase, Row, of_the_analysis, records, take, uncertainty
from trialstats.report.words import absent
from trialstats.results.kinds import Kind
from trialstats.trialfile.completion.words import inside

__all__ = ["told_comparisons"]


def told_comparisons(
    rows: pd.DataFrame, answer: Answer, beside: Callable[[Row], list[Phrase]], when: str | None = None
) -> list[tuple[Phrase, ...]]:
    """Say the comparisons that answer a question, the first of several approaches; when: `At Week 12`, if any.

    beside: what is to be said of each beside its numbers.
    """
    kind, told_of = answer.kind, answer.variable
    variables = [(row, None if absent(row["variable"]) else row["variable"]) for row in records(take(rows, kind=kind))]
    found = [row for row, variable in variables if variable == told_of]
    if kind == Kind.RATIO:  # the first approach is the analysis; substitutions stand beside it in the table
        found = of_the_analysis(found)
    return [told(row, answer, beside, when) for row in found]


def told(row: Row, answer: Answer, beside: Callable[[Row], list[Phrase]], when: str | None) -> tuple[Phrase, ...]:
    """Say one comparison with its interval and p value, or why there is none."""
    traits = answer.kind.traits
    sentence = answer.sentence or traits.sentence
    assert sentence is not None
    what = row["PARAMCD"] if absent(row["PARAM"]) else row["PARAM"]
    said = sentence.words.format(
        what=inside(str(what)), arm=row["ARM"], reference=row["REFERENCE"], event=event_of(str(row["group"]), str(what))
    )
    at = f"{when}, {said[0].lower()}" if when else said[0].upper()
    start = Phrase(f"{at}{said[1:]}")
    if absent(row["estimate"]):
        why = "no reason is given" if absent(row["reason"]) else str(row["reason"]).rstrip(".")
        return (Phrase(f"{start.text}not known: {why}."),)
    digits = digits_of_size(row["estimate"], sentence.digits) if traits.any_size else sentence.digits
    estimate = uncertainty(row, digits, sentence.scale, sentence.unit, with_estimate=True)
    return (start, *estimate, Phrase("."), *beside(row), *censored(row), *mistrusted(row))


def event_of(named: str, what: str) -> str:
    """Say of what an event is, unless its name begins with that: `Clear in Lesions`, `Lesions: above 0`."""
    return named if named.casefold().startswith(what.casefold()) else f"{named} in {what}"


def censored(row: Row) -> list[Phrase]:
    """Say how many of the values that a ratio rests on lie below the limit of quantification, where it counts them."""
    if row["kind"] != Kind.RATIO or absent(row["count"]) or not row["count"]:
        return []
    counted = Phrase(f"{row['count']:.0f} of {row['total']:.0f}", f"{row['id']}:count,total")
    return [Phrase(" "), counted, Phrase(" values lie below the limit of quantification.")]


def mistrusted(row: Row) -> list[Phrase]:
    """Say the reason to mistrust an estimate, where it comes with one."""
    return [] if absent(row["reason"]) else [Phrase(f" {row['reason']}.")]
