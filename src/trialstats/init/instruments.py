"""Items of a questionnaire, recognised by the number of columns, their names and the codes in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from trialstats.init.files import Table
from trialstats.init.said import Said
from trialstats.init.words import words_of
from trialstats.questionnaires import form, names, questionnaire
from trialstats.questionnaires.catalogue import load_definition
from trialstats.questionnaires.codes import Clock, Codes, Reading
from trialstats.questionnaires.definition import Definition
from trialstats.questionnaires.options import default_version, fewest_declared

__all__ = ["Instrument", "instruments_of", "recognised"]

NUMBERED = re.compile(r"(?P<stem>.*?)(?P<item>\d+[A-Za-z]?)")
SF36 = ("v1", "v2", "rand36")
NORMS = {"v1": "us1990", "v2": "us1998"}
LEAST = 5  # items that tell a questionnaire whose name no column has


@dataclass(frozen=True)
class Instrument:
    """A questionnaire that a table holds: what the trial file says of it, and the columns of its items."""

    name: str
    title: str
    settings: dict[str, Any]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A questionnaire in one version: the codes of each item by its number on the form, and by the end of its code.

    options: what a trial file must or should say of it beside, and why.
    """

    name: str
    title: str
    version: str | None
    numbers: dict[str, Codes]
    items: dict[str, str]
    extra: frozenset[str]
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all of its answers are whole numbers."""
        return all(
            isinstance(codes, range)
            or not (isinstance(codes, Clock | Reading) or any(float(code) % 1 for code in codes))
            for codes in self.numbers.values()
        )


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
            found += forms_of(name, definition, chosen)
    return iter(sorted(found, key=lambda one: -len(one.numbers)))


def forms_of(name: str, definition: Definition, version: str | None) -> Iterator[Form]:
    """Give a version with each set of answers that its items can have; times of day are not recognised."""
    numbers = form.items_of(definition, version or default_version(definition) or None)
    seen = set()
    for choices in definition.every_choice():
        settled = definition.with_choices(choices)
        codes = {item: settled.codes[item] for item in numbers}
        told = (*codes.values(), *sorted(settled.reversed))
        if told in seen or any(isinstance(each, Clock) for each in codes.values()):
            continue
        seen.add(told)
        places = {str(numbers[item]): item for item in codes}
        if definition.cdisc and definition.cdisc.items:  # as BPI209A: the number on the printed form
            ends = endings(list(definition.cdisc.items.values()))
            printed = {ends[code]: item for item, code in definition.cdisc.items.items() if item in codes}
            places = printed if len(printed) == len(codes) else places
        extra = frozenset(str(definition.numbers[item]) for item in definition.unscored)
        by_number = {number: codes[item] for number, item in places.items()}
        options = options_of(definition, version, choices)
        yield Form(name, definition.title, version, by_number, places, extra, options)


def options_of(definition: Definition, version: str | None, choices: dict[str, str]) -> dict[str, Any]:
    """Say what is not the default, and what has none: it is asked about."""
    said: dict[str, Any] = {}
    asked = {choice for group in definition.items for choice in group.where}
    for name, value in choices.items():
        choice = definition.choices[name]
        if choice.default is None:
            why = "" if name in asked else f"? {choice.description}: {', '.join(choice.values)}"
            said[name] = Said(value, why or f"? as the answers look; {', '.join(choice.values)}")
        elif name in asked and value != choice.default:
            said[name] = Said(value, f"? {choice.values[value]}")
    held = definition.every_version[version or default_version(definition)]
    if most := fewest_declared(definition, held):
        said["at_least"] = Said(most, "? how many answers a score needs: none is published, the protocol says it")
    return said


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
        if found and name not in without and column.kind == "number":
            groups.setdefault(found["stem"], {})[found["item"].lstrip("0").casefold()] = name
    return [one for stem, columns in groups.items() if (one := recognised(table, stem, columns)) is not None]


def recognised(table: Table, stem: str, columns: dict[str, str]) -> Instrument | None:
    """Recognise a group of columns: the items of a form, and codes that no item of it lacks.

    One that the columns are called by comes first. Where the answers alone tell, they must tell one questionnaire.
    """
    fitting = [one for one in forms() if fits(one, table, columns)]
    called = [one for one in fitting if is_called(one, stem)]
    told = [one for one in fitting if len(one.numbers) >= LEAST and reaches_ends(one, table, columns)]
    if not called and len({one.name for one in told}) != 1:
        return None
    one = (called or told)[0]
    items = {number: columns[number] for number in one.numbers}
    own = tuple(columns[number] for number in columns if number in one.numbers or number in one.extra)
    return Instrument(one.name, one.title, settings_of(one, stem, items, bool(called)), own)


def fits(one: Form, table: Table, columns: dict[str, str]) -> bool:
    """Tell whether columns are the items of a form, and no others, and hold no other codes."""
    held = {number: table.columns[name] for number, name in columns.items()}
    if not set(one.numbers) <= set(held) or not set(held) <= {*one.numbers, *one.extra}:
        return False
    return all(
        column.low >= min(one.numbers[number])
        and column.high <= max(one.numbers[number])
        and (column.whole or not one.whole)
        for number, column in held.items()
        if number in one.numbers
    )


def is_called(one: Form, stem: str) -> bool:
    """Tell whether columns are called by a questionnaire's name."""
    return any(len(word) > 1 and one.name.startswith(word) for word in words_of(stem) if word)


def reaches_ends(one: Form, table: Table, columns: dict[str, str]) -> bool:
    """Tell whether half of the items hold their highest code."""
    ends = sum(table.columns[columns[number]].high == max(codes) for number, codes in one.numbers.items())
    return 2 * ends >= len(one.numbers)


def settings_of(one: Form, stem: str, items: dict[str, str], called: bool) -> dict[str, Any]:
    """Say in the trial file's words which questionnaire it is, and where its items stand."""
    low, high = min(min(c) for c in one.numbers.values()), max(max(c) for c in one.numbers.values())
    why = f"{'' if called else '? '}{len(items)} items of {low} to {high}, as {one.title} has them"
    settings: dict[str, Any] = {"name": Said(one.name, why)}
    if one.version:
        settings["version"] = Said(one.version, "? the codes fit rand36 too" if one.version == "v1" else "")
    settings |= one.options
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
