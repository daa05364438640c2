"""A column of dates: what is read, and what is none is listed with the format that would read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from trialstats.adam.advice.dates import date_advice, is_otherwise_a_date
from trialstats.adam.dates import bad_dates, parse_dates
from trialstats.adam.impute import Limits, imputed_days
from trialstats.adam.listing import SUBJECT, Listing
from trialstats.adam.no_value import list_codes
from trialstats.adam.parse import is_blank
from trialstats.adam.partial import is_partial, is_unclear, known_part
from trialstats.trialfile.parts.partial_dates import Imputation, rule_of
from trialstats.trialfile.parts.sources import DateColumn, Source
from trialstats.trialfile.parts.subjects import Column

__all__ = ["Dates", "read_dates"]

SOME = 200  # of the dates that fit, to try other formats on
PARTIAL = (
    "`problems: {partial_date: keep}` uses a record whose date is known in part as one without a date, "
    "`exclude` leaves it out; no day is made up, unless `impute` of the date says which: `first`, `middle` or `last`"
)


@dataclass(frozen=True)
class Dates:
    """The dates of a column, a row each.

    days: NaT where there is none. flags: the part that was imputed, D, M (and day) or Y (and all), else missing. gone:
    the rows that are to go without a date, or not at all.
    """

    days: pd.Series
    flags: pd.Series[str]
    gone: pd.Series[bool]


def read_dates(
    frame: pd.DataFrame,
    texts: pd.Series,
    date: DateColumn | Column,
    source: Source,
    listing: Listing,
    limits: Limits | None = None,
) -> Dates:
    """Read the dates of a column; what is known in part is imputed where the trial file says how.

    frame: the rows, for the listing of dates that are partial or none. limits: dates of ADSL, where a rule may name
    them. The dates that were imputed are not listed here: what else is known of an event may still move them.
    """
    column, formats = date.column, date.format
    blank = is_blank(texts, source.missing_of(column))
    list_codes(frame, texts, column, source, listing)
    dates = parse_dates(texts.mask(blank), formats)
    wrong = dates.isna() & ~blank
    found = [text for text in texts[wrong].unique() if is_partial(text, formats)]
    partly = wrong & texts.isin(found)
    flags = pd.Series(pd.NA, index=texts.index, dtype="str")
    if (rule := rule_of(date.impute)) and partly.any():
        made, parts = impute(frame[partly], texts[partly], date, rule, limits)
        dates, flags = dates.fillna(made.reindex(dates.index)), flags.fillna(parts.reindex(flags.index))
    lost = partly & dates.isna()
    listing.add(
        frame[lost],
        "partial_date",
        item=column,
        value=texts[lost],
        allowed=f"a date of which a part is unknown{beyond(rule)}",
        advice=lambda *_: [PARTIAL],
    )
    bad = texts[wrong & ~partly]
    fitting = list(texts[dates.notna()].str.strip().drop_duplicates().iloc[:SOME])
    listing.add(
        frame[wrong & ~partly],
        "bad_date",
        item=column,
        value=bad,
        allowed=bad_dates(bad, formats),
        slips=is_otherwise_a_date(bad),
        advice=partial(date_advice, formats=formats, fitting=fitting, count=int((~blank).sum())),
    )
    kept = listing.fate("partial_date") == "keep"
    return Dates(dates, flags, (wrong & ~partly) if kept else (wrong & dates.isna()))


def impute(
    rows: pd.DataFrame, texts: pd.Series, date: DateColumn | Column, rule: Imputation, limits: Limits | None
) -> tuple[pd.Series, pd.Series[str]]:
    """Give the days that stand for dates known in part, and their flags; none where nobody can say what is known."""
    clear = texts[[not is_unclear(text, date.format) for text in texts]]
    known = clear.map(partial(known_part, formats=date.format)).astype("str")
    subjects = rows.loc[clear.index, SUBJECT]
    return imputed_days(known, rule, subjects, limits or Limits(pd.DataFrame(), None))


def beyond(rule: Imputation | None) -> str:
    """Say why a rule leaves a partial date as it is."""
    return f", which `impute` (highest: {rule.highest}) does not fill in" if rule else ""
