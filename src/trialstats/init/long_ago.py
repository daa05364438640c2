"""Events that began years before the trial: how far back their dates may lie."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.adam.dates import parse_dates
from trialstats.init.columns import Column
from trialstats.init.events import Events
from trialstats.init.files import Table
from trialstats.init.said import Said

__all__ = ["with_days_before"]

USUAL = 365  # days before day 1 that nobody has to declare
DECADE = 3650


def with_days_before(events: Events, table: Table, subjects: Table, day_one: str) -> dict[str, Any]:
    """Say of the dates of events how far before day 1 they may lie, where they do.

    day_one: the column of day 1 in the table of subjects. Whole decades are said, and no person's day.
    """
    first = earliest(subjects.columns[day_one])
    columns = dict(events.entry["columns"])
    for variable, entry in columns.items():
        value = entry.value if isinstance(entry, Said) else entry
        began = earliest(table.columns[value["column"]])
        if began is not None and first is not None and (first - began).days > USUAL:
            decades = 1 + (first - began).days // DECADE
            why = f"{entry.why}; ? some lie years before day 1" if isinstance(entry, Said) else ""
            columns[variable] = Said({**value, "study_days": [-DECADE * decades, None]}, why)
    return {**events.entry, "columns": columns}


def earliest(column: Column) -> pd.Timestamp | None:
    """Give the first of the dates of a column."""
    if column.dates is None:
        return None
    dates = parse_dates(pd.Series(list(column.texts.index), dtype="str"), column.dates.formats).dropna()
    return dates.min() if len(dates) else None
