"""What is known of the dates of events whose day is not: `2023-12` of 2023-12-UN. A blank date is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.adam.dates import is_partial, known_month, known_year
from trialstats.adam.listing import Listing
from trialstats.adam.parse import is_blank
from trialstats.spec.partial_dates import NOTHING_KNOWN, known_part_of
from trialstats.spec.sources import Source
from trialstats.spec.subjects import Column

__all__ = ["with_known_parts"]


def with_known_parts(
    rows: pd.DataFrame, events: pd.DataFrame, columns: Mapping[str, Column], source: Source, listing: Listing
) -> pd.DataFrame:
    """Add, for each date that the file has and the events have not, what is known of it: month, year or nothing.

    rows: the raw texts, of which the events have some of the index. A variable whose dates are all known, or blank,
    gets no such column. Of a partial date that is excluded nothing is known.
    """
    added, kept = {}, listing.fate("partial_date") == "keep"
    for variable, column in columns.items():
        if column.type == "date":
            texts = rows.loc[events.index, column.column]
            lost = events[variable].isna() & ~is_blank(texts, source.missing_of(column.column))
            if lost.any():
                known = [known_part(text, column.format) if kept else NOTHING_KNOWN for text in texts[lost]]
                added[known_part_of(variable)] = pd.Series(known, texts.index[lost], dtype="str").reindex(events.index)
    return events.assign(**added)


def known_part(text: str, formats: Sequence[str]) -> str:
    """Give the known part of a date as ISO 8601 writes it; a month only where it cannot be a day."""
    year = known_year(text) if is_partial(text) else None
    if year is None:
        return NOTHING_KNOWN
    months = {known_month(text, format) for format in formats}
    month = months.pop() if len(months) == 1 else None
    return year if month is None else f"{year}-{month:02d}"
