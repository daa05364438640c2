"""Questionnaires at visits side by side: columns such as phq1_bl, w6_phq1 or phq_12w_1, each an item at a visit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from trialstats.init.columns import look_at
from trialstats.init.files import Table
from trialstats.init.instruments import Instrument, instruments_of
from trialstats.init.side_by_side import TOKEN
from trialstats.init.visits import Visit, visit_of

__all__ = ["Aside", "questionnaires_aside"]

ITEM = r"\d{1,2}[a-z]?"
# An item and a visit in a name: a visit by its word, or one that is but a number.
BEHIND = re.compile(rf"(?P<item>.*?{ITEM})(?P<gap>[ _.-]+)(?P<token>{TOKEN}|\d{{1,3}})", re.IGNORECASE)
IN_FRONT = re.compile(rf"(?P<token>{TOKEN})(?P<gap>[ _.-]+)(?P<item>.*?{ITEM})", re.IGNORECASE)
BETWEEN = re.compile(
    rf"(?P<stem>.*?[^\W\d])(?P<gap>[ _.-]*)(?P<token>{TOKEN}|\d{{1,3}})[ _.-]+(?P<item>{ITEM})", re.IGNORECASE
)
WAYS = (BEHIND, IN_FRONT, BETWEEN)
LEAST = 2  # visits


@dataclass(frozen=True)
class Aside:
    """A questionnaire, what its columns are called at each visit by the visit's code, and the visits."""

    instrument: Instrument
    items_at: dict[str, str]
    visits: tuple[Visit, ...]


def questionnaires_aside(table: Table, without: Collection[str]) -> list[Aside]:
    """Find the questionnaires whose items a table has for several visits; no column is of two."""
    found: list[Aside] = []
    spent = set(without)
    for way in WAYS:
        for one in those_named(way, table, spent):
            if spent.isdisjoint(one.instrument.columns):
                found.append(one)
                spent |= set(one.instrument.columns)
    return found


def those_named(way: re.Pattern[str], table: Table, without: Collection[str]) -> Iterator[Aside]:
    """Recognise the questionnaires in columns that are named in one way."""
    named: dict[str, dict[str, str]] = {}  # by how columns of a visit are called: the column of each item
    tokens: dict[str, str] = {}
    for name, column in table.columns.items():
        split = way.fullmatch(name)
        if split and name not in without and column.kind == "number" and column.whole:
            start, end = split.span("item")
            form = f"{name[:start]}{{item}}{name[end:]}"
            named.setdefault(form, {})[split["item"]] = name
            tokens[form] = split["token"]
    visits = {form: visit_of(tokens[form], "") for form in named}
    for forms in alike(named, tokens):
        stacked = stack(table, {form: named[form] for form in forms})
        for one in instruments_of(stacked, ()):
            held = {form: tokens[form] for form in forms if set(one.columns) <= set(named[form])}
            if len(held) >= LEAST and len({visits[form].label for form in held}) == len(held):
                columns = tuple(named[form][item] for form in held for item in one.columns)
                at = {token: form for form, token in held.items()}
                yield Aside(replace(one, columns=columns), at, tuple(visits[form] for form in held))


def alike(named: Mapping[str, Mapping[str, str]], tokens: Mapping[str, str]) -> list[list[str]]:
    """Put together the forms that differ in their visit alone: `phq_bl_{item}` and `phq_6w_{item}`."""
    found: dict[str, list[str]] = {}
    for form in named:
        found.setdefault(form.replace(tokens[form], "", 1).casefold(), []).append(form)
    return [forms for forms in found.values() if len(forms) >= LEAST]


def stack(table: Table, named: Mapping[str, Mapping[str, str]]) -> Table:
    """Put the visits of a table one under another, with a column an item."""
    items = dict.fromkeys(item for columns in named.values() for item in columns)
    frame = pd.DataFrame(
        {
            item: pd.concat([table.frame[c[item]] for c in named.values() if item in c], ignore_index=True)
            for item in items
        }
    )
    return replace(table, frame=frame, columns={item: look_at(frame[item].dropna(), item) for item in items})
