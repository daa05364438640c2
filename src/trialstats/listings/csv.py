"""A listing as CSV: every row whole, with the file and line that it was received in."""

from __future__ import annotations

import csv
import io

import pandas as pd

from trialstats.display.inert import inert
from trialstats.listings.texts import texts_of
from trialstats.trialfile.parts.listing import Listing

__all__ = ["SOURCE", "listing_csv"]

SOURCE = ("SRCFILE", "SRCLINE")


def listing_csv(listing: Listing, records: pd.DataFrame) -> str:
    """Write a line a record: groups, subject, columns, and behind them the source; names of variables above.

    Dates are written as 2024-01-31 and numbers with a hyphen for minus, whatever the house does. No text is a formula.
    """
    names = list(dict.fromkeys(["USUBJID", *listing.group, *listing.columns, *(n for n in SOURCE if n in records)]))
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(names)
    texts = ([inert(text) for text in texts_of(records, name)] for name in names)
    writer.writerows(zip(*texts, strict=True))
    return target.getvalue()
