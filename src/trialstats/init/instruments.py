"""Items of a questionnaire, recognised by the number of columns, their names and the codes in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from trialstats.init.files import Table
from trialstats.init.said import Said
from trialstats.init.words import words_of
from trialstats.questionnaires import form, names, questionnaire
from trialstats.questionnaires.catalogue import load_definition
from trialstats.questionnaires.definition import Codes

__all__ = ["Instrument", "instruments_of", "recognised"]

NUMBERED = re.compile(r"(?P<stem>.*?)(?P<item>\d+[A-Za-z]?)")
SF36 = ("v1", "v2", "rand36")
NORMS = {"v1": "us1990", "v2": "us1998"}


@dataclass(frozen=True)
class Instrument:
    """A questionnaire that a table holds: what the trial file says of it, and the columns of its items."""

    name: str
    title: str
    settings: dict[str, Any]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A questionnaire in one version: the codes of each item by its number on the form, and by the end of its code."""

    name: str
    title: str
    version: str | None
    numbers: dict[str, Codes]
    items: dict[str, str]
    extra: frozenset[str]


def forms() -> Iterator[Form]:
    """Give every version of every questionnaire, those with most items first."""
    found = []
    for name in names():
        if name == "sf36":
            for version in SF36:
                codes = {str(n): codes for n, codes in questionnaire(name, version=version).codes.items()}
                found.append(Form(name, "SF-36", version, codes, {n: n for n in codes}, frozenset()))
            continue
        definition = load_definition(name)
        for chosen in definition.versions or [None]:
            settled = form.settle(definition, chosen)
            places = {str(settled.numbers[item]): item for item in settled.items}
            if definition.cdisc:  # as BPI209A: the number on the printed form
                ends = endings(list(definition.cdisc.items.values()))
                printed = {ends[code]: item for item, code in definition.cdisc.items.items() if item in settled.items}
                places = printed if len(printed) == len(settled.items) else places
            codes = {number: settled.items[item] for number, item in places.items()}
            extra = frozenset(str(definition.numbers[item]) for item in definition.unscored)
            found.append(Form(name, definition.title, chosen, codes, places, extra))
    return iter(sorted(found, key=lambda one: -len(one.numbers)))


def endings(codes: list[str]) -> dict[str, str]:
    """Cut what codes have in common off their front: PHQ0101, PHQ0102 are 1, 2; BPI203, BPI209A are 3, 9a."""
    common = len(
        next((codes[0][:n] for n in range(len(codes[0]), 0, -1) if all(c.startswith(codes[0][:n]) for c in codes)), "")
    )
    return {code: code[common:].lstrip("0").casefold() for code in codes}


def instruments_of(table: Table, without: Collection[str]) -> list[Instrument]:
    """Find the questionnaires whose items a table holds."""
    groups: dict[str, dict[str, str]] = {}
    for name, column in table.columns.items():
        found = NUMBERED.fullmatch(name)
        if found and name not in without and column.kind == "number" and column.whole:
            groups.setdefault(found["stem"], {})[found["item"].lstrip("0").casefold()] = name
    return [one for stem, columns in groups.items() if (one := recognised(table, stem, columns)) is not None]


def recognised(table: Table, stem: str, columns: dict[str, str]) -> Instrument | None:
    """Recognise a group of columns: the items of a form, and codes that no item of it lacks."""
    for one in forms():
        items = {number: columns[number] for number in one.numbers if number in columns}
        if len(items) < len(one.numbers) or not set(columns) <= {*one.numbers, *one.extra}:
            continue
        held = {number: table.columns[name] for number, name in items.items()}
        if not all(
            c.low >= min(codes) and c.high <= max(codes) for c, codes in ((held[n], one.numbers[n]) for n in held)
        ):
            continue
        ends = sum(c.high == max(one.numbers[n]) for n, c in held.items())
        called = any(word and one.name.startswith(word) and len(word) > 1 for word in words_of(stem))
        if called or 2 * ends >= len(held):
            return Instrument(one.name, one.title, settings_of(one, stem, items, called), tuple(columns.values()))
    return None


def settings_of(one: Form, stem: str, items: dict[str, str], called: bool) -> dict[str, Any]:
    """Say in the trial file's words which questionnaire it is, and where its items stand."""
    low, high = min(min(c) for c in one.numbers.values()), max(max(c) for c in one.numbers.values())
    why = f"{'' if called else '? '}{len(items)} items of {low} to {high}, as {one.title} has them"
    settings: dict[str, Any] = {"name": Said(one.name, why)}
    if one.version:
        settings["version"] = Said(one.version, "? the codes fit rand36 too" if one.version == "v1" else "")
    widths = {len(name) - len(stem) for name in items.values()}
    padded = widths == {2} and any(name[len(stem)] == "0" for name in items.values())
    by_place = all(one.items[number] == number or one.items[number].lstrip("q") == number for number in items)
    if by_place:
        settings["items"] = f"{stem}{{n:02d}}" if padded else f"{stem}{{n}}"
    else:
        settings["items"] = {one.items[number]: name for number, name in items.items()}
    if one.name == "sf36" and one.version in NORMS:
        settings["norms"] = Said(
            NORMS[one.version], "T scores and components against these norms; leave it out if not wanted"
        )
    return settings
