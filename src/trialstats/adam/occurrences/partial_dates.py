"""What is known of the dates of events whose day is not: `2023-12` of 2023-12-UN. A blank date is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.adam.listing import Listing
from trialstats.adam.parse import is_blank
from trialstats.adam.partial import known_part
from trialstats.trialfile.parts.partial_dates import NOTHING_KNOWN, flag_of, known_part_of
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Column

__all__ = ["no_early_parts", "with_known_parts"]


def with_known_parts(
    rows: pd.DataFrame, events: pd.DataFrame, columns: Mapping[str, Column], source: Source, listing: Listing
) -> pd.DataFrame:
    """Add, for each date that is not known whole, what is known of it: month, year or nothing.

    rows: the raw texts, of which the events have some of the index. A variable whose dates are all known, or blank,
    gets no such column. Of a partial date that is excluded nothing is known; of one that was imputed it stays.
    """
    added, kept = {}, listing.fate("partial_date") == "keep"
    for variable, column in columns.items():
        if column.type == "date":
            texts = rows.loc[events.index, column.column]
            made = events[flag_of(variable)].notna() if column.impute else pd.Series(False, events.index)
            lost = (events[variable].isna() & ~is_blank(texts, source.missing_of(column.column))) | made
            used = events[variable].notna().where(made, kept)
            if lost.any():
                known = [
                    known_part(text, column.format) if use else NOTHING_KNOWN
                    for text, use in zip(texts[lost], used[lost], strict=True)
                ]
                added[known_part_of(variable)] = pd.Series(known, texts.index[lost], dtype="str").reindex(events.index)
    return events.assign(**added)


def no_early_parts(
    rows: pd.DataFrame,
    events: pd.DataFrame,
    spans: Sequence[tuple[str, str]],
    columns: Mapping[str, Column],
    listing: Listing,
) -> pd.DataFrame:
    """List the ends before their start on every day that the two can be; nothing is known of either then.

    rows: the raw texts of the events. Dates that are known whole have been compared.
    """
    events = events.copy()
    for start, end in spans:
        begun, over = in_iso(events, start), in_iso(events, end)
        early = [last[: len(first)] < first[: len(last)] for first, last in zip(begun, over, strict=True)]
        wrong = pd.Series(early, events.index, dtype="bool")
        found, item, other = rows.loc[events.index][wrong], columns[end].column, columns[start].column
        allowed = f"before {other} = " + found[other].str.strip()
        listing.add(found, "end_before_start", item=item, value=found[item], allowed=allowed)
        for name in (start, end) if wrong.any() else ():
            known = known_part_of(name)
            blank = pd.Series(pd.NA, events.index, dtype="str")
            events[name] = events[name].mask(wrong)
            events[known] = events.get(known, blank).mask(wrong, NOTHING_KNOWN)
    return events


def in_iso(events: pd.DataFrame, variable: str) -> pd.Series[str]:
    """Write what is known of each date as ISO 8601, of which the beginnings compare as dates do; else nothing."""
    dates = events[variable].dt.strftime("%Y-%m-%d")
    known = events.get(known_part_of(variable))
    texts = dates if known is None else known.fillna(dates).replace(NOTHING_KNOWN, "")
    written: pd.Series[str] = texts.fillna("").astype("str")
    return written
