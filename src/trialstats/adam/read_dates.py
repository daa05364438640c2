"""A column of dates: what is read, and what is none is listed with the format that would read it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from trialstats.adam.advice.dates import date_advice, is_otherwise_a_date
from trialstats.adam.dates import bad_dates, parse_dates
from trialstats.adam.listing import Listing
from trialstats.adam.no_value import list_codes
from trialstats.adam.parse import is_blank
from trialstats.adam.partial import is_partial
from trialstats.trialfile.parts.sources import Source

__all__ = ["read_dates"]

SOME = 200  # of the dates that fit, to try other formats on
PARTIAL = (
    "`problems: {partial_date: keep}` uses a record whose date is known in part as one without a date, "
    "`exclude` leaves it out; no day is made up"
)


def read_dates(
    frame: pd.DataFrame, texts: pd.Series, column: str, formats: Sequence[str], source: Source, listing: Listing
) -> tuple[pd.Series, pd.Series[bool]]:
    """Read the dates of a column, NaT where there is none; and tell which rows are to go without one.

    frame: the rows, for the listing of dates that are partial or none.
    """
    blank = is_blank(texts, source.missing_of(column))
    list_codes(frame, texts, column, source, listing)
    dates = parse_dates(texts.mask(blank), formats)
    wrong = dates.isna() & ~blank
    partly = wrong & texts.map(partial(is_partial, formats=formats), na_action="ignore").astype("bool")
    listing.add(
        frame[partly],
        "partial_date",
        item=column,
        value=texts[partly],
        allowed="a date of which a part is unknown",
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
        advice=partial(date_advice, formats=formats, fitting=fitting),
    )
    kept = listing.fate("partial_date") == "keep"
    return dates, (wrong & ~partly) if kept else wrong
