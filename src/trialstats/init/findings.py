"""What is measured at visits: a dataset of a table, and what its source says of visits and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.instruments import Instrument
from trialstats.init.parameters import Parameter
from trialstats.init.said import Said, counted
from trialstats.init.visits import VisitColumn

__all__ = [
    "Dataset",
    "columns_of",
    "dataset_name",
    "date_said",
    "duplicates",
    "format_of",
    "settings_at_visits",
    "why_dates",
]


@dataclass
class Dataset:
    """A dataset of a table: its parameters or its questionnaire, and what its source says beside the subject.

    dates: of visits side by side, the column with the date of each by its code. items_at: of a questionnaire at visits
    side by side, how its columns are called at each, by its code.
    """

    table: str
    name: str
    label: str
    settings: dict[str, Said] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    instrument: Instrument | None = None
    adam: bool = False
    dates: dict[str, Column] = field(default_factory=dict)
    items_at: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Said] = field(default_factory=dict)


def dataset_name(table: Table, taken: Sequence[str], suffix: str = "") -> str:
    first = f"ad{suffix or table.name}"
    name, number = first, 1
    while name in taken:
        number += 1
        name = f"{first}{number}"
    return name


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


def columns_of(dataset: Dataset) -> list[str]:
    """Name the columns that a dataset measures."""
    names = list(dataset.instrument.columns) if dataset.instrument else []
    names += [column.name for column in dataset.dates.values()]
    for parameter in dataset.parameters:
        names += [parameter.entry["column"]] if "column" in parameter.entry else []
        names += list(parameter.entry.get("columns", {}).values())
    for said in dataset.settings.values():
        value = said.value.get("column") if isinstance(said.value, dict) else said.value
        names += [value] if isinstance(value, str) else list(value or ())
    return names
