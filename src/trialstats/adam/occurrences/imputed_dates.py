"""Dates of events that were imputed: no end comes before its start, and each is flagged and listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.adam.impute import list_imputed, possible_days
from trialstats.adam.listing import Listing
from trialstats.adam.partial import known_part
from trialstats.trialfile.parts.partial_dates import flag_of, rule_of
from trialstats.trialfile.parts.subjects import Column

__all__ = ["in_order", "with_flags"]


def in_order(
    rows: pd.DataFrame, events: pd.DataFrame, spans: Sequence[tuple[str, str]], columns: Mapping[str, Column]
) -> pd.DataFrame:
    """Move imputed days that would put an end before its start to the other, where it can be that day.

    rows: the raw texts of the events. What contradicts each other on every day that the two can be stays so.
    """
    events = events.copy()
    for start, end in spans:
        for moved, other in ((end, start), (start, end)):
            if columns[moved].impute:
                wrong = (events[end] < events[start]) & events[flag_of(moved)].notna()
                texts = rows.loc[events.index[wrong], columns[moved].column]
                first, last = possible_days(known_parts(texts, columns[moved]))
                days = events.loc[wrong, other]
                fits = days.between(first, last)
                events.loc[days.index[fits], moved] = days[fits]
    return events


def with_flags(
    rows: pd.DataFrame, events: pd.DataFrame, columns: Mapping[str, Column], listing: Listing
) -> pd.DataFrame:
    """Leave the flags of the imputed dates that are used, and list these."""
    events = events.copy()
    for variable, column in columns.items():
        if rule := rule_of(column.impute):
            flags = events[flag_of(variable)].where(events[variable].notna())
            events[flag_of(variable)] = flags
            own = rows.loc[events.index]
            list_imputed(own, own[column.column], events[variable], flags, column.column, variable, rule, listing)
    return events


def known_parts(texts: pd.Series, column: Column) -> pd.Series[str]:
    """Write what is known of dates as ISO 8601."""
    return pd.Series([known_part(text, column.format) for text in texts], index=texts.index, dtype="str")
