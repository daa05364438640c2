"""Dates in order, days without 0, and times to an event."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from trialstats.conformance.findings import Finding, at_rows, check
from trialstats.conformance.folder import Dataset, Folder

__all__ = ["CHECKS"]

SPANS = (("TRTSDT", "TRTEDT"), ("ASTDT", "AENDT"), ("STARTDT", "ADT"), ("RANDDT", "EOSDT"), ("RFICDT", "RANDDT"))
PERIOD = re.compile(r"(AP\d\d)SDT|(TR\d\d)SDT")
UNITS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
UNIT = re.compile(r"\b(day|week|month|year)s?\b", re.IGNORECASE)


@check("order", "What begins does not end before: treatment, periods, events, times to an event", "AD0361")
def order(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        periods = [(name, f"{name[:-3]}EDT") for name in dataset.names if PERIOD.fullmatch(name)]
        for start, end in (pair for pair in (*SPANS, *periods) if dataset.has(*pair)):
            if start in ("STARTDT",) and not dataset.has("CNSR"):
                continue
            if dataset.is_date(start) and dataset.is_date(end):
                yield from at_rows(dataset, end, dataset.frame[end] < dataset.frame[start], f"is before {start}")


@check("days", "No study day is 0")
def days(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in (name for name in dataset.names if name.endswith("DY") and dataset.is_number(name)):
            yield from at_rows(dataset, name, dataset.frame[name].eq(0), "is 0")


@check("censored", "CNSR is a whole number from 0 wherever there is a time")
def censored(folder: Folder) -> Iterator[Finding]:
    for dataset in times(folder):
        value = dataset.frame["CNSR"]
        wrong = (value.isna() & dataset.frame["AVAL"].notna()) | value.lt(0) | (value % 1 != 0) & value.notna()
        yield from at_rows(dataset, "CNSR", wrong, "is no whole number from 0")


@check("times", "A time to an event is that from STARTDT to ADT, in the unit that PARAM names")
def times_to_event(folder: Folder) -> Iterator[Finding]:
    for dataset in times(folder):
        if not dataset.has("STARTDT", "ADT", "PARAM") or not dataset.is_date("STARTDT"):
            continue
        passed = (dataset.frame["ADT"] - dataset.frame["STARTDT"]).dt.days
        for param, own in dataset.frame.groupby("PARAM"):
            found = UNIT.findall(str(param))
            if not found:
                continue
            length = passed[own.index] / UNITS[found[-1].lower()]
            more = 1.0 / UNITS[found[-1].lower()]
            counts = [(own["AVAL"] - length - first).abs() > 1e-6 * length.abs().clip(lower=1) for first in (0.0, more)]
            wrong = min(counts, key=lambda off: int(off.sum()))  # day 1 is 1, or 0, of the whole parameter
            yield from at_rows(dataset, "AVAL", wrong.reindex(dataset.frame.index, fill_value=False), "is not the time")


def times(folder: Folder) -> list[Dataset]:
    """Give the datasets of times to an event."""
    return [dataset for dataset in folder.bds if dataset.has("CNSR", "AVAL")]


FIRSTS = {"AOCCFL": [], "AOCCSFL": ["AEBODSYS"], "AOCCPFL": ["AEBODSYS", "AEDECOD"]}


@check("first_occurrences", "Of a subject (and system, and term) one event is flagged as the first")
def first_occurrences(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.events:
        for name, within in FIRSTS.items():
            if dataset.has(name, *within):
                own = dataset.frame[name].eq("Y")
                again = own & dataset.frame[own].duplicated(["USUBJID", *within]).reindex(own.index, fill_value=False)
                yield from at_rows(dataset, name, again, "is Y of another event too")


@check("first_is_first", "No treatment-emergent event begins before the one flagged as first")
def first_is_first(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.events:
        for name, within in FIRSTS.items():
            if dataset.has(name, "ASTDT", "TRTEMFL", *within) and dataset.is_date("ASTDT"):
                emergent = dataset.frame[dataset.frame["TRTEMFL"].eq("Y")]
                first = emergent.groupby(["USUBJID", *within])["ASTDT"].transform("min")
                late = pd.Series(False, index=dataset.frame.index)
                late[emergent.index] = emergent[name].eq("Y") & emergent["ASTDT"].gt(first)
                yield from at_rows(dataset, name, late, "is Y of an event after another one")


CHECKS = (order, days, censored, times_to_event, first_occurrences, first_is_first)
