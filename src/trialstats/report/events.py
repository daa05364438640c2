"""Primary results about events: who has any, and how many there are."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from trialstats.display.numbers import digits_of_size, estimated
from trialstats.methods.entry import Answer
from trialstats.report.phrases import Phrase, Row, records, take, uncertainty
from trialstats.report.words import absent
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.estimands import Events

__all__ = ["counted", "told_events"]

DIGITS, PERCENT = 2, 1  # after the point: of rates and their ratios, of percentages


def told_events(rows: pd.DataFrame, answer: Answer, variable: Events) -> list[tuple[Phrase, ...]]:
    """Say how each arm compares with the reference, beside what each of the two had."""
    of_any = rows[rows[["group", "level"]].isna().all(axis=1)]
    lines = take(of_any, variable=str(answer.variable))
    told = {Kind.RISK_DIFFERENCE: shares, Kind.RATE_RATIO: rates}[answer.kind]
    return [compared(row, lines, variable, told) for row in records(take(lines, kind=answer.kind))]


Told = Callable[[Row, pd.DataFrame, Events], tuple[Phrase, ...]]


def compared(row: Row, lines: pd.DataFrame, variable: Events, told: Told) -> tuple[Phrase, ...]:
    """Say one comparison, or why there is none."""
    if absent(row["estimate"]):
        why = "no estimate was computed" if absent(row["reason"]) else str(row["reason"]).rstrip(".")
        arms = f"{row['ARM']} and {row['REFERENCE']}"
        return (Phrase(f"{capital(variable.label)} could not be compared between {arms}: {why}."),)
    doubt = [] if absent(row["reason"]) else [Phrase(f" {row['reason']}.")]
    return (*told(row, lines, variable), Phrase("."), *doubt)


def shares(row: Row, lines: pd.DataFrame, variable: Events) -> tuple[Phrase, ...]:
    """`3 of 6 subjects (50.0%) with A and 1 of 6 (16.7%) with B had falls: a difference of 33.3 percentage points`."""
    ours, theirs = (counted(lines, row[arm], word) for arm, word in (("ARM", " subjects"), ("REFERENCE", "")))
    between, had = Phrase(f" with {row['ARM']} and "), f" with {row['REFERENCE']} had {variable.label}"
    difference = uncertainty(row, PERCENT, 100.0, " percentage points", with_estimate=True)
    return (ours, between, theirs, Phrase(f"{had}: a difference of "), *difference)


def counted(lines: pd.DataFrame, arm: str, word: str) -> Phrase:
    """Write how many subjects of an arm had any, of how many, and their percentage."""
    (row,) = records(take(lines, kind=Kind.COUNT, ARM=arm))
    percent = "" if absent(row["percent"]) else f" ({estimated(row['percent'], PERCENT)}%)"
    statistics = "count,total,percent" if percent else "count,total"
    return Phrase(f"{row['count']:.0f} of {row['total']:.0f}{word}{percent}", f"{row['id']}:{statistics}")


def rates(row: Row, lines: pd.DataFrame, variable: Events) -> tuple[Phrase, ...]:
    """`The rate of headaches was 12.0 per 100 person-years with A and 8.00 with B: a ratio of 1.50`."""
    ours, theirs = (records(take(lines, kind=Kind.RATE, ARM=row[arm])) for arm in ("ARM", "REFERENCE"))
    ratio = uncertainty(row, digits_of_size(row["estimate"], DIGITS), with_estimate=True)
    what = f"rate of {variable.label}"
    if not (ours and theirs) or absent(ours[0]["estimate"]) or absent(theirs[0]["estimate"]):
        return (Phrase(f"The {what} with {row['ARM']} over that with {row['REFERENCE']} is "), *ratio)
    unit = f" {ours[0]['unit']} with {row['ARM']} and "
    between = Phrase(f" with {row['REFERENCE']}: a ratio of ")
    return (Phrase(f"The {what} was "), rate(ours[0]), Phrase(unit), rate(theirs[0]), between, *ratio)


def rate(row: Row) -> Phrase:
    return Phrase(estimated(row["estimate"], digits_of_size(row["estimate"], DIGITS)), f"{row['id']}:estimate")


def capital(text: str) -> str:
    return text[0].upper() + text[1:]
