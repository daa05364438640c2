"""What is measured at visits: the parameters of a table, wide or long or with visits side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import pandas as pd

from trialstats.init.columns import Column, look_at
from trialstats.init.files import Table
from trialstats.init.grades import grades, is_graded
from trialstats.init.instruments import Instrument, instruments_of
from trialstats.init.people import SHARED, People, one_to_one, shared
from trialstats.init.said import Said, counted
from trialstats.init.side_by_side import Group, dates_of
from trialstats.init.units import conversions
from trialstats.init.visits import VisitColumn
from trialstats.init.words import (
    NAMES,
    VALUES,
    VISIT,
    is_dated,
    label_of,
    named_for,
    short_name,
    subject_rank,
    unit_of,
    words_of,
)

__all__ = [
    "HIGHER",
    "LOWER",
    "SCALES",
    "Dataset",
    "Parameter",
    "long_dataset",
    "parameter",
    "side_dataset",
    "wide_datasets",
]

SPAN = re.compile(r"(\d+)\s*(?:-|\u2013|to|bis)\s*(\d+)")
UNIT = re.compile(r"^units?$|resu$|^einheit$")
LOWER = {
    *(
        "pain",
        "vas",
        "nrs",
        "depression",
        "anxiety",
        "phq",
        "gad",
        "bpi",
        "severity",
        "symptom",
        "symptoms",
        "disability",
    ),
    *(
        "fatigue",
        "headache",
        "headaches",
        "crp",
        "madrs",
        "twstrs",
        "hamd",
        "hamd17",
        "hamdtl",
        "ham",
        "bdi",
        "npsi",
        "madrs",
    ),
}
HIGHER = {"qol", "wellbeing", "function", "walk", "distance", "strength", "fev1", "fev", "mmse", "quality", "mobility"}
SCALES = {"vas", "nrs", "pain", "score", "qol", "pct", "percent", "intensity", "severity"}
ADAM = {"PARAMCD", "AVAL", "AVISIT"}


@dataclass(frozen=True)
class Parameter:
    """A parameter: its PARAMCD, what the trial file says of it, and the evidence."""

    code: str
    entry: dict[str, Any]
    why: str


@dataclass
class Dataset:
    """A dataset of a table: its parameters or its questionnaire, and what its source says beside the subject.

    dates: of visits side by side, the column with the date of each by its code.
    """

    table: str
    name: str
    label: str
    settings: dict[str, Said] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    instrument: Instrument | None = None
    adam: bool = False
    dates: dict[str, Column] = field(default_factory=dict)
    problems: dict[str, Said] = field(default_factory=dict)


def dataset_name(table: Table, taken: Sequence[str], suffix: str = "") -> str:
    first = f"ad{suffix or table.name}"
    name, number = first, 1
    while name in taken:
        number += 1
        name = f"{first}{number}"
    return name


def wide_datasets(
    table: Table, visit: VisitColumn, people: People, taken: list[str], codes: list[str]
) -> list[Dataset]:
    """Make the datasets of a table with one column a parameter: those of questionnaires, and one of the others."""
    settings = settings_at_visits(table, visit)
    used = {*people.columns, visit.column, *visit.others}
    found: list[Dataset] = []
    instruments = instruments_of(table, used)
    for one in instruments:
        found.append(
            Dataset(
                table.name,
                dataset_name(table, [*taken, *(d.name for d in found)], one.name),
                one.title,
                settings,
                instrument=one,
            )
        )
        used |= set(one.columns)
    measured = [
        column
        for name, column in table.columns.items()
        if name not in used
        and column.kind == "number"
        and (name not in people.constant)
        and column.different > 1
        and not visit_like(name)
        and not of_the_record(column, table)
    ]
    results = [column for column in measured if not set(words_of(column.name)) <= VISIT]
    graded = [column for name, column in table.columns.items() if name not in used and is_result(column, people)]
    measured = results or graded or measured  # a time beside others says when they were measured
    if measured:
        parameters = []
        for column in measured:
            code = short_name(column.name, codes, "VALUE")
            codes.append(code)
            parameters.append(
                parameter(code, label_of(column.name), unit_of(column.name), {"column": column.name}, column)
            )
        found.append(
            Dataset(
                table.name,
                dataset_name(table, [*taken, *(d.name for d in found)]),
                label_of(table.name),
                settings,
                parameters,
            )
        )
    doubled = duplicates(table, [*people.columns, visit.column])
    for dataset in found:
        dataset.problems |= doubled
    return found


def is_result(column: Column, people: People) -> bool:
    """Tell a column of a few words that differ in a subject."""
    return column.kind == "category" and column.name not in people.constant and is_graded(column)


def visit_like(name: str) -> bool:
    """Tell a column that only counts visits or days once more."""
    return any(
        re.fullmatch(r"a?visitn?(um)?|visn(o|um)|a?dy|visitdy|reldays?|studyday", word) for word in words_of(name)
    )


def of_the_record(column: Column, table: Table) -> bool:
    """Tell a column that programs write to number records or to say that a form is complete, as REDCap and Kobo do."""
    number = column.whole and column.different == column.rows and subject_rank(column.name) > 0
    counted = number or (column.name.startswith("_") and column.name.endswith(("id", "index")))
    form = column.name.endswith("_complete") and any(name.startswith("redcap_") for name in table.columns)
    return counted or form or column.name.startswith("redcap_")


def settings_at_visits(table: Table, visit: VisitColumn) -> dict[str, Said]:
    """Say of a source which column holds the visit, and which the date."""
    settings = {"visit": Said(visit.column, visit.why)}
    dated = [c for c in table.columns.values() if c.kind == "date" and c.filled >= 0.8 * c.rows and c.dates]
    if len(dated) == 1:
        settings["date"] = date_said(dated[0])
    return settings


def date_said(column: Column) -> Said:
    """Say how the dates of a column are read."""
    assert column.dates is not None
    return Said({"column": column.name, **format_of(column)}, why_dates(column))


def format_of(column: Column) -> dict[str, Any]:
    """Give the format of a column of dates; nothing where it is the default."""
    assert column.dates is not None
    formats = column.dates.formats
    if formats == ("%Y-%m-%d",):
        return {}
    return {"format": formats[0] if len(formats) == 1 else list(formats)}


def why_dates(column: Column) -> str:
    """Say why dates are read so."""
    assert column.dates is not None
    dates = column.dates
    if dates.also:
        return f"? {' and '.join((*dates.formats, *dates.also))} fit every text: which is right"
    several = " together" if len(dates.formats) > 1 else ""
    fits = f"{counted(column.different, 'different text')}{': all' if column.different > 1 else ''} fit{several}"
    return fits + (f", {dates.partial} of them in part" if dates.partial else "")


def duplicates(table: Table, columns: list[str]) -> dict[str, Said]:
    """Say what is done about several records of one subject, visit and parameter, if there are any."""
    number = int(table.frame[columns].apply(lambda texts: texts.str.strip()).duplicated().sum())
    if not number:
        return {}
    return {
        "duplicate": Said("keep_first", f"? {counted(number, 'row')} come again: which counts, keep_first or keep_last")
    }


def parameter(code: str, label: str, unit: str | None, keys: dict[str, Any], column: Column) -> Parameter:
    """Describe a parameter by what stands in its column."""
    entry: dict[str, Any] = {"label": label, **keys}
    if column.kind == "category":
        return of_words(code, entry, column)
    said = [f"{column.low:g} to {column.high:g}", f"{column.filled:,} of {column.rows:,} rows"]
    words = set(words_of(f"{label} {code}"))
    if named := ends_named(unit or "", column):
        entry["range"] = named
        said[0] += ", the range that its name says"
    elif unit:
        entry["unit"] = unit
    if bounds := [] if named else scale(column, words):
        entry["range"] = bounds
        said[0] += ", taken for a scale"
    better = "lower" if words & LOWER else "higher" if words & HIGHER else ""
    if better:
        entry["better"] = better
    if column.results:
        entry["text_results"] = list(column.results)
        said.append("? these texts are results, or add them to `missing`")
    if column.strange:
        said.append(f"? {counted(column.strange, 'text')} among its numbers")
    if column.whole and column.high - column.low > 1:
        entry["whole"] = True
    said.append(f"? is {better} better" if better else "? better: lower or higher")
    return Parameter(code, entry, "; ".join(said))


def of_words(code: str, entry: dict[str, Any], column: Column) -> Parameter:
    """Describe a parameter of a few words by the number that each is taken to be."""
    numbers = grades(column)
    counts = ", ".join(f"{column.texts[text]:,} {text}" for text in numbers)
    asked = "? which number each word is; ? better: lower or higher"
    return Parameter(code, {**entry, "numbers": numbers, "whole": True}, f"{counts}; {asked}")


def ends_named(text: str, column: Column) -> list[int]:
    """Take the range that a name has in brackets, `Pain (0-10)`, where no value lies outside."""
    found = SPAN.fullmatch(text.strip())
    if not found or not int(found[1]) <= column.low <= column.high <= int(found[2]):
        return []
    return [int(found[1]), int(found[2])]


def scale(column: Column, words: set[str]) -> list[int]:
    """Take a column for a scale of 0 to 10, or of 0 to 100."""
    if column.low < 0:
        return []
    if 8 < column.high <= 10 and (words & SCALES or (column.whole and column.different > 6)):
        return [0, 10]
    return [0, 100] if 10 < column.high <= 100 and words & SCALES and column.high > 50 else []


def side_dataset(table: Table, groups: Sequence[Group], taken: list[str], codes: list[str]) -> Dataset:
    """Make the dataset of a table with visits side by side."""
    made = Dataset(table.name, dataset_name(table, taken), label_of(table.name), dates=dates_of(table, groups))
    for group in groups:
        named = group.stem or table.name
        code = short_name(named, codes, "VALUE")
        codes.append(code)
        together = pd.concat([table.frame[name] for name in group.columns.values()], ignore_index=True)
        column = look_at(together, named)
        described = parameter(code, label_of(named), unit_of(named), {"columns": dict(group.columns)}, column)
        doubts = [described.why, "" if group.stem else "? what is measured", group.doubt]
        made.parameters.append(Parameter(code, described.entry, "; ".join(filter(None, doubts))))
    return made


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
    made = Dataset(table.name, dataset_name(table, taken), label_of(table.name), settings, adam=adam)
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
    made = parameter(code, label, next(iter(held), None), {"name": name}, column)
    if len(held) < 2:
        return made, []
    known, unknown = conversions(held)
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
    named = [name for name in numbers if any(word in VALUES or word.endswith("stresn") for word in words_of(name))]
    return next(iter(named or (numbers if len(numbers) == 1 else [])), None)
