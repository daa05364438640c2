"""Which column says the visit, what its texts mean, and the schedule that all files have together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from trialstats.init.files import Table
from trialstats.init.people import People
from trialstats.init.words import VISIT, is_dated, named_for, words_of

__all__ = ["Visit", "VisitColumn", "find_visit", "schedule", "visit_of"]

MOST_VISITS = 60
UNITS = {
    **dict.fromkeys(("week", "weeks", "wk", "wks", "w", "woche", "wochen"), "Week"),
    **dict.fromkeys(("month", "months", "mth", "mths", "mo", "m", "monat", "monate"), "Month"),
    **dict.fromkeys(("day", "days", "d", "tag", "tage", "pod"), "Day"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h", "stunde"), "Hour"),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), "Minute"),
    **dict.fromkeys(("year", "years", "yr", "yrs", "y", "jahr", "jahre"), "Year"),
    **dict.fromkeys(
        ("visit", "visits", "avisit", "visitnum", "visitno", "visno", "visnr", "visitn", "vis", "v", "vst"), "Visit"
    ),
    **dict.fromkeys(("time", "timepoint", "tp", "t", "occasion", "wave", "assessment"), "Time"),
}
LENGTHS = {"Minute": 1 / 1440, "Hour": 1 / 24, "Day": 1.0, "Week": 7.0, "Month": 365.25 / 12, "Year": 365.25}  # days
BASELINE = re.compile(
    r"\b(base|baseline|bl|basal|pre|pr\u00e4|vorher|before|randomi[sz]ation|inclusion)\b"
    r"|\b(pre|pr\u00e4|prae)[- ]?(treat|dose|op|test|int)|\bvor op\b|ausgangswert",
    re.IGNORECASE,
)
SCREENING = re.compile(r"screen|\bscr\b|run.?in", re.IGNORECASE)
UNSCHEDULED = re.compile(r"unsched|unplan|\buns\b|interim|extra", re.IGNORECASE)
LATE = re.compile(r"end|eot|eos|final|last|exit|follow|\bfu\b|post|after|closeout|term|discharge", re.IGNORECASE)
COUNTS = {
    "session",
    "seq",
    "sequence",
    "line",
    "number",
    "no",
    "nr",
    "replicate",
    "rep",
    "episode",
    "dose",
    "record",
    "row",
}
BEHIND = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)[ _.-]*(?P<unit>wochen?|monate?|tage?|jahre?"
    r"|weeks?|wks?|w|months?|mths?|mo|m|days?|d|years?|yrs?|y|hours?|hrs?|h"
    r"|minutes?|mins?)(?![^\W_])",
    re.IGNORECASE,
)
FOLLOW = re.compile(r"follow.?up|\bfup?(?![^\W\d_])", re.IGNORECASE)
REDCAP = re.compile(r"_arm_\d+[a-z]?$")  # the arm of REDCap's events: week_4_arm_1
AFTER_SURGERY = "pod"
AROUND = re.compile(r"follow.?up|fup?|post|[ _.-]", re.IGNORECASE)
TOKEN = re.compile(r"(?P<unit>[^\W\d_]*)[ _.-]*(?P<number>\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Visit:
    """A visit as a text tells it. number: None where it tells none. unit: of the number, or `` where none is told.

    period, timepoint: of a crossover trial, and what it is called within its period.
    """

    label: str
    codes: tuple[str, ...]
    number: float | None
    unit: str
    baseline: bool = False
    doubt: str = ""
    period: int | None = None
    timepoint: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether its text is a number and nothing else, of a column that says no more."""
        return self.unit == "Visit" and self.codes[0].replace(".", "", 1).isdigit()

    @property
    def late(self) -> bool:
        """Whether its name tells that others come before."""
        return bool(LATE.search(self.label))

    @property
    def unscheduled(self) -> bool:
        """Whether it is a visit that nobody planned."""
        return bool(UNSCHEDULED.search(self.label))


@dataclass(frozen=True)
class VisitColumn:
    """The column that says the visit, its visits in order, and the evidence."""

    column: str
    visits: tuple[Visit, ...]
    why: str
    others: tuple[str, ...] = ()


def find_visit(table: Table, people: People) -> VisitColumn | None:
    """Find the column of visits in a table with several rows a subject; None where there is none."""
    scored = [(score(table, people, name), name) for name in table.columns if may_be_visit(table, people, name)]
    fitting = [(value, name) for value, name in scored if value > 0]
    if not fitting:
        return None
    best = max(value for value, _ in fitting)
    column = next(name for value, name in fitting if value == best)
    others = [name for _, name in fitting if name != column and goes_with(table, column, name)]
    numbered = next((name for name in others if table.columns[name].kind == "number"), None)
    visits = [visit_of(str(text), column) for text in in_order(table, people, column)]
    if numbered:
        visits = with_numbers(visits, table, column, numbered)
    rate = people.number and table.rows / people.number
    why = f"{len(visits)} texts that come again for each subject ({rate:.1f} rows a subject)"
    return VisitColumn(column, tuple(visits), why, tuple(others))


def may_be_visit(table: Table, people: People, name: str) -> bool:
    """Tell a column of a few texts that differ in a subject."""
    column = table.columns[name]
    few = column.kind in ("category", "number", "text") and 2 <= column.different <= MOST_VISITS
    return (
        few and name not in people.constant and name not in people.columns and not is_dated(name) and column.filled > 0
    )


def score(table: Table, people: People, name: str) -> float:
    """Say how much speaks for a column of visits: its name, and that subjects have each of its texts, and once."""
    texts = table.frame[name].str.strip()
    pairs = pd.DataFrame({"id": people.ids, "visit": texts})
    once = 1 - pairs.duplicated().mean()
    unique = pairs.drop_duplicates()
    usual = unique["visit"].value_counts().iloc[:2].min() / people.number
    named = named_for(name, VISIT)
    told = sum(visit_of(str(text), "").number is not None for text in table.columns[name].texts.index)
    if usual < 0.4 or (table.columns[name].filled < 0.9 * table.rows):
        return 0.0
    counts = named_for(name, COUNTS) or any(word.endswith(("seq", "spid")) for word in words_of(name))
    rare = 2 * unique["visit"].value_counts().median() < people.number
    if not named and (once < 1 or counts or rare or 2 * told < table.columns[name].different):
        return 0.0
    first = {"avisit": 0.6, "visit": 0.5}
    text = 0.2 * (table.columns[name].kind == "category") + 0.3 * told / table.columns[name].different
    exact = max((first.get(word, 0.0) for word in words_of(name)), default=0.0)
    return 2.0 * named + exact + once + usual + text


def goes_with(table: Table, first: str, second: str) -> bool:
    """Tell whether a column has one text for each text of another."""
    pairs = table.frame[[first, second]].drop_duplicates()
    return not pairs[first].duplicated().any()


def in_order(table: Table, people: People, name: str) -> list[str]:
    """Give the texts of a column in the order in which they come for most subjects."""
    texts = table.frame[name].str.strip()
    place = table.frame.groupby(people.ids.to_numpy()).cumcount()
    middle = place.groupby(texts.to_numpy()).mean()
    return [str(text) for text in middle.sort_values(kind="stable").index if text]


def with_numbers(visits: Sequence[Visit], table: Table, column: str, numbered: str) -> list[Visit]:
    """Take the numbers of visits from the column that has them."""
    pairs = table.frame[[column, numbered]].drop_duplicates()
    numbers = dict(zip(pairs[column].str.strip(), pd.to_numeric(pairs[numbered], errors="coerce"), strict=True))
    known = all(visit.unit in LENGTHS or visit.number in (0, -1) for visit in visits)
    return [
        visit if known or pd.isna(number := numbers.get(visit.codes[0])) else replace(visit, number=float(number))
        for visit in visits
    ]


def visit_of(code: str, column: str) -> Visit:
    """Read a text as a visit: `Week 12`, `wk12`, `V3`, `Baseline`, or `12` of a column week."""
    text = REDCAP.sub("", code)
    found = BEHIND.search(text) or TOKEN.search(text)
    word = found["unit"].casefold() if found else ""
    unit = UNITS.get(word, "")
    if not word:
        unit = next((UNITS[word] for word in words_of(column) if word in UNITS), "") if found else ""
    number = float(found["number"]) if found else None
    if BASELINE.search(text.replace("_", " ")) and not (found and number):
        return Visit("Baseline", (code,), 0.0, unit or "", baseline=True)
    if SCREENING.search(text):
        return Visit(label(text), (code,), -1.0 if number in (None, 0) else number - 100, "", doubt="before baseline")
    if found is None or (FOLLOW.search(text) and unit not in LENGTHS):
        return Visit(label(text), (code,), None, "")
    if found[0] == text.strip() and not unit and not word:
        unit = "Visit"
    whole = not AROUND.sub("", text.replace(found[0], "")) and unit
    name = f"{unit} {number:g}" if whole else label(text)
    first = (unit in LENGTHS and number == 0) or (unit == "Day" and number == 1 and word != AFTER_SURGERY)
    return Visit(name, (code,), 0.0 if first else number, unit, baseline=first)


def label(text: str) -> str:
    plain = re.sub(r"[_\s]+", " ", text).strip()
    return plain[0].upper() + plain[1:40] if plain else text


def schedule(given: Iterable[Sequence[Visit]], *, baseline_apart: bool) -> list[Visit]:
    """Put the visits of all files into one schedule: one label and one number each, one of them baseline.

    baseline_apart: baseline values stand in a column of their own, so that the first visit need not be baseline.
    """
    merged: dict[str, Visit] = {}
    for visits in given:
        own = [visit for visit in visits if not visit.unscheduled]
        others = [visit for visit in merged.values() if visit.label not in {one.label for one in own}]
        for visit in own:
            same = next((other for other in others if is_same(visit, other)), None)
            known = merged.get(visit.label) or same
            codes = tuple(dict.fromkeys([*(known.codes if known else ()), *visit.codes]))
            told = visit if known is None or (known.is_bare and not visit.is_bare) else known
            if same:
                del merged[same.label]
                others.remove(same)
            merged[told.label] = replace(told, codes=codes, baseline=told.baseline or visit.baseline)
    visits = different_numbers(numbered_last(in_one_unit(list(merged.values()))))
    visits.sort(key=lambda visit: visit.number or 0.0)
    return visits if any(visit.baseline for visit in visits) or not visits else with_baseline(visits, baseline_apart)


def is_same(one: Visit, other: Visit) -> bool:
    """Tell two ways to write one visit: `4` and `Week 4`, `0` and `Baseline`."""
    if one.number is None or one.number != other.number:
        return False
    return one.is_bare or other.is_bare or one.baseline or other.baseline or one.unit == other.unit


def numbered_last(visits: list[Visit]) -> list[Visit]:
    """Give visits without a number one behind the others, in their order; follow-ups last."""
    last = max((visit.number for visit in visits if visit.number is not None), default=-1.0)
    done = []
    for visit in sorted(visits, key=lambda visit: visit.number is None and bool(FOLLOW.search(visit.label))):
        if visit.number is None:
            last += 1
            said = "? its name tells no time"
            visit = replace(visit, number=last, doubt=f"{said}: taken to be the last" if visit.late else said)
        done.append(visit)
    return done


def in_one_unit(visits: list[Visit]) -> list[Visit]:
    """Write the numbers of days, weeks and months in one of them, and say so."""
    units = [visit.unit for visit in visits if visit.unit in LENGTHS and visit.number]
    if len(set(units)) < 2:
        return visits
    unit = "Week" if "Week" in units else min(set(units), key=LENGTHS.__getitem__)
    return [in_unit(visit, unit) if visit.unit in LENGTHS and visit.number else visit for visit in visits]


def in_unit(visit: Visit, unit: str) -> Visit:
    assert visit.number is not None
    if visit.unit == unit:
        return visit
    number = round(visit.number * LENGTHS[visit.unit] / LENGTHS[unit], 1)
    said = f"{visit.number:g} {visit.unit.lower()}{'s' * (visit.number != 1)} in {unit.lower()}s"
    return replace(visit, number=number, unit=unit, doubt=visit.doubt or said)


def different_numbers(visits: list[Visit]) -> list[Visit]:
    """Move the numbers that two visits share."""
    taken = set[float]()
    done = []
    for visit in visits:
        number = visit.number or 0.0
        while number in taken:
            number += 0.1
        number = round(number, 2)
        doubt = visit.doubt if number == visit.number else "? another visit has its number"
        taken.add(number)
        done.append(replace(visit, number=number, doubt=doubt))
    return done


def with_baseline(visits: list[Visit], baseline_apart: bool) -> list[Visit]:
    """Take the first visit for baseline, unless baseline stands apart, or its name tells a time after the start."""
    if baseline_apart or len(visits) == 1:
        return visits
    start = next((visit for visit in visits if visit.number == 0 and visit.unit), None)
    first = start or visits[0]
    if start is None and any(visit.unit in LENGTHS for visit in visits) and (first.number or 0.0) >= 0:
        asked = "? no visit is named for baseline: `baseline: true` at the one that is"
        mended = replace(first, doubt=f"{first.doubt}; {asked}".lstrip("; "))
        return [mended if visit is first else visit for visit in visits]
    said = "? the first visit was taken for baseline"
    label = first.label if first.unit in LENGTHS else "Baseline"
    mended = replace(first, label=label, baseline=True, doubt=said)
    return [mended if visit is first else visit for visit in visits]
