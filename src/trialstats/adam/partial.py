"""Dates of which a part is unknown, and what is known of them: year and month where the text says them for certain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialstats.adam.iso8601 import PARTS
from trialstats.trialfile.parts.part import ISO_8601
from trialstats.trialfile.parts.partial_dates import NOTHING_KNOWN

__all__ = ["is_partial", "is_partial_iso", "is_unclear", "known_part"]

LONGEST = 60  # signs of a date
TOKENS = re.compile(r"[0-9]+|[^\W\d_]+|[?]+|_+")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
UNKNOWN = re.compile(r"un|unk|unkn|unknown|uk|ukn|nk|na|nd|[xuy]{1,4}|[dm]{2}|[?]+|_+|00?", re.IGNORECASE)
MONTH = re.compile(r"(?:un)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DIRECTIVES = re.compile(r"%[a-zA-Z]")
DAY_NUMBERS = {f"{day:{width}}" for day in range(1, 32) for width in ("d", "02d")}
HYPHEN = "-"


def is_partial(text: str, formats: Sequence[str] = ()) -> bool:
    """Tell a date of which a part is unknown: `2024`, `2024-01`, `Jan 2024`, `UN/UNK/2024`, `2024-00-00`."""
    if ISO_8601 in formats and is_partial_iso(text):
        return True
    tokens = TOKENS.findall(text[:LONGEST])
    known = [token for token in tokens if not UNKNOWN.fullmatch(token)]
    if not known:
        return len(tokens) > 1
    others = [token for token in known if not YEAR.fullmatch(token)]
    whole = len(others) > 1 or len(known) - len(others) != 1 or len(tokens) > 3
    no_month = len(tokens) == 2 and "--" not in text and any(token.isdecimal() and int(token) > 12 for token in others)
    return not (whole or no_month) and all(MONTH.fullmatch(token) or token in DAY_NUMBERS for token in others)


def is_partial_iso(text: str) -> bool:
    """Tell a partial date as ISO 8601 and SDTM write it: `2024`, `2024-01`, `2024---15`, `--01-15`, `-----T07:15`."""
    parts = PARTS.fullmatch(text.strip())
    return parts is not None and any(parts[name] in (None, HYPHEN) for name in ("year", "month", "day"))


def known_part(text: str, formats: Sequence[str]) -> str:
    """Give the known part of a date as ISO 8601 writes it; a month only where it cannot be a day."""
    if ISO_8601 in formats and is_partial_iso(text):
        return known_of_iso(text)
    year = known_year(text) if is_partial(text) else None
    if year is None:
        return NOTHING_KNOWN
    part, token = part_beside_year(text, formats)
    if part != "month":
        return year
    month = int(token) if token.isdecimal() else 1 + MONTHS.index(token.lower().removeprefix("un")[:3])
    return f"{year}-{month:02d}"


def known_of_iso(text: str) -> str:
    parts = PARTS.fullmatch(text.strip())
    assert parts is not None
    year, month = parts["year"], parts["month"]
    if year == HYPHEN:
        return NOTHING_KNOWN
    return year if month in (None, HYPHEN) else f"{year}-{month}"


def is_unclear(text: str, formats: Sequence[str]) -> bool:
    """Tell a partial date of which nobody can say whether a number in it is the month or the day: `12/UN/2024`."""
    if ISO_8601 in formats and is_partial_iso(text):
        return False
    part, token = part_beside_year(text, formats)
    return bool(token) and part is None


def known_year(text: str) -> str | None:
    """Give the year of a partial date; None where it is not known."""
    return next((token for token in TOKENS.findall(text[:LONGEST]) if YEAR.fullmatch(token)), None)


def part_beside_year(text: str, formats: Sequence[str]) -> tuple[str | None, str]:
    """Give what else of a partial date is known, and whether it is the `month` or the `day`; None where it is unclear.

    A number beside the year alone is the month (`2024-01`), behind hyphens the day (`2024---15`); of three parts it is
    what every format has there that has the year where the date has it.
    """
    tokens = TOKENS.findall(text[:LONGEST])
    (number, token) = next(((n, t) for n, t in enumerate(tokens) if MONTH.fullmatch(t) or t in DAY_NUMBERS), (None, ""))
    if number is None:
        return None, ""
    if MONTH.fullmatch(token):
        return "month", token
    if len(tokens) == 2:
        return ("day" if "--" in text else "month"), token
    placed = {place_of(number, tokens, form) for form in formats} - {None}
    part = placed.pop() if len(placed) == 1 else None
    return (None if part == "month" and int(token) > 12 else part), token


def place_of(number: int, tokens: Sequence[str], format: str) -> str | None:
    """Say what a format has in the place of one of three parts of a date, if it has the year where the date has it."""
    parts = DIRECTIVES.findall("%Y-%m-%d" if format == ISO_8601 else format)[: len(tokens)]
    year = next((n for n, token in enumerate(tokens) if YEAR.fullmatch(token)), None)
    if year is None or not len(parts) == len(tokens) == 3 or parts[year] != "%Y":
        return None
    return {"%m": "month", "%d": "day"}.get(parts[number])
