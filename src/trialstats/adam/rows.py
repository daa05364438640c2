"""The rows of a source: numbered, with the subject's identifier, and those that the trial file chooses."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.adam.listing import ROW, SUBJECT, Listing
from trialstats.adam.parse import is_blank
from trialstats.io.shown import shown
from trialstats.io.table import without_value
from trialstats.trialfile.parts.identifier import pieces_of
from trialstats.trialfile.parts.row_filter import RowFilter
from trialstats.trialfile.parts.sources import Source

__all__ = ["chosen_rows", "join_subject", "passes", "texts_in", "with_rows"]

SHOWN_TEXTS = 6


def with_rows(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Number the rows and join the subject's identifier."""
    numbered = frame.copy()
    numbered[ROW] = range(len(frame))
    numbered[SUBJECT] = join_subject(frame, source)
    return numbered


def join_subject(frame: pd.DataFrame, source: Source) -> pd.Series:
    """Give the identifier of the subject: its column, or several joined with `-`; lost zeros are put back."""
    columns = {name: padded(frame[name].str.strip(), source.pad.get(name, 0)) for name in source.subject}
    if source.identifier is not None:
        return composed_of(columns, source.identifier)
    first, *others = columns.values()
    for other in others:
        first = first + "-" + other
    return first


def composed_of(columns: Mapping[str, pd.Series], identifier: str) -> pd.Series:
    """Put the identifier together of texts and columns, as the source says."""
    pieces, rest = pieces_of(identifier, list(columns))
    whole = pd.Series("", index=next(iter(columns.values())).index, dtype="str")
    for text, column, width in pieces:
        whole = whole + text + padded(columns[column], width)
    return whole + rest


def padded(texts: pd.Series, width: int) -> pd.Series:
    """Fill whole numbers with zeros on the left (also `1.0`); other texts, and columns without a width, stay."""
    if not width:
        return texts
    return texts.mask(texts.str.fullmatch(r"[0-9]+(?:\.0+)?"), texts.str.split(".").str[0].str.zfill(width))


def chosen_rows(frame: pd.DataFrame, source: Source, listing: Listing) -> pd.DataFrame:
    """Keep the rows that hold a value and that `rows` of the source chooses; list the others.

    A row that is not chosen is listed at the first choice that it fails. A choice that leaves out nothing, or
    everything, is noted: it may be misspelt.
    """
    empty = frame[without_value(frame)]
    listing.add(empty, "empty_row", item="row", value="", allowed="holds no value", fate="exclude")
    frame = frame.drop(empty.index)
    for choice in source.rows:
        left_out = frame[~passes(frame[choice.column].str.strip(), choice, source)]
        found = left_out[choice.column]
        listing.add(left_out, "not_chosen", item=choice.column, value=found, allowed=wording(choice), fate="exclude")
        if len(frame) and len(left_out) in (0, len(frame)):
            listing.notes.append(without_effect(frame, choice, source, nothing=left_out.empty))
        frame = frame.drop(left_out.index)
    return frame


def passes(texts: pd.Series, choice: RowFilter, source: Source) -> pd.Series[bool]:
    """Tell which texts a choice keeps."""
    if choice.recorded is not None:
        return is_blank(texts, source.missing_of(choice.column)) != choice.recorded
    if choice.within is not None:
        return texts.isin([text.strip() for text in choice.within])
    return ~texts.isin([text.strip() for text in choice.without or ()])


def wording(choice: RowFilter) -> str:
    """Say what a choice keeps."""
    if choice.within is not None:
        return f"not {' or '.join(choice.within)}, which `rows` of the source chooses"
    return "which `rows` of the source leaves out"


def without_effect(frame: pd.DataFrame, choice: RowFilter, source: Source, *, nothing: bool) -> str:
    """Say that a choice leaves out no row, or every row, and what stands in its column."""
    done = "no row" if nothing else f"all {len(frame)} rows"
    return f"{source.file}: `rows` with column {choice.column} leaves out {done}; {texts_in(frame, choice.column)}"


def texts_in(frame: pd.DataFrame, column: str) -> str:
    """Say what stands in a column: `period has 1, 2`."""
    texts = frame[column].str.strip().value_counts()
    some = ", ".join(shown(str(text)) for text in texts.index[:SHOWN_TEXTS])
    more = f" and {len(texts) - SHOWN_TEXTS} others" if len(texts) > SHOWN_TEXTS else ""
    return f"{column} has {some}{more}"
