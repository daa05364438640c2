"""One column of a source becomes a typed variable; what does not fit is listed and left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from trialstats.adam.advice.missing import codes_among_numbers
from trialstats.adam.advice.names import name_advice
from trialstats.adam.advice.numbers import is_otherwise_a_number, number_advice
from trialstats.adam.impute import Limits
from trialstats.adam.listing import Listing
from trialstats.adam.no_value import list_codes
from trialstats.adam.parse import is_blank, parse_levels, range_text, read_numbers
from trialstats.adam.read_dates import read_dates
from trialstats.errors import DataError
from trialstats.io.shown import escaped
from trialstats.io.table import is_own
from trialstats.trialfile.parts.cuts import bounds_text, edges
from trialstats.trialfile.parts.partial_dates import flag_of
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.text.declared import About, Problem
from trialstats.trialfile.text.wording import nearest

__all__ = ["map_column", "map_columns", "require_columns"]

SOME = 200  # of the values that fit, to try other settings on


def require_columns(frame: pd.DataFrame, names: list[str], source: Source) -> None:
    """Raise DataError naming the columns that the file lacks and the nearest it has."""
    known = [name for name in frame.columns if not is_own(name)]
    absent = [name for name in dict.fromkeys(names) if name not in known]
    if absent:
        raise DataError([has_no_column(name, known, source) for name in absent])


def has_no_column(name: str, known: Sequence[str], source: Source) -> Problem:
    """Say that a file lacks a column, with the nearest that it has."""
    return Problem(escaped(f"{source.file}: has no column {name}{nearest(name, known)}"), About(column=name))


def map_columns(
    frame: pd.DataFrame, columns: Mapping[str, Column], source: Source, listing: Listing, limits: Limits | None = None
) -> dict[str, pd.Series]:
    """Type the columns of several variables, by variable; of dates that are imputed with their flag beside them."""
    values: dict[str, pd.Series] = {}
    for variable, column in columns.items():
        if column.impute:
            dates = read_dates(frame, frame[column.column], column, source, listing, limits)
            values |= {variable: dates.days, flag_of(variable): dates.flags}
        else:
            values[variable] = map_column(frame, column, source, listing)
    return values


def map_column(frame: pd.DataFrame, column: Column, source: Source, listing: Listing) -> pd.Series:
    """Type a column (number: float64, date: datetime64, category and text: str with missing).

    frame has the raw texts with FILE, LINE and ROW. Values of kinds that are excluded become
    missing; the rows stay.
    """
    texts = frame[column.column]
    blank = is_blank(texts, source.missing_of(column.column))
    if column.type != "date":
        list_codes(frame, texts, column.column, source, listing)
    match column.type:
        case "number":
            return number(frame, texts, blank, column, source, listing)
        case "date":
            return read_dates(frame, texts, column, source, listing).days
        case "category" if column.cuts:
            return level_of_number(frame, texts, blank, column, source, listing)
        case "category":
            values = parse_levels(texts, column.codes)
            wrong = ~blank & values.isna()
            codes = [code for codes in (column.codes or {}).values() for code in codes]
            listing.add(
                frame[wrong],
                "unknown_code",
                item=column.column,
                value=texts[wrong],
                allowed=f"not among {', '.join(codes)}",
                advice=partial(name_advice, known=codes, called=column.codes),
            )
            return values.mask(blank)
        case _:
            return texts.str.strip().mask(blank)


def number(
    frame: pd.DataFrame, texts: pd.Series, blank: pd.Series, column: Column, source: Source, listing: Listing
) -> pd.Series:
    values = read_numbers(texts.mask(blank, ""), column.column, source)
    wrong = ~blank & values.isna()
    fitting = list(texts[values.notna()].drop_duplicates().iloc[:SOME])
    listing.add(
        frame[wrong],
        "not_numeric",
        item=column.column,
        value=texts[wrong],
        allowed="not a number",
        slips=is_otherwise_a_number(texts[wrong]),
        advice=lambda item, found: number_advice(listing.source, source, item, found, fitting),
    )
    if column.range is None:
        listing.notes += codes_among_numbers(column.column, texts, values, source)
    if column.range:
        outside = values.notna() & ~values.between(*column.range)
        note(frame, outside, "out_of_range", column, listing, range_text(column.range))
        values = values.mask(outside)
    return values


def level_of_number(
    frame: pd.DataFrame, texts: pd.Series, blank: pd.Series, column: Column, source: Source, listing: Listing
) -> pd.Series:
    """Cut a number into levels; a number in none of them is listed as one out of range."""
    cuts = column.cuts or {}
    values = number(frame, texts, blank, column, source, listing)
    levels = pd.cut(values, edges(cuts), right=False, labels=list(cuts)).astype("str")
    note(frame, values.notna() & levels.isna(), "out_of_range", column, listing, bounds_text(cuts))
    return levels


def note(
    frame: pd.DataFrame, wrong: pd.Series, kind: str, column: Column, listing: Listing, allowed: pd.Series | str
) -> None:
    """List the values that do not fit; the row itself is used all the same."""
    found = frame[wrong]
    listing.add(found, kind, item=column.column, value=found[column.column], allowed=allowed)
