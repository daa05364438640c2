"""Questionnaires in a table with a row an answer, as SDTM's QS: the rows of each are a table of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from trialstats.init.columns import look_at
from trialstats.init.files import Table, add_rows
from trialstats.init.instruments import Instrument, recognised
from trialstats.init.people import People
from trialstats.init.said import Said

__all__ = ["instruments_in_rows", "parts_of"]

ITEM = re.compile(r"(?P<stem>.*?[^\W\d])(?P<number>\d+[A-Za-z]?)")
LEAST = 5  # items that tell a questionnaire


def instruments_in_rows(table: Table, name: str, value: str) -> Iterator[Instrument]:
    """Recognise the questionnaires among the names of a long table; `columns` are the names of their items."""
    texts = table.frame[name].str.strip()
    groups: dict[str, list[tuple[str, str]]] = {}
    for text in sorted(set(texts) - {""}):
        if split := ITEM.fullmatch(text):
            groups.setdefault(split["stem"], []).append((split["number"], text))
    for stem, items in groups.items():
        if len(items) < LEAST:
            continue
        common = shared_beginning([number for number, _ in items])
        numbered = {number[len(common) :].lstrip("0").casefold(): text for number, text in items}
        if len(numbered) < len(items) or "" in numbered:
            continue
        columns = {text: look_at(table.frame.loc[texts == text, value], text) for _, text in items}
        if all(column.kind == "number" and column.whole for column in columns.values()):
            found = recognised(replace(table, columns=columns), stem + common, numbered)
            if found is not None:
                yield found


def shared_beginning(numbers: Sequence[str]) -> str:
    """Give the digits with which all numbers begin: 01 of 0101 to 0110."""
    length = min(map(len, numbers)) - 1
    while length and len({number[:length] for number in numbers}) > 1:
        length -= 1
    return numbers[0][:length]


def parts_of(table: Table, people: People, name: str, value: str, taken: Sequence[str]) -> list[Table]:
    """Set the rows of questionnaires apart from the others; the table alone where it has none, or nothing else."""
    found = list(instruments_in_rows(table, name, value))
    texts = table.frame[name].str.strip()
    items = [item for one in found for item in one.columns]
    if not found or (len(found) == 1 and texts.isin(["", *items]).all()):
        return [table]
    done: list[Table] = []
    for one in found:
        called = next(t for t in (one.name, *(f"{one.name}_{n}" for n in range(2, 9))) if t not in taken)
        rows, category = texts.isin(one.columns), category_of(table, people, name, one.columns)
        choice = {"column": category[0], "in": category[1]} if category else {"column": name, "in": list(one.columns)}
        done.append(chosen(table, called, rows, Said(choice, f"the items of {one.title}")))
    if not texts.isin(["", *items]).all():
        others = Said({"column": name, "not_in": items}, "what is no item of a questionnaire")
        done.append(chosen(table, table.name, ~texts.isin(items), others))
    return done


def chosen(table: Table, name: str, rows: pd.Series, why: Said) -> Table:
    """Choose rows of a table."""
    frame = table.frame[rows].reset_index(drop=True)
    columns = {str(column): look_at(frame[column], str(column)) for column in frame}
    return replace(table, name=name, settings=add_rows(table.settings, why), frame=frame, columns=columns)


def category_of(table: Table, people: People, name: str, items: Sequence[str]) -> tuple[str, str] | None:
    """Find a column with one text in the rows of some items and no others, as QSCAT."""
    rows = table.frame[name].str.strip().isin(items)
    for other, column in table.columns.items():
        if other == name or other in people.columns or column.kind != "category":
            continue
        texts = table.frame[other].str.strip()
        inside = set(texts[rows])
        if len(inside) == 1 and (texts.isin(inside) == rows).all() and inside != {""}:
            return other, next(iter(inside))
    return None
