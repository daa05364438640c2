"""Values that are missing, and why: nothing stands there, a declared code does, or another column says so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.adam.listing import ROW, Listing
from trialstats.adam.parse import is_blank, written_plainly
from trialstats.adam.rows import passes, texts_in
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.sources import Source

__all__ = ["columns_of", "drop_missing", "drop_where", "list_codes"]

NO_VALUE = "declared as no value"


def drop_missing(records: pd.DataFrame, source: Source, listing: Listing) -> pd.DataFrame:
    """List the records without a value, those with a code apart from blank ones.

    `_plain` of the others has the texts with their numbers written plainly.
    """
    absent = np.zeros(len(records), dtype=bool)
    columns, names = pd.factorize(columns_of(records, source))
    places = [np.flatnonzero(columns == number) for number in range(len(names))]
    plain = [records["_text"].iloc[:0]]
    for column, own in zip(names, places, strict=True):
        texts = records["_text"].iloc[own]
        absent[own] = is_blank(texts, source.missing_of(column)).to_numpy(dtype=bool)
        if is_code(texts, column, source).any():
            mine = records.iloc[own]
            list_codes(mine, texts, column, source, listing, item=named_items(mine))
        plain.append(written_plainly(texts, column, source))
    blank = records[records["_text"].str.strip().eq("")]
    listing.add(blank, "blank", item=named_items(blank), value="", allowed="no value recorded")
    in_order = np.argsort(np.concatenate([*places, np.array([], dtype=int)]), kind="stable")
    return records.assign(_plain=pd.concat(plain).iloc[in_order])[~absent]


def drop_where(
    records: pd.DataFrame, texts: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing
) -> pd.DataFrame:
    """List the records that `missing_where` of their source or parameter says to be none, whatever stands there.

    texts: the rows that they came from, as received.
    """
    asked = [(choice, pd.Series(True, index=records.index)) for choice in source.missing_where]
    asked += [
        (choice, records["PARAMCD"] == paramcd)
        for paramcd, parameter in dataset.parameters.items()
        for choice in parameter.missing_where
    ]
    for choice, own in asked:
        rows = texts.loc[passes(texts[choice.column].str.strip(), choice, source)]
        said = rows.set_index(ROW)[choice.column].str.strip()
        if len(texts) and rows.empty:
            found = f"`missing_where` with column {choice.column} holds for no row; {texts_in(texts, choice.column)}"
            listing.notes.append(f"{source.file}: {found}")
        lost = records[own.reindex(records.index) & records[ROW].isin(rows[ROW])]
        text = lost[ROW].map(said).astype("str")
        allowed = "no value, for " + choice.column + (" = " + text).where(text.ne(""), " is blank")
        listing.add(lost, "missing_where", item=named_items(lost), value=lost["_text"].str.strip(), allowed=allowed)
        records = records.drop(lost.index)
    return records


def list_codes(
    frame: pd.DataFrame,
    texts: pd.Series,
    column: str,
    source: Source,
    listing: Listing,
    *,
    item: pd.Series | str | None = None,
) -> None:
    """List the codes that stand for no value, with what they mean; item: what lacks it, by default the column."""
    coded = is_code(texts, column, source)
    if not coded.any():
        return
    plain, codes = texts.str.strip(), source.missing_of(column)
    said = {code: f"{NO_VALUE}: {meaning}" if meaning else NO_VALUE for code, meaning in codes.items()}
    of = column if item is None else item if isinstance(item, str) else item[coded]
    allowed = plain[coded].map(said).astype("str")
    listing.add(frame[coded], "missing_code", item=of, value=plain[coded], allowed=allowed)


def is_code(texts: pd.Series, column: str, source: Source) -> pd.Series[bool]:
    """Tell which texts of a column stand for no value; none that is blank."""
    plain = texts.str.strip()
    return plain.isin(list(source.missing_of(column))) & plain.ne("")


def named_items(records: pd.DataFrame) -> pd.Series[str]:
    """Name what each record is of as its file does, and its parameter where that has another name: `pgic (ITEM01)`."""
    received = records["_name"].map(" / ".join).astype("str")
    own = records["PARAMCD"]
    return received.where(received.str.casefold() == own.str.casefold(), received + " (" + own + ")")


def columns_of(records: pd.DataFrame, source: Source) -> pd.Series[str]:
    """Name the column in which each result stands."""
    if source.value:
        return pd.Series(source.value, index=records.index, dtype="str")
    return records["_name"].map(" / ".join).astype("str")
