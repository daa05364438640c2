"""The rows of a source: numbered, with the subject's identifier, and those that the trial file chooses."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.listing import ROW, SUBJECT, Listing
from trialstats.io.table import without_value
from trialstats.spec.sources import RowFilter, Source

__all__ = ["chosen_rows", "join_subject", "with_rows"]


def with_rows(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Number the rows and join the subject's identifier."""
    numbered = frame.copy()
    numbered[ROW] = range(len(frame))
    numbered[SUBJECT] = join_subject(frame, source)
    return numbered


def join_subject(frame: pd.DataFrame, source: Source) -> pd.Series:
    """Give the identifier of the subject: its column, or several joined with `-`; lost zeros are put back."""
    first, *others = (padded(frame[name].str.strip(), source.pad.get(name, 0)) for name in source.subject)
    for other in others:
        first = first + "-" + other
    return first


def padded(texts: pd.Series, width: int) -> pd.Series:
    """Fill numbers with zeros on the left; what is not digits only stays as it is."""
    return texts.mask(texts.str.fullmatch("[0-9]+"), texts.str.zfill(width))


def chosen_rows(frame: pd.DataFrame, source: Source, listing: Listing) -> pd.DataFrame:
    """Keep the rows that hold a value and that `rows` of the source chooses; list the others.

    A row that is not chosen is listed at the first choice that it fails.
    """
    empty = frame[without_value(frame)]
    listing.add(empty, "empty_row", item="row", value="", allowed="holds no value", fate="exclude")
    frame = frame.drop(empty.index)
    for choice in source.rows:
        left_out = frame[~passes(frame[choice.column].str.strip(), choice)]
        found = left_out[choice.column]
        listing.add(left_out, "not_chosen", item=choice.column, value=found, allowed=wording(choice), fate="exclude")
        frame = frame.drop(left_out.index)
    return frame


def passes(texts: pd.Series, choice: RowFilter) -> pd.Series[bool]:
    """Tell which texts a choice keeps."""
    if choice.within is not None:
        return texts.isin(choice.within)
    return ~texts.isin(choice.without or ())


def wording(choice: RowFilter) -> str:
    """Say what a choice keeps."""
    if choice.within is not None:
        return f"not {' or '.join(choice.within)}, which `rows` of the source chooses"
    return "which `rows` of the source leaves out"
