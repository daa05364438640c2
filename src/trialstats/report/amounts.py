"""Estimates as sentences write them: with their digits, on their scale, in their unit."""

from __future__ import annotations

from trialstats.display.numbers import digits_of_size, digits_of_slope, estimated, without_noise
from trialstats.report.phrases import Phrase, Row
from trialstats.report.words import absent
from trialstats.results.kinds import Kind
from trialstats.results.rows import NO_UNITS

__all__ = ["amount", "digits", "estimate", "unit_of"]


def estimate(row: Row) -> Phrase:
    """Write an estimate with its unit and its address in the results."""
    return Phrase(amount(row), f"{row['id']}:estimate")


def amount(row: Row) -> str:
    """Write an estimate: `-19.1 mm`, `12.5 percentage points`, `0.78`."""
    sentence = Kind(row["kind"]).traits.sentence
    if sentence is None:
        return estimated(without_noise(row["estimate"], row["std_error"]), digits(row)) + unit_of(row)
    places = digits_of_size(row["estimate"], sentence.digits) if Kind(row["kind"]).traits.any_size else sentence.digits
    return estimated(sentence.scale * row["estimate"], places) + sentence.unit


def unit_of(row: Row) -> str:
    """Give the unit as it follows a number."""
    return "" if absent(row["unit"]) or row["unit"] in NO_UNITS else f"\N{NO-BREAK SPACE}{row['unit']}"


def digits(row: Row) -> int:
    """Digits after the point of a mean."""
    decimals = 1 if absent(row["decimals"]) else int(row["decimals"])
    return digits_of_slope(decimals) if row["kind"] == Kind.SLOPE else decimals
