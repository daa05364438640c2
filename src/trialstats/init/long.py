"""The dataset of a table with a row a parameter, whose name, value and unit stand in columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import pandas as pd

from trialstats.init.columns import Column, look_at
from trialstats.init.files import Table
from trialstats.init.findings import Dataset, dataset_name, duplicates, settings_at_visits
from trialstats.init.instruments import Instrument
from trialstats.init.items_long import instruments_in_rows, parts_of
from trialstats.init.parameters import Parameter, parameter
from trialstats.init.people import SHARED, People, one_to_one, shared
from trialstats.init.said import Said, counted
from trialstats.init.titles import title_of
from trialstats.init.units import conversions
from trialstats.init.visits import VisitColumn, find_visit
from trialstats.init.words import NAMES, VALUES, is_dated, label_of, named_for, short_name, words_of

__all__ = ["long_dataset", "questionnaires_apart"]

UNIT = re.compile(r"^units?$|resu$|^einheit$")
ADAM = {"PARAMCD", "AVAL", "AVISIT"}


def long_dataset(
    table: Table, visit: VisitColumn | None, people: People, taken: list[str], codes: list[str]
) -> Dataset | None:
    """Make the dataset of a table with one row a parameter; None where it is none."""
    if visit is None:
        return None
    key = [*people.columns, visit.column]
    names, value = name_columns(table, visit, people, key), value_column(table, visit, people)
    if not names or value is None or value in names:
        return None
    settings = settings_at_visits(table, visit)
    settings["shape"] = Said("long", f"one row for each {', '.join(names)}")
    settings["name"] = Said(names[0] if len(names) == 1 else names)
    settings["value"] = Said(value)
    unit = unit_column(table, value)
    if unit:
        settings["unit"] = Said(unit)
    adam = set(table.columns) >= ADAM
    made = Dataset(table.name, dataset_name(table, taken), title_of(table.name), settings, adam=adam)
    form = instrument_alone(table, names, value)
    if form is not None:
        doubled = duplicates(table, [*key, *names])
        return replace(made, label=form.title, instrument=form, problems=doubled)
    stripped = table.frame.apply(lambda texts: texts.str.strip())
    label = label_column(table, names)
    units: list[str] = []
    others: list[list[str]] = []
    for texts, rows in sorted(stripped.groupby(names), key=lambda pair: pair[0]):
        several = people.ids[rows.index].nunique() >= SHARED
        column = look_at(rows[value].mask(rows[value].isin(table.columns[value].missing), ""), value)
        if several and column.kind == "number":
            column = replace(
                column, results=tuple(r for r in column.results if r in shared_results(rows, value, people))
            )
            named = [*texts] if label is None else [rows[label].iloc[0]]
            described, strange = named_parameter(
                list(texts), rows, value, unit, codes, column, label_of(" ".join(named))
            )
            made.parameters.append(described)
            units += [text for text in strange if text not in units]
        else:
            others.append([" / ".join(texts)] if several else [])
    made.problems |= left_out(units, others) | duplicates(table, [*key, *names])
    return made if made.parameters else None


def instrument_alone(table: Table, names: list[str], value: str) -> Instrument | None:
    """Recognise the questionnaire of which a long table holds the items, and nothing else."""
    found = list(instruments_in_rows(table, names[0], value)) if len(names) == 1 else []
    whole = len(found) == 1 and table.frame[names[0]].str.strip().isin(["", *found[0].columns]).all()
    return found[0] if whole else None


def questionnaires_apart(tables: Sequence[Table], people: Mapping[str, People]) -> list[Table]:
    """Set the rows of questionnaires apart from other results in long tables."""
    done: list[Table] = []
    for table in tables:
        who = people.get(table.name)
        visit = find_visit(table, who) if who is not None and who.repeated else None
        names = name_columns(table, visit, who, [*who.columns, visit.column]) if who and visit else []
        value = value_column(table, visit, who) if who and visit else None
        if who and value and len(names) == 1 and value not in names:
            taken = [one.name for one in (*tables, *done) if one is not table]
            done += parts_of(table, who, names[0], value, taken)
        else:
            done.append(table)
    return done


def unit_column(table: Table, value: str) -> str | None:
    """Find the column of units: of several, that whose name begins as that of the value does, as STRESU and STRESN."""
    units = [name for name in table.columns if any(UNIT.search(word) for word in words_of(name))]
    return max(units, key=lambda name: alike(name, value), default=None)


def alike(one: str, other: str) -> int:
    """Count the signs that two names begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def label_column(table: Table, names: list[str]) -> str | None:
    """Find the column that says in words what a column of codes says: VSTEST beside VSTESTCD."""
    if len(names) != 1:
        return None
    if names[0].removesuffix("CD") != names[0] and names[0].removesuffix("CD") in table.columns:
        return names[0].removesuffix("CD")
    codes = table.columns[names[0]]
    return next(
        (
            name
            for name, column in table.columns.items()
            if name != names[0]
            and column.kind in ("category", "text")
            and column.different == codes.different > 1
            and max(map(len, column.texts.index)) > max(map(len, codes.texts.index))
            and one_to_one(table.frame[name], table.frame[names[0]])
        ),
        None,
    )


def shared_results(rows: pd.DataFrame, value: str, people: People) -> list[str]:
    """Name the words among results that several subjects have, and limits."""
    return [*shared(rows[value], people.ids[rows.index]), "<number", ">number"]


def left_out(units: list[str], names: list[list[str]]) -> dict[str, Said]:
    """Say which units and which parameters of a long table are left out; names that few subjects have are not shown."""
    found: dict[str, Said] = {}
    if units:
        found["wrong_unit"] = Said({"exclude": units}, "? values in these units do not fit the others: left out")
    if names:
        shown = sorted({name for one in names for name in one})
        unseen = sum(not one for one in names)
        why = "? these hold no numbers" + (
            f"; ? {counted(unseen, 'name')} of one or two subjects are to be added" if unseen else ""
        )
        found["unknown_parameter"] = Said(
            {"exclude": shown} if shown else "fatal", why if shown else why.split("; ", 1)[-1]
        )
    return found


def named_parameter(
    texts: list[str], rows: pd.DataFrame, value: str, unit: str | None, codes: list[str], column: Column, label: str
) -> tuple[Parameter, list[str]]:
    """Describe a parameter of a long table; name the units that its values are in and nothing converts."""
    code = short_name("".join(texts), codes, "VALUE")
    codes.append(code)
    held = values_by_unit(rows, value, unit)
    name = texts[0] if len(texts) == 1 else texts
    if len(held) > 1 and unit is not None:  # limits are in the unit of the parameter
        own = look_at(rows[value].where(rows[unit] == next(iter(held)), ""), value)
        column = replace(column, texts=own.texts)
    made = parameter(code, label, next(iter(held), None), {"name": name}, column, is_assay=bool(held))
    if len(held) < 2:
        return made, []
    known, unknown = conversions(held, label)
    return replace(made, entry=made.entry | ({"convert": known} if known else {})), unknown


def values_by_unit(rows: pd.DataFrame, value: str, unit: str | None) -> dict[str, pd.Series]:
    """Give the numbers in each unit, the most frequent first."""
    if unit is None:
        return {}
    numbers = pd.to_numeric(rows[value], errors="coerce")
    units = rows[unit][rows[unit] != ""].value_counts()
    return {
        str(text): numbers[rows[unit] == text].dropna()
        for text in sorted(units.index, key=lambda text: (-units[text], text))
    }


def name_columns(table: Table, visit: VisitColumn, people: People, key: list[str]) -> list[str]:
    """Find the columns that tell the rows of a subject and visit apart; a column of one text where its name says so."""
    frame = table.frame.apply(lambda texts: texts.str.strip())
    doubled = frame[key].duplicated().mean()
    few = [
        name
        for name, column in table.columns.items()
        if name not in {*key, *visit.others}
        and column.kind in ("category", "text")
        and not is_dated(name)
        and column.filled == column.rows
        and column.different <= 200
        and not any(UNIT.search(w) for w in words_of(name))
    ]
    if doubled < 0.02:
        alone = [name for name in few if table.columns[name].different == 1 and named_for(name, NAMES)]
        alone.sort(key=lambda name: (not name.casefold().endswith("testcd"), named_for(name, {"domain"})))
        return alone[:1] if value_column(table, visit, people) else []
    order = list(table.columns)
    few.sort(key=lambda name: (not named_for(name, NAMES), not name.casefold().endswith("cd"), order.index(name)))
    best: tuple[float, list[str]] = (doubled, [])
    for number in (1, 2, 3):
        for names in combinations(few[:8], number):
            left = frame[[*key, *names]].duplicated().mean()
            if left < 0.7 * best[0] - 0.001:
                best = (left, list(names))
        if best[1] and best[0] < 0.1:
            break
    return best[1]


def value_column(table: Table, visit: VisitColumn, people: People) -> str | None:
    """Find the column of the results in a long table."""
    numbers = [
        name
        for name, column in table.columns.items()
        if column.kind == "number"
        and name not in {visit.column, *visit.others, *people.columns}
        and name not in people.constant
    ]
    named = [
        name
        for name in numbers
        if any(word in VALUES or word.endswith(("stresn", "stresc")) for word in words_of(name))
    ]
    named.sort(key=lambda name: not words_of(name)[-1].endswith("stresc"))  # in one unit, and with `<0.7`
    return next(iter(named or (numbers if len(numbers) == 1 else [])), None)
